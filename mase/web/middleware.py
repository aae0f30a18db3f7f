"""What every response of ours carries, and which requests are not answered at all.

Static files are served before this middleware is reached: they hold nothing private and may be cached.
"""

import secrets
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from mase import clock
from mase.web import logs, reader

Responder = Callable[[HttpRequest], HttpResponse]

_READING = ("GET", "HEAD")


def numbered(get_response: Responder) -> Responder:
    """Give every request a number of ours that the log, the answer and the error page name alike."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.META[logs.REQUEST_ID] = secrets.token_hex(8)
        with logs.about(request):
            response = get_response(request)
        response["X-Request-ID"] = request.META[logs.REQUEST_ID]
        return response

    return respond


def private_responses(get_response: Responder) -> Responder:
    """Keep responses out of caches, search engines and other sites; wipe the browser at sign-out."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = HttpResponseForbidden("") if _is_taken_by_another_site(request) else get_response(request)
        response["Cache-Control"] = "private, no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        if _signs_out(request):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return respond


def answered_for_the_reader(get_response: Responder) -> Responder:
    """Let the database answer whoever has signed in, and nobody else's questions."""

    def respond(request: HttpRequest) -> HttpResponse:
        keeping = reader.keeping() if request.method in _READING else nullcontext()
        with reader.answering(request.user.pk, at=clock.now()), keeping:
            return get_response(request)

    return respond


def _is_taken_by_another_site(request: HttpRequest) -> bool:
    """Say whether another site asks for this in a page of its own; a link that somebody follows is not that."""
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        return False
    follows_a_link = (
        request.method in _READING
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )
    return not follows_a_link


def _signs_out(request: HttpRequest) -> bool:
    return request.method == "POST" and bool(
        request.resolver_match and request.resolver_match.view_name == "account_logout"
    )
