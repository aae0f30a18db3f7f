from django.urls import path

from mase.cases.views import case, changes, deadline, emergency, uncover

urlpatterns = [
    path("", case.home, name="home"),
    path("cases/", case.cases, name="cases"),
    path("cases/<str:ref>/", case.case, name="case"),
    path("cases/<str:ref>/pathway/", case.pathway, name="pathway"),
    path("cases/<str:ref>/deadlines/<str:deadline>/", deadline.case_deadline, name="case_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/waive/", deadline.waive_deadline, name="waive_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/pause/", deadline.pause_deadline, name="pause_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/resume/", deadline.resume_deadline, name="resume_deadline"),
    path("emergency/", emergency.interrupt, name="emergency"),
    path("emergency/reason/", emergency.give_reason, name="emergency_reason"),
    path("emergency/confirm/", emergency.confirm, name="confirm_emergency"),
    path("emergency/end/", emergency.end, name="end_emergency"),
    path("emergencies/", emergency.emergencies, name="emergencies"),
    path("emergencies/<int:pk>/", emergency.review, name="review_emergency"),
    path("service/", deadline.watch_service, name="watch_service"),
    path("deadlines/<str:ref>/", deadline.deadline, name="deadline"),
    path("deadlines/<str:ref>/waive/", deadline.waive_owed, name="waive_owed"),
    path("cases/<str:ref>/history/", case.history, name="history"),
    path("cases/<str:ref>/changes/", changes.changes, name="changes"),
    path("cases/<str:ref>/changes/as-it-was/", changes.as_it_was, name="as_it_was"),
    path("cases/<str:ref>/reveal/nhs_number/", uncover.reveal_nhs_number, name="reveal_nhs_number"),
    path("cases/<str:ref>/reveal/address/", uncover.reveal_address, name="reveal_address"),
    path("cases/<str:ref>/reveal/informant/", uncover.reveal_informant, name="reveal_informant"),
    path("cases/<str:ref>/reveal/sexual_health/", uncover.reveal_sexual_health, name="reveal_sexual_health"),
    path("cases/<str:ref>/allocate/", case.allocate, name="allocate"),
    path("cases/<str:ref>/restrict/", case.restrict, name="restrict"),
    path("cases/<str:ref>/close/", case.close, name="close"),
]
