"""Keeping what somebody types into a note until they write it."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.cases import operations as cases
from mase.cases import unsaved
from mase.cases.models import Case, TypedNote
from mase.web.typed import Typed


@transaction.atomic
def keep(case: Case, typed: Typed, *, window: str, restored: str, by: User, at: datetime) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    Raises TooMuchTyped, TypedElsewhere.
    """
    unsaved.refuse_too_much(typed)
    cases.hold_open(case)
    about = {"doing": "a note on this case", "window": window, "restored": restored}
    unsaved.keep(case.typed_notes, typed, **about, by=by, at=at)


def own(case: Case, person: User) -> TypedNote | None:
    """Return what this person typed last and has not written, or None."""
    return unsaved.own(case.typed_notes, person)


def forget(case: Case, *, windows: tuple[str, ...], by: User) -> None:
    """Let go of what was typed in these windows: it has been written, or its writer throws it away."""
    unsaved.forget(case.typed_notes, windows=windows, by=by)
