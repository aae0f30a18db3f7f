"""Keeping what somebody types into a long form until they save it: nothing is lost with a session, a laptop or a page.

What is saved counts; what is typed is only kept, for each person apart. An operation first refuses what is too much,
then locks what is written about and refuses where that is finished, then keeps. Its rows have `typed`, `window`,
`typed_at` and `typed_by`, one for each person and whatever else tells one form from another.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from mase.agencies.models import User
from mase.cases.errors import Refused
from mase.web import typed as words
from mase.web.typed import Typed


class NotKept(Refused):
    """What is typed cannot be kept now; it is still on the page."""


class TypedElsewhere(NotKept):
    """The same person types the same in another window."""


class TooMuchTyped(NotKept):
    """More was typed than is kept unsaved."""


def refuse_too_much(typed: Typed) -> None:
    """Raise TooMuchTyped beyond what is kept of one form."""
    if words.is_too_much(typed):
        raise TooMuchTyped("This is too long to keep before you save it. It is still on the page.")


def refuse_elsewhere(before: str | None, *, window: str, restored: str, doing: str) -> None:
    """Raise TypedElsewhere rather than overwrite what was typed ``before`` in another window of the same person.

    A window goes on from the ``restored`` one, whose words it began with; ``doing`` completes "You are typing".
    """
    if before is not None and before not in (window, restored):
        raise TypedElsewhere(f"You are typing {doing} in another window too.")


def keep(
    rows: Any, typed: Typed, *, doing: str, window: str, restored: str, by: User, at: datetime, **which: Any
) -> None:
    """Keep what this person types in this window in the ``rows`` of what is written about, over what they typed before.

    ``which`` tells one form of it from another. Raises TypedElsewhere.
    """
    before = own(rows, by, **which)
    refuse_elsewhere(before.window if before else None, window=window, restored=restored, doing=doing)
    now = {"typed": words.cleaned(typed), "window": window, "typed_at": at}
    rows.update_or_create(typed_by=by, **which, defaults=now)


def own(rows: Any, person: User, **which: Any) -> Any:
    """Return the row of what this person typed last and has not saved, or None."""
    return rows.filter(typed_by=person, **which).first()


def forget(rows: Any, *, windows: Collection[str], by: User, **which: Any) -> None:
    """Let go of what this person typed in these windows: it has been saved, or they throw it away."""
    rows.filter(typed_by=by, window__in=windows, **which).delete()
