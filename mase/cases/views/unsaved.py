"""What a page that keeps what is typed sends and is answered, whatever is written on it."""

import secrets
from collections.abc import Callable, Container
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token

from mase.cases.unsaved import NotKept, TooMuchTyped
from mase.web.environment import time_of_day
from mase.web.typed import Typed

NOT_SHOWN = 202  # nothing of the case is shown anew, so no viewing is recorded for every few seconds of writing
_TAKEN = 423
_TOO_MUCH = 413
_OURS = ("csrfmiddlewaretoken", "seen", "window", "restored", "do")
Keep = Callable[..., None]


def typed_on(posted: Any, *, only: Container[str] | None = None) -> Typed:
    """Return what was typed, without what the page says of itself; or only the boxes of these names."""
    said = {name: values for name, values in posted.lists() if name not in _OURS}
    return said if only is None else {name: values for name, values in said.items() if name in only}


def windows(request: HttpRequest) -> tuple[str, str]:
    """Return which open page of the writer this is, and which one it began with, as far as it says."""
    return request.POST.get("window", "")[:40], request.POST.get("restored", "")[:40]


def said_windows(request: HttpRequest) -> tuple[str, ...]:
    """Return the windows whose words are on the page, without those that it does not name."""
    return tuple(filter(None, windows(request)))


def answer(
    request: HttpRequest,
    keep: Keep,
    *,
    at: datetime,
    only: Container[str] | None = None,
    kept: int = NOT_SHOWN,
    taken: int = _TAKEN,
) -> JsonResponse:
    """Keep what is posted; by GET, give a page a new token after its writer has signed in again.

    ``keep`` takes what was typed, its window and the one that this began with; ``kept`` and ``taken`` are the statuses
    where it was kept and where another window of the writer holds the words.
    """
    if request.method == "POST":
        try:
            _keep(request, keep, typed_on(request.POST, only=only))
        except NotKept as refused:
            status = _TOO_MUCH if isinstance(refused, TooMuchTyped) else taken
            return JsonResponse({"refused": str(refused)}, status=status)
    return JsonResponse({"saved": time_of_day(at), "token": get_token(request)}, status=kept)


def keep_meanwhile(request: HttpRequest, keep: Keep, standing: Any) -> None:
    """Keep what stands on a page that is shown once more before it is saved; say so where that cannot be."""
    try:
        _keep(request, keep, typed_on(standing))
    except NotKept as refused:
        messages.warning(request, str(refused))


def page(request: HttpRequest, own: Any) -> dict[str, Any]:
    """Return what a page sends along to say which window it is, and with whose words it began: the person's own row."""
    return {
        "window": windows(request)[0] or secrets.token_hex(8),
        "restored": windows(request)[1] or (own.window if own else ""),
        "typed_at": own.typed_at if own and request.method != "POST" else None,
    }


def _keep(request: HttpRequest, keep: Keep, typed: Typed) -> None:
    window, restored = windows(request)
    keep(typed, window=window, restored=restored)
