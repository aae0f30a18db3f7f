from django.urls import path

from referrals.views import asking, links

urlpatterns = [
    path("cases/<str:ref>/referrals/<int:pk>/start-sharing/", asking.start_sharing, name="start_sharing"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/withdraw/", asking.withdraw_request, name="withdraw_request"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/remind/", asking.remind, name="remind"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/link/", asking.send_link, name="send_link"),
    path("cases/<str:ref>/referrals/requests/<int:pk>/link/withdraw/", asking.withdraw_link, name="withdraw_link"),
    path("request/<str:secret>/", links.answer_by_link, name="answer_by_link"),
]
