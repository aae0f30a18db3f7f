"""The addresses of contact and MASH, by who works there."""

from referrals.urls import drafts, intelligence, mash, police, requests

urlpatterns = [
    *drafts.urlpatterns,
    *mash.urlpatterns,
    *requests.urlpatterns,
    *police.urlpatterns,
    *intelligence.urlpatterns,
]
