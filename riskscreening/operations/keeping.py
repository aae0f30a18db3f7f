"""Keeping what somebody types into a screening until they save it, for each person apart.

What is saved counts; what is typed is only kept, so that nothing is lost with a session, a laptop or a page.
"""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.cases.errors import AlreadyDone, Refused
from mase.web import typed as words
from mase.web.typed import Typed
from riskscreening.models import Assessment, TypedSection


class TypedElsewhere(Refused):
    """The same person types in this section in another window."""


class TooMuchTyped(Refused):
    """More was typed than is kept unsaved."""


@transaction.atomic
def keep_typed(
    assessment: Assessment, section: str, typed: Typed, *, window: str, restored: str, by: User, at: datetime
) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    Raises TypedElsewhere rather than overwrite the words of another window of theirs, TooMuchTyped beyond what is kept.
    """
    if words.is_too_much(typed):
        raise TooMuchTyped("This is too long to keep before you save it. It is still on the page.")
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.completed_at:
        raise AlreadyDone("This screening has been completed.")
    before = locked.typed_sections.filter(section=section, typed_by=by).first()
    if before and before.window not in (window, restored):
        raise TypedElsewhere("You are typing in this section in another window too.")
    row = before or TypedSection(assessment=locked, section=section, typed_by=by)
    row.typed, row.window, row.typed_at = words.cleaned(typed), window, at
    row.save()


@transaction.atomic
def forget_typed(assessment: Assessment, section: str, *, by: User) -> None:
    """Throw away what this person typed and did not save; what was saved before stays."""
    assessment.typed_sections.filter(section=section, typed_by=by).delete()
