from django.urls import path

from meetings.views import agency_updates

urlpatterns = [
    path("meetings/<str:ref>/pre-mase/ask-updates/", agency_updates.ask_all_updates, name="ask_all_updates"),
    path("cases/<str:ref>/mase/updates/ask/", agency_updates.ask_updates, name="ask_updates"),
    path("cases/<str:ref>/mase/updates/<int:pk>/", agency_updates.give_update, name="give_update"),
]
