from django.urls import path

from riskscreening.views import professional

_ALL = "cases/<str:ref>/professional-screenings/"
_SECTION = f"{_ALL}<int:pk>/answer/<slug:section>/"

urlpatterns = [
    path(f"{_ALL}start/", professional.start_professional, name="start_professional"),
    path(f"{_ALL}<int:pk>/", professional.professional_screening, name="professional_screening"),
    path(f"{_ALL}<int:pk>/read/", professional.read_professional, name="read_professional"),
    path(f"{_SECTION}typed/", professional.typed_professional, name="typed_professional"),
    path(f"{_SECTION}score/", professional.professional_so_far, name="professional_so_far"),
    path(_SECTION, professional.answer_professional, name="answer_professional"),
]
