from django.urls import path

from meetings.views import surgery

urlpatterns = [
    path("surgeries/", surgery.surgeries, name="surgeries"),
    path("surgeries/open/", surgery.open_surgeries, name="open_surgeries"),
    path("surgeries/<str:ref>/", surgery.surgery, name="surgery"),
    path("surgeries/<str:ref>/cancel/", surgery.cancel_surgery, name="cancel_surgery"),
    path("surgeries/<str:ref>/slots/<int:pk>/book/", surgery.book_slot, name="book_slot"),
    path("surgeries/<str:ref>/bookings/<int:pk>/", surgery.surgery_booking, name="surgery_booking"),
    path("surgeries/<str:ref>/bookings/<int:pk>/release/", surgery.release_slot, name="release_slot"),
    path("surgeries/<str:ref>/bookings/<int:pk>/advise/", surgery.advise_booking, name="advise_booking"),
]
