"""No file, paper, mail or calendar carries what the pages cover, nor a word of what the police keep to themselves."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from tests.referrals import secret
from tests.reporting import reading
from tests.reporting.entries import Address

SignIn = Callable[[User], Client]
NHS_NUMBER, EVIDENCE = "9434765919", "Seen at the Zzyzx clinic"
COVERED = (
    NHS_NUMBER,
    "Invented Street",
    EVIDENCE,
    stories.REFERRAL["referrer_telephone"],
    stories.REFERRAL["relationship"],
    secret.TEXT,
    secret.LINE,
)


@pytest.fixture
def case(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case with something in every covered field, discussed at a meeting whose minutes are approved."""
    panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
    case = told("admit")
    case.child.nhs_number = NHS_NUMBER
    case.child.save()
    screening = case.assessments.get()
    screening.answers["B16"] = {"answer": "current", "evidence": EVIDENCE, "source": EVIDENCE}
    screening.save()
    secret.recorded(southwark, case, at=at + timedelta(days=19))
    stories.circulate(southwark, panel, at=at + timedelta(days=20))
    stories.discuss(southwark, case, at + timedelta(days=37))
    stories.approve(southwark, panel, at=at + timedelta(days=38))
    return case


def said_in(text: str) -> list[str]:
    return [value for value in COVERED if value in " ".join(text.split())]


def addresses(case: Case) -> Iterator[str]:
    """Return where the case's papers, the meeting's, and the files that count and list lie."""
    entry = case.list_entries.select_related("panel").get()
    yield from (reverse(name, args=[case.ref]) for name in ("mase", "strategies", "plannings", "requests"))
    yield reverse("mase_form", args=[case.ref, case.mase_forms.get().pk])
    yield reverse("list_entry", args=[case.ref, entry.pk])
    yield reverse("action", args=[case.ref, case.actions.get().pk])
    yield from (reverse(name, args=[entry.panel.ref]) for name in ("panel", "pre_mase", "minutes"))
    yield from ("/board/", "/board/deadlines.csv", "/timeliness/", "/timeliness/deadlines/", "/timeliness/numbers.csv")
    yield from (f"/trail/?case={case.ref}", f"/trail/case.csv?case={case.ref}")


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["team", "worker", "coordinator", "chair", "inspector", "health", "privacy"])
def test_no_paper_and_no_file_carries_it(case: Case, southwark: Cast, signed_in: SignIn, part: str) -> None:
    client, shown = signed_in(southwark[part]), 0
    for address in addresses(case):
        answer = client.get(address)
        shown += answer.status_code == 200
        assert said_in(answer.getvalue().decode()) == [], address
    assert shown > 1


@pytest.mark.rule("ALL-5")
def test_the_minutes_on_paper_do_not_carry_it(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    panel = case.list_entries.get().panel
    answer = signed_in(southwark["team"]).get(reverse("download_minutes", args=[panel.ref]))
    paper = " ".join(reading.words(answer.content))
    assert case.child.family_name in paper
    assert said_in(paper) == []


@pytest.mark.rule("ALL-5")
def test_no_mail_and_no_notice_carries_it(case: Case, at: datetime) -> None:
    while notices.send_next(at=at + timedelta(days=40)) is not None:
        pass
    assert any(case.ref in str(sent.message()) for sent in mail.outbox)
    assert [sent.subject for sent in mail.outbox if said_in(str(sent.message()))] == []


@pytest.mark.rule("ALL-5")
def test_no_calendar_carries_it(case: Case, southwark: Cast, client: Client, address: Address) -> None:
    for part in ("worker", "team", "inspector"):
        fed = client.get(address(southwark[part])).content.decode()
        assert "BEGIN:VEVENT" in fed
        assert said_in(fed.replace("\r\n ", "")) == []
