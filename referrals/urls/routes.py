from django.urls import path

from referrals.views import early_help, routes, taking_up

_CASE = "cases/<str:ref>/referrals"

urlpatterns = [
    path("early-help/", early_help.held_in_early_help, name="held_in_early_help"),
    path(f"{_CASE}/routes/", routes.routes, name="routes"),
    path(f"{_CASE}/routes/begin/", routes.begin_route, name="begin_route"),
    path(f"{_CASE}/routes/<int:pk>/end/", routes.end_route, name="end_route"),
    path(f"{_CASE}/routes/<int:pk>/<slug:step>/", routes.record_step, name="record_step"),
    path(f"{_CASE}/nrm/refer/", routes.refer_nrm, name="refer_nrm"),
    path(f"{_CASE}/nrm/<int:pk>/decide/", routes.decide_nrm, name="decide_nrm"),
    path(f"{_CASE}/<int:pk>/take-up/", taking_up.take_up, name="take_up"),
    path(f"{_CASE}/early-help/", early_help.early_help, name="early_help"),
    path(f"{_CASE}/early-help/hold/", early_help.hold_early_help, name="hold_early_help"),
    path(f"{_CASE}/early-help/<int:pk>/review/", early_help.review_early_help, name="review_early_help"),
    path(f"{_CASE}/early-help/<int:pk>/step-up/", early_help.step_up, name="step_up"),
]
