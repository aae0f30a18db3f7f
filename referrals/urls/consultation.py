from django.urls import path

from referrals.views import consultation

urlpatterns = [
    path("advice/", consultation.consultations, name="consultations"),
    path("advice/new/", consultation.ask, name="ask_advice"),
    path("advice/asked/", consultation.asked_of_me, name="asked_of_me"),
    path("advice/<str:ref>/", consultation.consultation, name="consultation"),
    path("advice/<str:ref>/advise/", consultation.advise, name="advise"),
    path("advice/<str:ref>/link/", consultation.link, name="link_consultation"),
    path("advice/<str:ref>/follow/", consultation.follow, name="follow_consultation"),
]
