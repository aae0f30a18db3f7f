"""Keeping what somebody writes of a referral: the sections that are saved, and what is being typed meanwhile.

What is saved counts; what is typed is only kept, so that nothing is lost with a session, a laptop or a page.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from mase.cases import unsaved
from mase.cases.errors import Refused
from mase.web import typed as words
from mase.web.typed import Typed
from referrals.models import Draft


class SavedMeanwhile(Refused):
    """The section was saved from another window since this one opened it."""


def version(draft: Draft, section: str) -> str:
    """Return what tells one saved state of the section from another; nothing where it was never saved."""
    return words.digest(draft.answers[section]) if section in draft.answers else ""


@transaction.atomic
def save_section(
    draft: Draft,
    section: str,
    answers: Any,
    *,
    at: datetime,
    seen: str | None = None,
    windows: Collection[str] = (),
) -> None:
    """Keep the answers of one section; what was typed in these windows is part of them.

    ``seen`` is the version that the writer had before their eyes. Raises SavedMeanwhile where it is another by now,
    unless the answers are the same.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    now = version(locked, section)
    if seen is not None and now not in (seen, words.digest(answers)):
        raise SavedMeanwhile("This section has been saved in another window since you opened it.")
    if not windows or locked.typed.get(section, {}).get("window") in windows:
        locked.typed.pop(section, None)
    locked.answers[section] = answers
    locked.saved_at = at
    locked.save(update_fields=["answers", "typed", "saved_at"])


@transaction.atomic
def keep_typed(draft: Draft, section: str, typed: Typed, *, window: str, restored: str, at: datetime) -> None:
    """Keep what is typed in this window, which began with what was typed in the ``restored`` one.

    Raises TypedElsewhere rather than overwrite the words of another window, TooMuchTyped beyond what is kept.
    """
    unsaved.refuse_too_much(typed)
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    before = locked.typed.get(section, {}).get("window")
    unsaved.refuse_elsewhere(before, window=window, restored=restored, doing="in this section")
    locked.typed[section] = {"window": window, "at": at.isoformat(), "data": words.cleaned(typed)}
    locked.saved_at = at
    locked.save(update_fields=["typed", "saved_at"])


@transaction.atomic
def forget_typed(draft: Draft, section: str) -> None:
    """Throw away what was typed and not saved; what was saved before stays."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    locked.typed.pop(section, None)
    locked.save(update_fields=["typed"])


def discard(draft: Draft) -> None:
    """Throw the draft away; nobody but its writer has seen it."""
    draft.delete()
