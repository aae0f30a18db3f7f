from django.urls import path

from riskscreening.views import tools

_ONE = "tools/<slug:authority>/<slug:code>/<int:version>/"

urlpatterns = [
    path("tools/", tools.tools, name="tools"),
    path("tools/<slug:authority>/load/", tools.load_tool, name="load_tool"),
    path(_ONE, tools.tool, name="tool"),
    path(f"{_ONE}download/", tools.download_tool, name="download_tool"),
    path(f"{_ONE}compare/<int:earlier>/", tools.compare_tools, name="compare_tools"),
    path(f"{_ONE}retire/", tools.retire_tool, name="retire_tool"),
]
