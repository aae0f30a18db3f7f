from django.urls import path

from referrals.views import mash

urlpatterns = [
    path("cases/<str:ref>/referrals/", mash.referrals, name="referrals"),
    path("cases/<str:ref>/referrals/<int:pk>/start-sharing/", mash.start_sharing, name="start_sharing"),
    path("cases/<str:ref>/referrals/<int:pk>/propose/", mash.propose, name="propose"),
    path("cases/<str:ref>/outcomes/<int:pk>/agree/", mash.agree, name="agree"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/withdraw/", mash.withdraw_request, name="withdraw_request"),
]
