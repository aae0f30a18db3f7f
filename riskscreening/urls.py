from django.urls import path

from riskscreening.views import absences, assessment, missing, plans, screening

urlpatterns = [
    path("missing/", absences.missing_now, name="missing_now"),
    path("cases/<str:ref>/screenings/", screening.screenings, name="screenings"),
    path("cases/<str:ref>/screenings/start/", screening.start, name="start_screening"),
    path("cases/<str:ref>/screenings/assessment/", assessment.conclude_assessment, name="conclude_assessment"),
    path("cases/<str:ref>/screenings/review-plan/", plans.review_plan, name="review_plan"),
    path("cases/<str:ref>/screenings/plans/agree/", plans.agree_plan, name="agree_plan"),
    path("cases/<str:ref>/screenings/plans/<int:pk>/", plans.safety_plan, name="safety_plan"),
    path("cases/<str:ref>/screenings/plans/<int:pk>/review/", plans.review_safety_plan, name="review_safety_plan"),
    path("cases/<str:ref>/screenings/missing/", missing.record_missing, name="record_missing"),
    path("cases/<str:ref>/screenings/missing/pattern/", absences.missing_pattern, name="missing_pattern"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/offer/", missing.offer_interview, name="offer_interview"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/correct/", missing.correct_missing, name="correct_missing"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/return/", missing.record_return, name="record_return"),
    path("cases/<str:ref>/screenings/missing/<int:pk>/interview/", missing.record_interview, name="record_interview"),
    path("cases/<str:ref>/screenings/<int:pk>/", screening.screening, name="screening"),
    path("cases/<str:ref>/screenings/<int:pk>/complete/", screening.complete, name="complete_screening"),
    path("cases/<str:ref>/screenings/<int:pk>/sign/", screening.sign, name="sign_screening"),
    path("cases/<str:ref>/screenings/<int:pk>/<slug:section>/", screening.answer_section, name="answer_section"),
]
