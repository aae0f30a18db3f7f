from django.urls import path

from riskscreening.views import plans

urlpatterns = [
    path("cases/<str:ref>/screenings/review-plan/", plans.review_plan, name="review_plan"),
    path("cases/<str:ref>/screenings/plans/agree/", plans.agree_plan, name="agree_plan"),
    path("cases/<str:ref>/screenings/plans/<int:pk>/", plans.safety_plan, name="safety_plan"),
    path("cases/<str:ref>/screenings/plans/<int:pk>/review/", plans.review_safety_plan, name="review_safety_plan"),
]
