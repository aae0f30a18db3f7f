"""The page of approved minutes: who reads what of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.demo import stories
from mase.demo.cast import Cast
from reporting import printing
from tests.reporting.conftest import Meeting

SignIn = Callable[[User], Client]


def address(meeting: Meeting) -> str:
    return f"/meetings/{meeting.panel.ref}/minutes/"


@pytest.mark.parametrize("part", ["team", "health.member"])
def test_a_member_of_the_meeting_reads_the_minutes(
    part: str, meeting: Meeting, southwark: Cast, signed_in: SignIn
) -> None:
    page = signed_in(southwark[part]).get(address(meeting))

    assert page.status_code == 200
    assert f"Approved by {southwark['chair'].name} on 9 April 2026 at 11:00" in page.content.decode()


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["school", "admin"])
def test_who_has_no_part_in_the_meeting_finds_nothing(
    part: str, meeting: Meeting, southwark: Cast, signed_in: SignIn
) -> None:
    assert signed_in(southwark[part]).get(address(meeting)).status_code == 404


@pytest.mark.rule("ALL-5")
def test_another_authority_finds_nothing(meeting: Meeting, barnet: Cast, signed_in: SignIn) -> None:
    assert signed_in(barnet["team"]).get(address(meeting)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(meeting: Meeting, client: Client) -> None:
    assert client.get(address(meeting)).status_code == 302


def test_nothing_is_changed_by_posting(meeting: Meeting, reader: User, signed_in: SignIn) -> None:
    assert signed_in(reader).post(address(meeting)).status_code == 405


def test_minutes_that_nobody_has_approved_are_not_found(
    southwark: Cast, reader: User, signed_in: SignIn, at: datetime
) -> None:
    panel = stories.schedule(southwark, on=at.date() + timedelta(days=30), at=at)

    assert signed_in(reader).get(f"/meetings/{panel.ref}/minutes/").status_code == 404


def test_a_restricted_case_is_left_out_and_counted(
    meeting: Meeting, southwark: Cast, reader: User, signed_in: SignIn, at: datetime
) -> None:
    cases.restrict(meeting.tobias, by=southwark["service"], at=at + timedelta(days=39), reason="Related to a colleague")

    page = signed_in(reader).get(address(meeting)).content.decode()

    assert "Maya Hartwell" in page
    assert "Tobias" not in page
    assert meeting.tobias.ref not in page
    assert "1 case is not shown to you." in page


def test_who_was_given_the_restricted_case_by_name_reads_it(
    meeting: Meeting, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    cases.restrict(meeting.tobias, by=southwark["service"], at=at + timedelta(days=39), reason="Related to a colleague")

    page = signed_in(southwark["service"]).get(address(meeting)).content.decode()

    assert "Tobias Lindqvist" in page
    assert "not shown" not in page


def test_the_viewing_is_written_down(meeting: Meeting, reader: User, signed_in: SignIn) -> None:
    signed_in(reader).get(address(meeting))

    seen = Event.objects.get(verb=Verb.VIEWED, subject="meetings.panel", actor=reader.pk)
    assert (seen.subject_id, seen.detail) == (meeting.panel.pk, {"page": "minutes"})


@pytest.mark.parametrize(("part", "offered"), [("team", True), ("inspector", True), ("worker", False)])
def test_the_pdf_is_offered_to_whoever_may_have_it(
    part: str, offered: bool, meeting: Meeting, southwark: Cast, signed_in: SignIn
) -> None:
    page = signed_in(southwark[part]).get(address(meeting)).content.decode()

    assert (f"/meetings/{meeting.panel.ref}/minutes.pdf" in page) is offered


def test_where_no_pdf_can_be_made_the_page_says_why_and_offers_none(
    meeting: Meeting, reader: User, signed_in: SignIn, without_pango: Path
) -> None:
    page = signed_in(reader).get(address(meeting)).content.decode()

    assert printing.NO_LIBRARY in page
    assert "minutes.pdf" not in page
