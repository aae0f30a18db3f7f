from django.urls import path

from meetings.views import after_strategy, strategy

urlpatterns = [
    path("cases/<str:ref>/strategy/", strategy.strategies, name="strategies"),
    path("cases/<str:ref>/strategy/convene/", strategy.convene, name="convene"),
    path("cases/<str:ref>/strategy/<int:pk>/", strategy.strategy, name="strategy"),
    path("cases/<str:ref>/strategy/<int:pk>/record/", strategy.record_strategy, name="record_strategy"),
    path("cases/<str:ref>/strategy/<int:pk>/move/", strategy.move_strategy, name="move_strategy"),
    path("cases/<str:ref>/strategy/<int:pk>/tell-host/", after_strategy.tell_host, name="tell_host"),
    path("cases/<str:ref>/strategy/<int:pk>/conference/", after_strategy.record_conference, name="record_conference"),
]
