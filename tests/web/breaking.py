"""Addresses at which everything goes wrong with something private in hand."""

import logging
from collections.abc import Callable

from django.core.exceptions import (
    BadRequest,
    ImproperlyConfigured,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_POST

from mase.agencies.models import User
from mase.people.models import Person
from tests.lines import ADDRESS, EMAIL, EVERYTHING, FAMILY, GIVEN

_stranger = logging.getLogger("somebody.else")


def plain(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("plain")


@require_POST
def only_by_post(request: HttpRequest, words: str) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} answers")


def _raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        held = EVERYTHING  # a local, as a stack with locals would show it
        raise error if held else AssertionError

    return view


def behind_another(request: HttpRequest) -> HttpResponse:
    try:
        raise KeyError(EVERYTHING)
    except KeyError as error:
        raise ValueError(EVERYTHING) from error


def with_a_note(request: HttpRequest) -> HttpResponse:
    error = RuntimeError("noted")
    error.add_note(EVERYTHING)
    raise error


def several(request: HttpRequest) -> HttpResponse:
    raise ExceptionGroup(EVERYTHING, [ValueError(EVERYTHING), KeyError(EVERYTHING)])


def against_a_rule(request: HttpRequest) -> HttpResponse:
    for _ in range(2):
        User.objects.create_user(EMAIL, name=f"{GIVEN} {FAMILY}")
    return HttpResponse("")


def not_a_day(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::date", [EVERYTHING])
    return HttpResponse("")


def no_number(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Person.objects.get(pk=EVERYTHING))


def jinja(request: HttpRequest) -> HttpResponse:
    child = Person(given_names=GIVEN, family_name=FAMILY, address=ADDRESS)
    page = engines["jinja2"].from_string("{{ child[words].upper() }}")
    return HttpResponse(page.render({"child": child, "words": EVERYTHING}))


def no_such_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].get_template(f"{FAMILY}.html").render({}))


def djangos_own_template(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("{% load " + FAMILY + " %}").render({}))


def talkative(request: HttpRequest) -> HttpResponse:
    _stranger.error(f"could not find {EVERYTHING}")  # as somebody else's code would
    _stranger.error("could not find %s", EVERYTHING)
    _stranger.error("could not find %(who)s", {"who": EVERYTHING})
    _stranger.error("could not find", extra={"who": EVERYTHING})
    _stranger.error(EVERYTHING, stack_info=True)
    _stranger.error(ValueError(EVERYTHING))
    return HttpResponse("")


def knowing_who_asks(request: HttpRequest) -> HttpResponse:
    _stranger.error("could not find", extra={"who": request.user.pk})
    return HttpResponse("")


RAISED = {
    "broken": RuntimeError(EVERYTHING),
    "forbidden": PermissionDenied(EVERYTHING),
    "missing": Http404(EVERYTHING),
    "bad": BadRequest(EVERYTHING),
    "suspicious": SuspiciousOperation(EVERYTHING),
    "invalid": ValidationError(EVERYTHING),
    "misconfigured": ImproperlyConfigured(EVERYTHING),
    "undecodable": UnicodeDecodeError("utf-8", EVERYTHING.encode(), 0, 1, EVERYTHING),
    "out_of_sight": OSError(2, EVERYTHING, f"/tmp/{FAMILY}"),  # noqa: S108
}
FAILING = {
    view.__name__: view
    for view in (
        *(behind_another, with_a_note, several, against_a_rule, not_a_day, no_number),
        *(jinja, no_such_page, djangos_own_template),
    )
}
urlpatterns = [
    path("", plain, name="home"),
    path("help/", plain, name="help"),
    path("procedures/", plain, name="procedures"),
    path("conflicts/", plain, name="conflicts"),
    path("notices/", plain, name="notices"),
    path("only/<words>/", only_by_post, name="only_by_post"),
    path("talkative/", talkative, name="talkative"),
    path("knowing_who_asks/", knowing_who_asks, name="knowing_who_asks"),
    path("account/", include("mase.agencies.account_urls")),
    *(path(f"{name}/", _raising(error), name=name) for name, error in RAISED.items()),
    *(path(f"{name}/", view, name=name) for name, view in FAILING.items()),
]
