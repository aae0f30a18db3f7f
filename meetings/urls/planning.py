from django.urls import path

from meetings.views import planning

urlpatterns = [
    path("cases/<str:ref>/map/", planning.plannings, name="plannings"),
    path("cases/<str:ref>/map/refer/", planning.refer, name="refer"),
    path("cases/<str:ref>/map/<int:pk>/", planning.planning, name="planning"),
    path("cases/<str:ref>/map/<int:pk>/add-professional/", planning.add_professional, name="add_professional"),
    path("cases/<str:ref>/map/<int:pk>/add-strategy/", planning.add_strategy, name="add_strategy"),
    path("cases/<str:ref>/map/<int:pk>/print/", planning.print_planning, name="print_planning"),
    path("cases/<str:ref>/map/<int:pk>/agree-action/", planning.agree_map_action, name="agree_map_action"),
    path("cases/<str:ref>/map/<int:pk>/give/<int:part_pk>/", planning.give_strategy, name="give_strategy"),
    path("cases/<str:ref>/map/<int:pk>/move/", planning.move_planning, name="move_planning"),
    path("cases/<str:ref>/map/<int:pk>/cancel/", planning.cancel_planning, name="cancel_planning"),
    path("cases/<str:ref>/map/<int:pk>/record/", planning.record_planning, name="record_planning"),
    path("cases/<str:ref>/map/<int:pk>/<slug:part>/<int:part_pk>/remove/", planning.remove_part, name="remove_part"),
]
