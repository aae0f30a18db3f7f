from django.urls import path

from riskscreening.views import answering, child

_ONE = "cases/<str:ref>/screenings/<int:pk>/"

urlpatterns = [
    path("cases/<str:ref>/screenings/start/", answering.start, name="start_screening"),
    path(f"{_ONE}about/child/", child.about_child, name="about_child"),
    path(f"{_ONE}about/child/typed/", child.typed_about_child, name="typed_about_child"),
    path(f"{_ONE}about/changes/", child.changes, name="screening_changes"),
    path(f"{_ONE}<slug:section>/typed/", answering.typed_section, name="typed_section"),
    path(f"{_ONE}<slug:section>/score/", answering.score_so_far, name="score_so_far"),
    path(f"{_ONE}<slug:section>/", answering.answer_section, name="answer_section"),
]
