from django.urls import path

from referrals import intelligence_views as police_views
from referrals import views

urlpatterns = [
    path("referrals/new/", views.new, name="referral_new"),
    path("referrals/new/<str:ref>/", views.draft, name="referral_draft"),
    path("referrals/new/<str:ref>/check/", views.check, name="referral_check"),
    path("referrals/new/<str:ref>/discard/", views.discard, name="referral_discard"),
    path("referrals/new/<str:ref>/<slug:section>/", views.section, name="referral_section"),
    path("cases/<str:ref>/referrals/", views.referrals, name="referrals"),
    path("cases/<str:ref>/referrals/<int:pk>/sent/", views.sent, name="referral_sent"),
    path("cases/<str:ref>/referrals/<int:pk>/start-sharing/", views.start_sharing, name="start_sharing"),
    path("cases/<str:ref>/referrals/<int:pk>/categorise/", views.categorise, name="categorise"),
    path("cases/<str:ref>/referrals/<int:pk>/propose/", views.propose, name="propose"),
    path("cases/<str:ref>/outcomes/<int:pk>/agree/", views.agree, name="agree"),
    path("cases/<str:ref>/outcomes/<int:pk>/tell-referrer/", views.tell_referrer, name="tell_referrer"),
    path("cases/<str:ref>/requests/", views.requests, name="requests"),
    path("cases/<str:ref>/requests/<int:pk>/answer/", views.answer, name="answer"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/withdraw/", views.withdraw_request, name="withdraw_request"),
    path("cases/<str:ref>/intelligence/", police_views.intelligence, name="intelligence"),
    path("cases/<str:ref>/intelligence/record/", police_views.record_intelligence, name="record_intelligence"),
    path("cases/<str:ref>/intelligence/<int:pk>/", police_views.read_intelligence, name="read_intelligence"),
    path(
        "cases/<str:ref>/intelligence/<int:pk>/withdraw/",
        police_views.withdraw_intelligence,
        name="withdraw_intelligence",
    ),
]
