"""The addresses of the meetings, one module for each matter; the most general come last."""

from meetings.urls import actions, agency_updates, cohort, complex_abuse, mase, panel, planning, room, strategy, surgery

urlpatterns = [
    *strategy.urlpatterns,
    *planning.urlpatterns,
    *actions.urlpatterns,
    *agency_updates.urlpatterns,
    *cohort.urlpatterns,
    *room.urlpatterns,
    *mase.urlpatterns,
    *surgery.urlpatterns,
    *complex_abuse.urlpatterns,
    *panel.urlpatterns,
]
