"""Sign-in, sign-out, password change and reset: allauth's pages, only those that are needed."""

from allauth.account import views
from django.urls import path, re_path

from mase.agencies.guards import person_view

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("sign-up/", views.signup, name="account_signup"),  # closed: it says who gives accounts
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", person_view(views.password_change), name="account_change_password"),
    path("prove/", person_view(views.reauthenticate), name="account_reauthenticate"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
