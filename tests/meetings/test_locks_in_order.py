"""Meeting, case, form: every act takes its locks in this order, so that no two wait for each other."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import FormUpdate, ListEntry, MaseForm
from meetings.operations import listing, moving, returning, submission, updates
from meetings.operations import panel as panels
from tests.together import crossing

ACCEPTED: dict[str, Any] = {"accepted": True, "to_discuss": True, "reason": "Meets it", "exceptional": "theme"}


@pytest.fixture
def form(southwark: Cast, panel: object, told: Callable[..., Case]) -> MaseForm:
    """A form that waits for pre-MASE."""
    return told("submit").mase_forms.select_related("case__authority", "panel__authority").get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HO-16")
def test_a_form_is_confirmed_while_pre_mase_decides_on_it(southwark: Cast, form: MaseForm) -> None:
    at = form.submitted_at
    confirmed, decided = crossing(
        lambda: cases.hold_open(form.case),
        lambda: submission.decide(form, **ACCEPTED, by=southwark["coordinator"], at=at),
        lambda: updates.confirm(form, by=southwark["worker"], at=at),
    )
    assert (confirmed, decided) == (FormUpdate.objects.get(), None)
    assert MaseForm.objects.get().accepted


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HO-16", "RE-6")
def test_a_meeting_is_cancelled_while_pre_mase_decides_on_its_form(southwark: Cast, form: MaseForm) -> None:
    how: dict[str, Any] = {"by": southwark["coordinator"], "at": form.submitted_at}
    cancelled, decided = crossing(
        lambda: listing.still_open(form.panel),
        lambda: submission.decide(form, **ACCEPTED, **how),
        lambda: moving.cancel(form.panel, reason="No room", **how),
    )
    assert (cancelled, type(decided)) == (None, AlreadyDone)
    assert MaseForm.objects.get().accepted is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("RE-8")
def test_a_case_is_brought_back_to_a_meeting_while_somebody_else_builds_its_list(
    southwark: Cast, discussed: ListEntry, later: datetime, at: datetime
) -> None:
    april, entry = stories.schedule(southwark, on=date(2026, 4, 23), at=at), discussed.case.cohort_entries.get()
    why = {"reason": "A theme of its own", "exceptional": "theme"}
    put, brought = crossing(
        lambda: listing.still_open(april),
        lambda: returning.bring_back(discussed, panel=april, reason="x", by=southwark["minutes"], at=later),
        lambda: panels.list_case(april, entry, **why, by=southwark["coordinator"], at=later),
    )
    assert (put, brought) == (april.entries.get(), None)
