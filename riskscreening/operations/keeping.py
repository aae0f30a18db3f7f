"""Keeping what somebody types into a screening until they save it, for each person apart."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.cases import unsaved
from mase.cases.errors import AlreadyDone
from mase.web.typed import Typed
from riskscreening.models import Assessment


@transaction.atomic
def keep_typed(
    assessment: Assessment, section: str, typed: Typed, *, window: str, restored: str, by: User, at: datetime
) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    Raises TooMuchTyped, AlreadyDone, TypedElsewhere.
    """
    unsaved.refuse_too_much(typed)
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.completed_at:
        raise AlreadyDone("This screening has been completed.")
    about = {"doing": "in this section", "window": window, "restored": restored}
    unsaved.keep(locked.typed_sections, typed, **about, by=by, at=at, section=section)


@transaction.atomic
def forget_typed(assessment: Assessment, section: str, *, by: User) -> None:
    """Throw away what this person typed and did not save; what was saved before stays."""
    assessment.typed_sections.filter(section=section, typed_by=by).delete()
