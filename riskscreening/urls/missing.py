from django.urls import path

from riskscreening.views import absences, missing

urlpatterns = [
    path("missing/", absences.missing_now, name="missing_now"),
    path("cases/<str:ref>/screenings/missing/", missing.record_missing, name="record_missing"),
    path("cases/<str:ref>/screenings/missing/pattern/", absences.missing_pattern, name="missing_pattern"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/offer/", missing.offer_interview, name="offer_interview"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/correct/", missing.correct_missing, name="correct_missing"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/return/", missing.record_return, name="record_return"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/interview/", missing.record_interview, name="record_interview"),
]
