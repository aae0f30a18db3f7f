from django.urls import path

from mase.agencies import leave_views, views

urlpatterns = [
    path("help/", views.show_help, name="help"),
    path("procedures/", views.show_procedures, name="procedures"),
    path("calendar/", views.show_calendar, name="calendar"),
    path("calendar/new/", views.give_calendar_address, name="give_calendar_address"),
    path("calendar/withdraw/", views.withdraw_calendar_address, name="withdraw_calendar_address"),
    path("leave/", leave_views.note_leave, name="leave"),
    path("leave/<int:pk>/end/", leave_views.end_leave, name="end_leave"),
    path("people/", views.people, name="people"),
    path("people/new-agency/", views.open_agency, name="open_agency"),
    path("people/new/", views.begin_membership, name="begin_membership"),
    path("people/<int:pk>/end/", views.end_membership, name="end_membership"),
]
