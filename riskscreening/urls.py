from django.urls import path

from riskscreening import views

urlpatterns = [
    path("cases/<str:ref>/screenings/", views.screenings, name="screenings"),
    path("cases/<str:ref>/screenings/start/", views.start, name="start_screening"),
    path("cases/<str:ref>/screenings/review-plan/", views.review_plan, name="review_plan"),
    path("cases/<str:ref>/screenings/<int:pk>/", views.screening, name="screening"),
    path("cases/<str:ref>/screenings/<int:pk>/complete/", views.complete, name="complete_screening"),
    path("cases/<str:ref>/screenings/<int:pk>/sign/", views.sign, name="sign_screening"),
    path("cases/<str:ref>/screenings/<int:pk>/<slug:section>/", views.answer_section, name="answer_section"),
]
