from django.urls import path

from referrals.views import intelligence

urlpatterns = [
    path("cases/<str:ref>/intelligence/", intelligence.intelligence, name="intelligence"),
    path("cases/<str:ref>/intelligence/record/", intelligence.record_intelligence, name="record_intelligence"),
    path("cases/<str:ref>/intelligence/<int:pk>/", intelligence.read_intelligence, name="read_intelligence"),
    path(
        "cases/<str:ref>/intelligence/<int:pk>/withdraw/",
        intelligence.withdraw_intelligence,
        name="withdraw_intelligence",
    ),
]
