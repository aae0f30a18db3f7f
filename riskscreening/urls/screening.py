from django.urls import path

from riskscreening.views import assessment, screening

urlpatterns = [
    path("cases/<str:ref>/screenings/", screening.screenings, name="screenings"),
    path("cases/<str:ref>/screenings/assessment/", assessment.conclude_assessment, name="conclude_assessment"),
    path("cases/<str:ref>/screenings/<int:pk>/", screening.screening, name="screening"),
    path("cases/<str:ref>/screenings/<int:pk>/complete/", screening.complete, name="complete_screening"),
    path("cases/<str:ref>/screenings/<int:pk>/sign/", screening.sign, name="sign_screening"),
]
