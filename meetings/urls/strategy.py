from django.urls import path

from meetings.views import after_strategy, strategy, strategy_agenda

_ONE = "cases/<str:ref>/strategy/<int:pk>/"

urlpatterns = [
    path("cases/<str:ref>/strategy/", strategy.strategies, name="strategies"),
    path("cases/<str:ref>/strategy/convene/", strategy.convene, name="convene"),
    path(_ONE, strategy.strategy, name="strategy"),
    path(f"{_ONE}invite/", strategy.invite_to_strategy, name="invite_to_strategy"),
    path(f"{_ONE}agenda/", strategy_agenda.strategy_agenda, name="strategy_agenda"),
    path(f"{_ONE}typed/<slug:section>/", strategy_agenda.typed_strategy, name="typed_strategy"),
    path(f"{_ONE}action/", strategy.agree_strategy_action, name="agree_strategy_action"),
    path(f"{_ONE}record/", strategy_agenda.record_strategy, name="record_strategy"),
    path(f"{_ONE}print/", strategy.print_strategy, name="print_strategy"),
    path(f"{_ONE}move/", strategy.move_strategy, name="move_strategy"),
    path(f"{_ONE}tell-host/", after_strategy.tell_host, name="tell_host"),
    path(f"{_ONE}conference/", after_strategy.record_conference, name="record_conference"),
]
