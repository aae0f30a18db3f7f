"""Every address of the product; the only file that knows every app."""

from django.urls import include, path

from mase import health

urlpatterns = [
    path("health/", health.health, name="health"),
    path("account/", include("mase.agencies.account_urls")),
    path("", include("mase.agencies.urls")),
    path("", include("mase.notifications.urls")),
    path("", include("mase.cases.urls")),
    path("", include("referrals.urls")),
    path("", include("riskscreening.urls")),
    path("", include("meetings.urls")),
    path("", include("reporting.urls")),
]
