"""The record of a strategy meeting as one document: every point of the agenda, in the reader's own name."""

from collections.abc import Callable
from datetime import UTC, datetime

import page
import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo import stories, strategies
from mase.demo.cast import Cast
from meetings import agenda, convening, recorded
from meetings.agenda import Asked
from meetings.models import Contribution, StrategyMeeting
from meetings.operations import preparing, strategy
from referrals.models import RouteCode
from referrals.operations import routes
from tests.meetings.conftest import everybody_came
from tests.reporting import reading

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
ABSENT = {"present": False, "contributed_how": "Sent a report"}


@pytest.fixture
def held(southwark: Cast, told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting about a looked-after child, held with all that can be said at one."""
    meeting = told("convene").strategy_meetings.get()
    how = {"by": southwark["worker"], "at": NOW}
    routes.begin(meeting.case, RouteCode.LOOKED_AFTER, reason="In foster care", **how)
    asked = [Asked(post=agenda.REVIEWING.title, name="Ms Quill", organisation="Reviewing service")]
    preparing.invite_more(meeting, agencies=[], asked=asked, **how)
    strategies.work_through(meeting, **how)
    strategies.weigh(meeting, **how)
    said = everybody_came(meeting)
    said[_of(meeting, "health").pk] = ABSENT
    said[_of(meeting, "police").pk] |= {"dissent": "An enquiry would be right.", "source": "The log of the night"}
    outcome = {"outcome": stories.OUTCOME, "by": southwark["atm"], "at": NOW}
    strategy.record(meeting, held_at=NOW, contributions=said, **outcome)
    meeting.refresh_from_db()
    return meeting


def _of(meeting: StrategyMeeting, kind: str) -> Contribution:
    return meeting.contributions.get(agency__kind=kind)


def _address(meeting: StrategyMeeting) -> str:
    return reverse("download_strategy", args=[meeting.case.ref, meeting.pk])


@pytest.mark.rule("SO-16", "SO-22", "HO-8")
def test_the_record_says_under_each_point_what_was_said_and_decided(held: StrategyMeeting):
    parts = recorded.parts(held, convening.state(held), held.actions.all())
    assert [part.title for part in parts] == [f"{n}. {point.title}" for n, point in enumerate(agenda.POINTS, 1)]
    lines = {point.code: dict(part.lines) for point, part in zip(agenda.POINTS, parts, strict=True)}
    people = lines[agenda.PEOPLE]
    assert people["Southwark police"] == "DC Invented; could decide for the agency"
    assert people["Southwark health"] == "Did not come; took part otherwise: Sent a report"
    assert people[agenda.REVIEWING.title] == "Ms Quill, Reviewing service; was there"
    assert lines[agenda.SAID]["Southwark police: where it comes from"] == "The log of the night"
    assert lines[agenda.SAID]["Southwark health"] == "Not recorded"
    assert lines[agenda.VIEWS]["Are the parents or carers told?"] == "Yes"
    assert lines["risk"] == {"Notes": strategies.NOTES["risk"]}
    assert list(lines[agenda.PLACEMENT]) == [point.title for point in agenda.LOOKED_AFTER]
    assert lines[agenda.DECISION]["Southwark police sees it differently"] == "An enquiry would be right."
    assert "Southwark education safeguarding sees it differently" not in lines[agenda.DECISION]
    assert lines[agenda.DECISION]["Is a MASE form needed?"].startswith("Yes. ")
    assert lines[agenda.ACTIONS]["Next meeting"] == "Not recorded"


@pytest.mark.rule("SO-16")
def test_an_invited_agency_has_its_own_copy_as_a_tagged_pdf(
    southwark: Cast, held: StrategyMeeting, signed_in: Callable[..., Client], clock
):
    clock.move_to(NOW)
    reader = southwark["health"]
    answer = signed_in(reader).get(_address(held))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert held.case.child.family_name not in answer["Content-Disposition"]
    pages = reading.words(answer.content)
    assert all(f"Copy of {reader.name} , Southwark health" in text for text in pages)
    assert "An enquiry would be right." in " ".join(pages)
    assert Event.objects.get(verb=Verb.DOWNLOADED).actor == reader.pk
    assert page.validate_pdf_bytes(answer.content, profile="ua1").is_compliant


def test_there_is_no_document_before_the_meeting_was_held(
    southwark: Cast, told: Callable[..., Case], signed_in: Callable[..., Client], clock
):
    clock.move_to(NOW)
    meeting = told("convene").strategy_meetings.get()
    assert signed_in(southwark["worker"]).get(_address(meeting)).status_code == 404
    assert signed_in(southwark["yjs"]).get(_address(meeting)).status_code == 404
