"""The gallery, sign-in, and stand-ins for the addresses that the page's frame links to."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.web.gallery import gallery


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the duty manager decides on a referral.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


urlpatterns = [
    path("", plain, name="home"),
    path("help/", plain, name="help"),
    path("procedures/", plain, name="procedures"),
    path("gallery/", gallery, name="gallery"),
    path("notices/", plain, name="notices"),
    path("refused/", refused),
    path("broken/", broken),
    path("account/", include("mase.agencies.account_urls")),
]
