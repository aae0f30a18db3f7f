from django.urls import path

from meetings.views import information, listing, minutes, moving, panel, pre_mase, quarterly

urlpatterns = [
    path("meetings/", panel.meetings, name="meetings"),
    path("meetings/schedule/", panel.schedule, name="schedule"),
    path("meetings/quarterly/", quarterly.quarterly_returns, name="quarterly_returns"),
    path(
        "meetings/quarterly/<slug:authority>/<str:quarter>/issue/",
        quarterly.issue_quarterly_return,
        name="issue_quarterly_return",
    ),
    path("meetings/<str:ref>/", panel.panel, name="panel"),
    path("meetings/<str:ref>/move/", moving.move_meeting, name="move_meeting"),
    path("meetings/<str:ref>/cancel/", moving.cancel_meeting, name="cancel_meeting"),
    path("meetings/<str:ref>/information/", information.agency_information, name="agency_information"),
    path("meetings/<str:ref>/information/chase/", information.chase_information, name="chase_information"),
    path("meetings/<str:ref>/information/compiled/", information.compiled_information, name="compiled_information"),
    path("meetings/<str:ref>/information/<slug:agency>/", information.send_information, name="send_information"),
    path("meetings/<str:ref>/pre-mase/", pre_mase.pre_mase, name="pre_mase"),
    path("meetings/<str:ref>/list/", listing.list_case, name="list_case"),
    path("meetings/<str:ref>/list/<int:pk>/place-at/", listing.place_at, name="place_at"),
    path("meetings/<str:ref>/circulate/", listing.circulate, name="circulate"),
    path("meetings/<str:ref>/approve/", minutes.approve, name="approve"),
]
