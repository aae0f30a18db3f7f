from django.urls import path

from referrals.views import drafts, intelligence, mash, police, requests

urlpatterns = [
    path("referrals/new/", drafts.new, name="referral_new"),
    path("referrals/new/<str:ref>/", drafts.draft, name="referral_draft"),
    path("referrals/new/<str:ref>/check/", drafts.check, name="referral_check"),
    path("referrals/new/<str:ref>/discard/", drafts.discard, name="referral_discard"),
    path("referrals/new/<str:ref>/<slug:section>/", drafts.section, name="referral_section"),
    path("cases/<str:ref>/referrals/", mash.referrals, name="referrals"),
    path("cases/<str:ref>/referrals/<int:pk>/sent/", drafts.sent, name="referral_sent"),
    path("cases/<str:ref>/referrals/<int:pk>/start-sharing/", mash.start_sharing, name="start_sharing"),
    path("cases/<str:ref>/referrals/<int:pk>/categorise/", police.categorise, name="categorise"),
    path("cases/<str:ref>/referrals/<int:pk>/propose/", mash.propose, name="propose"),
    path("cases/<str:ref>/outcomes/<int:pk>/agree/", mash.agree, name="agree"),
    path("cases/<str:ref>/outcomes/<int:pk>/tell-referrer/", mash.tell_referrer, name="tell_referrer"),
    path("cases/<str:ref>/requests/", requests.requests, name="requests"),
    path("cases/<str:ref>/requests/<int:pk>/answer/", requests.answer, name="answer"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/withdraw/", mash.withdraw_request, name="withdraw_request"),
    path("cases/<str:ref>/intelligence/", intelligence.intelligence, name="intelligence"),
    path("cases/<str:ref>/intelligence/record/", intelligence.record_intelligence, name="record_intelligence"),
    path("cases/<str:ref>/intelligence/<int:pk>/", intelligence.read_intelligence, name="read_intelligence"),
    path(
        "cases/<str:ref>/intelligence/<int:pk>/withdraw/",
        intelligence.withdraw_intelligence,
        name="withdraw_intelligence",
    ),
]
