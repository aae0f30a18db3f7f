from django.urls import path

from riskscreening.views import professional

_ALL = "cases/<str:ref>/professional-screenings/"

urlpatterns = [
    path(f"{_ALL}start/", professional.start_professional, name="start_professional"),
    path(f"{_ALL}<int:pk>/", professional.professional_screening, name="professional_screening"),
    path(f"{_ALL}<int:pk>/read/", professional.read_professional, name="read_professional"),
    path(f"{_ALL}<int:pk>/answer/<slug:section>/", professional.answer_professional, name="answer_professional"),
]
