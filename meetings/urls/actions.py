from django.urls import path

from meetings.views import actions, minutes

urlpatterns = [
    path("actions/", actions.actions, name="actions"),
    path("cases/<str:ref>/mase/meetings/<int:pk>/agree-action/", actions.agree_action, name="agree_action"),
    path("cases/<str:ref>/actions/<int:pk>/", actions.action, name="action"),
    path("cases/<str:ref>/actions/<int:pk>/cancel/", actions.cancel_action, name="cancel_action"),
    path("cases/<str:ref>/actions/<int:pk>/check/<str:meeting>/", actions.check_action, name="check_action"),
    path("meetings/<str:ref>/last-actions/", actions.last_actions, name="last_actions"),
    path("meetings/<str:ref>/draft/", minutes.draft_minutes, name="draft_minutes"),
    path("meetings/<str:ref>/minutes/add/", minutes.add_to_minutes, name="add_to_minutes"),
]
