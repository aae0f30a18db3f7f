from django.urls import path

from referrals.views import disclosures

urlpatterns = [
    path("cases/<str:ref>/referrals/disclosures/record/", disclosures.record_disclosure, name="record_disclosure"),
    path(
        "cases/<str:ref>/referrals/disclosures/<int:pk>/settle/",
        disclosures.settle_disclosure,
        name="settle_disclosure",
    ),
]
