from django.urls import path

from referrals.views import beginning, drafts, sections

urlpatterns = [
    path("referrals/new/", beginning.new, name="referral_new"),
    path("referrals/new/<str:ref>/", drafts.draft, name="referral_draft"),
    path("referrals/new/<str:ref>/check/", drafts.check, name="referral_check"),
    path("referrals/new/<str:ref>/discard/", drafts.discard, name="referral_discard"),
    path("referrals/new/<str:ref>/<slug:section>/", sections.section, name="referral_section"),
    path("referrals/new/<str:ref>/<slug:section>/typed/", sections.typed, name="referral_typed"),
]
