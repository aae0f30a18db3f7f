from django.urls import path

from reporting import views

urlpatterns = [
    path("meetings/<str:ref>/minutes/", views.minutes, name="minutes"),
    path("meetings/<str:ref>/minutes.pdf", views.download_minutes, name="download_minutes"),
]
