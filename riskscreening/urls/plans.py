from django.urls import path

from riskscreening.views import planning, plans

urlpatterns = [
    path("cases/<str:ref>/plans/", planning.plans, name="plans"),
    path("cases/<str:ref>/plans/review/", plans.review_plan, name="review_plan"),
    path("cases/<str:ref>/plans/safety/agree/", plans.agree_plan, name="agree_plan"),
    path("cases/<str:ref>/plans/safety/<int:pk>/", plans.safety_plan, name="safety_plan"),
    path("cases/<str:ref>/plans/safety/<int:pk>/review/", plans.review_safety_plan, name="review_safety_plan"),
]
