"""Guards for pages without a case.

Each leaves on the view what it asks for, so that a test can see that every address is guarded.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mase import clock
from mase.agencies import access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording

View = Callable[..., HttpResponse]


class SignedIn(HttpRequest):
    """A request that a guard has let in."""

    user: User


def person_view(view: View) -> View:
    """Let in whoever has signed in."""
    guarded = login_required(view)
    guarded.guard = "person"  # type: ignore[attr-defined]
    return guarded


def agency_view(permission: Permission, *or_else: Permission) -> Callable[[View], View]:
    """Let in whoever holds the permission, or one of the others, through a role in some agency; refuse with the reason.

    The first is what the view is known by.
    """
    enough = (permission, *or_else)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedIn, **kwargs: object) -> HttpResponse:
            at = clock.now()
            if not any(access.holding(request.user, one, at=at) for one in enough):
                recording.record_refusal(by=request.user, at=at, case="", page=view.__name__)
                raise PermissionDenied("Your role does not include this page.")
            return view(request, **kwargs)

        checked = login_required(guarded)
        checked.guard, checked.permission = "agency", permission  # type: ignore[attr-defined]
        checked.enough = enough  # type: ignore[attr-defined]
        return checked

    return decorate


def proven_again(view: View) -> View:
    """Let in who has proved in the last five minutes that it is still them; others are asked first.

    For what lies behind a guard. What was posted is kept on the server until then. Who has no means of proving it, such
    as an account without a password, is refused: allauth alone would let them through.
    """
    asked = reauthentication_required(view)

    @wraps(view)
    def checked(request: SignedIn, *args: object, **kwargs: object) -> HttpResponse:
        if not get_adapter().get_reauthentication_methods(request.user):
            raise PermissionDenied("You need a password of your own for this: ask for one from the sign-in page.")
        return asked(request, *args, **kwargs)

    return checked
