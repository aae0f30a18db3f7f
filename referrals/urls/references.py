from django.urls import path

from referrals.views import references

urlpatterns = [
    path("cases/<str:ref>/referrals/references/add/", references.add_reference, name="add_reference"),
    path(
        "cases/<str:ref>/referrals/references/<int:pk>/withdraw/",
        references.withdraw_reference,
        name="withdraw_reference",
    ),
]
