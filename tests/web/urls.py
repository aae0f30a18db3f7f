"""The gallery, sign-in, and stand-ins for the addresses that the page's frame links to."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from mase.agencies.guards import person_view, proven_again
from tests.web.gallery import gallery


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


@person_view
@proven_again
def behind(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"behind the step-up: {request.POST.get('typed', 'nothing')}")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the duty manager decides on a referral.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


urlpatterns = [
    path("", plain, name="home"),
    path("help/", plain, name="help"),
    path("procedures/", plain, name="procedures"),
    path("conflicts/", plain, name="conflicts"),
    path("contacts/", plain, name="contacts"),
    path("gallery/", gallery, name="gallery"),
    path("notices/", plain, name="notices"),
    path("behind/", behind),
    path("refused/", refused),
    path("broken/", broken),
    path("account/", include("mase.agencies.account_urls")),
]
