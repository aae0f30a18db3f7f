from django.urls import path

from riskscreening.views import contexts, interventions

urlpatterns = [
    path("cases/<str:ref>/screenings/contexts/", contexts.contexts, name="contexts"),
    path("cases/<str:ref>/screenings/contexts/new/", contexts.record_context, name="record_context"),
    path("cases/<str:ref>/screenings/contexts/<int:pk>/change/", contexts.change_context, name="change_context"),
    path("cases/<str:ref>/screenings/contexts/<int:pk>/end/", contexts.end_context, name="end_context"),
    path("cases/<str:ref>/screenings/contexts/<int:pk>/serve/", contexts.serve_context, name="serve_context"),
    path("cases/<str:ref>/screenings/contexts/<int:pk>/begin/", contexts.begin_for_context, name="begin_for_context"),
    path("cases/<str:ref>/screenings/contexts/served/<int:pk>/", contexts.leave_context, name="leave_context"),
    path("contexts/", interventions.interventions, name="interventions"),
    path("contexts/new/", interventions.begin_intervention, name="begin_intervention"),
    path("contexts/<str:ref>/", interventions.intervention, name="intervention"),
    path("contexts/<str:ref>/review/", interventions.review_intervention, name="review_intervention"),
    path("contexts/<str:ref>/end/", interventions.end_intervention, name="end_intervention"),
]
