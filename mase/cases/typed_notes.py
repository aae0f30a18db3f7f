"""Keeping what somebody types into a note until they write it: nothing is lost with a session, a laptop or a page."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.cases import operations as cases
from mase.cases.errors import Refused
from mase.cases.models import Case, TypedNote
from mase.web import typed as words
from mase.web.typed import Typed


class TypedElsewhere(Refused):
    """The same person types a note on this case in another window."""


class TooMuchTyped(Refused):
    """More was typed than is kept unsaved."""


@transaction.atomic
def keep(case: Case, typed: Typed, *, window: str, restored: str, by: User, at: datetime) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    Raises TypedElsewhere rather than overwrite the words of another window of theirs, TooMuchTyped beyond what is kept.
    """
    if words.is_too_much(typed):
        raise TooMuchTyped("This is too long to keep before you save it. It is still on the page.")
    cases.hold_open(case)
    before = own(case, by)
    if before and before.window not in (window, restored):
        raise TypedElsewhere("You are typing a note on this case in another window too.")
    row = before or TypedNote(case=case, typed_by=by)
    row.typed, row.window, row.typed_at = words.cleaned(typed), window, at
    row.save()


def own(case: Case, person: User) -> TypedNote | None:
    """Return what this person typed last and has not written, or None."""
    return case.typed_notes.filter(typed_by=person).first()


def forget(case: Case, *, windows: tuple[str, ...], by: User) -> None:
    """Let go of what was typed in these windows: it has been written, or its writer throws it away."""
    case.typed_notes.filter(typed_by=by, window__in=windows).delete()
