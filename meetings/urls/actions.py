from django.urls import path

from meetings.views import actions

urlpatterns = [
    path("cases/<str:ref>/mase/meetings/<int:pk>/agree-action/", actions.agree_action, name="agree_action"),
    path("cases/<str:ref>/actions/<int:pk>/", actions.action, name="action"),
]
