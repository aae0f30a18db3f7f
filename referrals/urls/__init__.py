"""The addresses of contact and MASH, by who works there."""

from referrals.urls import (
    asking,
    consultation,
    desk,
    disclosures,
    drafts,
    intelligence,
    mash,
    police,
    references,
    requests,
    routes,
    sent,
)

urlpatterns = [
    *consultation.urlpatterns,
    *drafts.urlpatterns,
    *desk.urlpatterns,
    *mash.urlpatterns,
    *asking.urlpatterns,
    *requests.urlpatterns,
    *sent.urlpatterns,
    *police.urlpatterns,
    *disclosures.urlpatterns,
    *references.urlpatterns,
    *intelligence.urlpatterns,
    *routes.urlpatterns,
]
