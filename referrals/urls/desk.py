from django.urls import path

from referrals.views import desk

urlpatterns = [
    path("mash/", desk.mash_desk, name="mash_desk"),
]
