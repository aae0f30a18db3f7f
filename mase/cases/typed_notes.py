"""Keeping what somebody types on a page of a case until they save it: a note, a MASE form, what a meeting says."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.cases import operations as cases
from mase.cases import unsaved
from mase.cases.models import Case, TypedNote
from mase.web.typed import Typed


@transaction.atomic
def keep(
    case: Case,
    typed: Typed,
    *,
    about: str = "",
    doing: str = "a note on this case",
    window: str,
    restored: str,
    by: User,
    at: datetime,
) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    ``about`` tells one page of the case from another; ``doing`` completes "You are typing … in another window too".
    Raises TooMuchTyped, TypedElsewhere and, as nothing is saved on a closed case, CaseClosed.
    """
    unsaved.refuse_too_much(typed)
    cases.hold_open(case)
    keep_on_any(case, typed, about=about, doing=doing, window=window, restored=restored, by=by, at=at)


@transaction.atomic
def keep_on_any(
    case: Case, typed: Typed, *, about: str, doing: str, window: str, restored: str, by: User, at: datetime
) -> None:
    """Keep what is typed on a page that is saved on a closed case too, as what a meeting says; raises as ``keep``."""
    unsaved.refuse_too_much(typed)
    kept = {"doing": doing, "window": window, "restored": restored, "about": about}
    unsaved.keep(case.typed_notes, typed, **kept, by=by, at=at)


def own(case: Case, person: User, *, about: str = "") -> TypedNote | None:
    """Return what this person typed last on that page and has not saved, or None."""
    return unsaved.own(case.typed_notes, person, about=about)


def forget(case: Case, *, about: str = "", windows: tuple[str, ...], by: User) -> None:
    """Let go of what was typed in these windows: it has been saved, or its writer throws it away."""
    unsaved.forget(case.typed_notes, windows=windows, by=by, about=about)
