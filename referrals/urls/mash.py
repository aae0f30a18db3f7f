from django.urls import path

from referrals.views import mash

urlpatterns = [
    path("cases/<str:ref>/referrals/", mash.referrals, name="referrals"),
    path("cases/<str:ref>/referrals/<int:pk>/decide-checks/", mash.decide_checks, name="decide_checks"),
    path("cases/<str:ref>/referrals/<int:pk>/propose/", mash.propose, name="propose"),
    path("cases/<str:ref>/outcomes/<int:pk>/agree/", mash.agree, name="agree"),
]
