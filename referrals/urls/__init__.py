"""The addresses of contact and MASH, by who works there."""

from referrals.urls import consultation, disclosures, drafts, intelligence, mash, police, references, requests, sent

urlpatterns = [
    *consultation.urlpatterns,
    *drafts.urlpatterns,
    *mash.urlpatterns,
    *requests.urlpatterns,
    *sent.urlpatterns,
    *police.urlpatterns,
    *disclosures.urlpatterns,
    *references.urlpatterns,
    *intelligence.urlpatterns,
]
