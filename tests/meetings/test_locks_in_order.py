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
from meetings.operations import listing, moving, returning, room, submission, updates
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
@pytest.mark.rule("RE-8", "BA-6")
@pytest.mark.parametrize("how_it_comes_back", ["brought", "without its worker"])
def test_a_case_comes_back_to_a_meeting_while_somebody_else_builds_its_list(
    southwark: Cast, listed: ListEntry, later: datetime, at: datetime, how_it_comes_back: str
) -> None:
    april, entry = stories.schedule(southwark, on=date(2026, 4, 23), at=at), listed.case.cohort_entries.get()
    why = {"reason": "A theme of its own", "exceptional": "theme"}
    how: dict[str, Any] = {"by": southwark["minutes"], "at": later}
    acts = {
        "brought": lambda: returning.bring_back(listed, panel=april, reason="x", **how),
        "without its worker": lambda: room.note_worker_absent(listed, **how),
    }
    put, came_back = crossing(
        lambda: listing.still_open(april),
        acts[how_it_comes_back],
        lambda: panels.list_case(april, entry, **why, by=southwark["coordinator"], at=later),
    )
    listed.refresh_from_db()
    assert (put, came_back, listed.returns_to) == (april.entries.get(), None, april)
