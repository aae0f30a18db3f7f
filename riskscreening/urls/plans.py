from django.urls import path

from riskscreening.views import acting, carrying, planning, plans

urlpatterns = [
    path("cases/<str:ref>/plans/", planning.plans, name="plans"),
    path("cases/<str:ref>/plans/review/", plans.review_plan, name="review_plan"),
    path("cases/<str:ref>/plans/attendance/", carrying.decide_attendance, name="decide_attendance"),
    path("cases/<str:ref>/plans/risks/", carrying.risks_and_plans, name="risks_and_plans"),
    path("cases/<str:ref>/plans/risks/carry/", carrying.carry_risks, name="carry_risks"),
    path("cases/<str:ref>/plans/actions/<int:pk>/", acting.planned_action, name="planned_action"),
    path("cases/<str:ref>/plans/actions/<int:pk>/move/", acting.move_planned_action, name="move_planned_action"),
    path("cases/<str:ref>/plans/safety/agree/", plans.agree_plan, name="agree_plan"),
    path("cases/<str:ref>/plans/safety/<int:pk>/", plans.safety_plan, name="safety_plan"),
    path("cases/<str:ref>/plans/safety/<int:pk>/review/", plans.review_safety_plan, name="review_safety_plan"),
    path("cases/<str:ref>/plans/safety/<int:pk>/act/", acting.agree_safety_action, name="agree_safety_action"),
    path("cases/<str:ref>/plans/write/<slug:kind>/", planning.write_plan, name="write_plan"),
    path("cases/<str:ref>/plans/<int:pk>/", planning.plan, name="plan"),
    path("cases/<str:ref>/plans/<int:pk>/change/", planning.change_plan, name="change_plan"),
    path("cases/<str:ref>/plans/<int:pk>/end/", planning.end_plan, name="end_plan"),
    path("cases/<str:ref>/plans/<int:pk>/act/", acting.agree_planned_action, name="agree_planned_action"),
]
