from django.urls import path

from referrals.views import sent, telling

urlpatterns = [
    path("cases/<str:ref>/referrals/<int:pk>/sent/", sent.sent, name="referral_sent"),
    path("cases/<str:ref>/referrals/<int:pk>/", sent.as_sent, name="referral_as_sent"),
    path("cases/<str:ref>/outcomes/<int:pk>/tell-referrer/", telling.tell_referrer, name="tell_referrer"),
    path("cases/<str:ref>/outcomes/<int:pk>/letter/", telling.letter, name="letter"),
]
