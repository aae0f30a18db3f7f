from django.urls import path

from referrals.views import police

urlpatterns = [
    path("cases/<str:ref>/referrals/<int:pk>/categorise/", police.categorise, name="categorise"),
]
