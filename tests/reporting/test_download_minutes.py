"""Downloading approved minutes as PDF: who may, what they get, and the row it leaves."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.demo.cast import Cast
from meetings.models import Minutes
from reporting import printing
from tests.conftest import MONDAY
from tests.reporting import reading
from tests.reporting.conftest import Meeting

SignIn = Callable[[User], Client]


def address(meeting: Meeting) -> str:
    return f"/meetings/{meeting.panel.ref}/minutes.pdf"


def downloads() -> list[Event]:
    return list(Event.objects.filter(verb=Verb.DOWNLOADED).order_by("pk"))


@pytest.mark.rule("RE-8")
def test_a_manager_downloads_the_minutes_in_their_own_name(meeting: Meeting, reader: User, signed_in: SignIn) -> None:
    answer = signed_in(reader).get(address(meeting))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="minutes-{meeting.panel.ref}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    pages = reading.words(answer.content)
    assert all(f"Copy of {reader.name} , Southwark children’s social care" in words for words in pages)
    assert all("Made on 2 March 2026 at 10:00, London time." in words for words in pages)
    assert "1. Maya Hartwell" in pages[-2]
    assert "Serve a child abduction warning notice on the adult with the car." in pages[-2]
    assert "2. Tobias Lindqvist" in pages[-1]


def test_the_web_process_has_not_loaded_weasyprint(meeting: Meeting, reader: User, signed_in: SignIn) -> None:
    assert signed_in(reader).get(address(meeting)).content.startswith(b"%PDF-")

    assert "weasyprint" not in sys.modules


def test_the_download_is_written_down_with_the_fingerprint_that_is_printed_on_it(
    meeting: Meeting, reader: User, signed_in: SignIn
) -> None:
    answer = signed_in(reader).get(address(meeting))

    (row,) = downloads()
    sha256 = Minutes.objects.get(panel=meeting.panel).sha256
    assert (row.actor, row.agency, row.at) == (reader.pk, "southwark-csc", MONDAY)
    assert (row.subject, row.subject_id) == ("meetings.panel", meeting.panel.pk)
    assert row.detail == {"sha256": sha256}
    assert all(sha256[:16] in words for words in reading.words(answer.content))


def test_each_download_leaves_its_own_row(meeting: Meeting, southwark: Cast, signed_in: SignIn) -> None:
    for part in ("team", "team", "inspector"):
        signed_in(southwark[part]).get(address(meeting))

    assert [row.actor for row in downloads()] == [southwark[part].pk for part in ("team", "team", "inspector")]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["worker", "health.member"])
def test_a_member_without_the_right_is_refused_and_told_why(
    part: str, meeting: Meeting, southwark: Cast, signed_in: SignIn
) -> None:
    answer = signed_in(southwark[part]).get(address(meeting))

    assert answer.status_code == 403
    assert "Your role in this meeting does not include this page." in answer.content.decode()
    assert downloads() == []


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["school", "admin"])
def test_who_has_no_part_in_the_meeting_finds_nothing(
    part: str, meeting: Meeting, southwark: Cast, signed_in: SignIn
) -> None:
    assert signed_in(southwark[part]).get(address(meeting)).status_code == 404
    assert downloads() == []


@pytest.mark.rule("ALL-5")
def test_another_authority_finds_nothing(meeting: Meeting, barnet: Cast, signed_in: SignIn) -> None:
    assert signed_in(barnet["team"]).get(address(meeting)).status_code == 404


def test_nothing_is_handed_out_for_a_post(meeting: Meeting, reader: User, signed_in: SignIn) -> None:
    assert signed_in(reader).post(address(meeting)).status_code == 405
    assert downloads() == []


def test_a_restricted_case_is_left_out_and_counted(
    meeting: Meeting, southwark: Cast, reader: User, signed_in: SignIn
) -> None:
    at = MONDAY + timedelta(days=39)
    cases.restrict(meeting.tobias, by=southwark["service"], at=at, reason="Related to a colleague")

    pages = reading.words(signed_in(reader).get(address(meeting)).content)

    assert "1 case is not shown to you." in " ".join(pages[:-1])
    assert "1. Maya Hartwell" in pages[-1]
    assert "Tobias" not in " ".join(pages)
    assert meeting.tobias.ref not in " ".join(pages)


def test_without_pango_the_reader_is_sent_back_with_the_reason_and_nothing_counts_as_downloaded(
    meeting: Meeting, reader: User, signed_in: SignIn, without_pango: Path
) -> None:
    page = signed_in(reader).get(address(meeting), follow=True)

    assert page.redirect_chain == [(f"/meetings/{meeting.panel.ref}/minutes/", 302)]
    assert printing.NO_LIBRARY in page.content.decode()
    assert downloads() == []


def test_a_document_that_takes_too_long_is_given_up_in_words(
    meeting: Meeting, reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    printing.unavailable_because()
    monkeypatch.setattr(printing, "SECONDS", 0.05)

    page = signed_in(reader).get(address(meeting), follow=True)

    assert "took too long to make, so it was stopped" in page.content.decode()
    assert downloads() == []
