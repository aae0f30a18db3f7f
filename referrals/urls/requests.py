from django.urls import path

from referrals.views import requests

urlpatterns = [
    path("cases/<str:ref>/requests/", requests.requests, name="requests"),
    path("cases/<str:ref>/requests/<int:pk>/answer/", requests.answer, name="answer"),
]
