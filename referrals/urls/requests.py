from django.urls import path

from referrals.views import requests

urlpatterns = [
    path("cases/<str:ref>/requests/", requests.requests, name="requests"),
    path("cases/<str:ref>/requests/<int:pk>/answer/", requests.answer, name="answer"),
    path("cases/<str:ref>/requests/<int:pk>/add/", requests.add_to_answer, name="add_to_answer"),
]
