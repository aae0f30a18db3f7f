"""The addresses of the meetings, one module for each matter; the most general come last."""

from meetings.urls import actions, mase, panel, planning, strategy

urlpatterns = [
    *strategy.urlpatterns,
    *planning.urlpatterns,
    *actions.urlpatterns,
    *mase.urlpatterns,
    *panel.urlpatterns,
]
