"""The addresses of screening, plans and missing episodes, one module for each matter; the most general come last."""

from riskscreening.urls import answering, contexts, missing, plans, professional, screening, tools

urlpatterns = [
    *contexts.urlpatterns,
    *missing.urlpatterns,
    *plans.urlpatterns,
    *professional.urlpatterns,
    *screening.urlpatterns,
    *answering.urlpatterns,
    *tools.urlpatterns,
]
