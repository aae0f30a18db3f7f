"""Every emergency is looked into by a privacy officer, who sees what was done in that hour and never the child."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import emergency, operations, reviews
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Conflict, Deadline, Emergency
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.emergencies import WHY, by_reference, open_on_pages, prove, taken
from tests.cases.pages import error_of, links, texts
from tests.factories import CaseFactory
from tests.together import in_parallel

SignIn = Callable[[User], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTE = "Spoke to her manager: the worker was in court and nobody covered for him."
Finding = Emergency.Finding


@pytest.fixture
def opened(case: Case, southwark: Cast, at: datetime) -> Emergency:
    """A social worker has opened the record; an hour later it is closed again."""
    return taken(case, southwark["second.worker"], at=at)


@pytest.fixture
def officer(southwark: Cast, signed_in: SignIn, opened: Emergency, clock: Any, at: datetime) -> Client:
    """The privacy officer, on the next day."""
    clock.move_to(at + DAY)
    return signed_in(southwark["privacy"])


def settle(opened: Emergency, by: User, at: datetime, finding: str = Finding.JUSTIFIED) -> None:
    emergency.review(opened, finding=finding, note=NOTE, by=by, at=at)


def leads_told() -> set[str]:
    found = Message.objects.filter(key__endswith="-found").values_list("recipient__email", flat=True)
    return {email.partition("@")[0] for email in found}


def test_the_finding_is_kept_with_who_when_and_how_and_stands_in_the_trail(
    opened: Emergency, southwark: Cast, at: datetime
) -> None:
    settle(opened, southwark["privacy"], at + DAY)
    kept = Emergency.objects.get()
    assert (kept.reviewed_by, kept.reviewed_at, kept.finding) == (southwark["privacy"], at + DAY, "justified")
    event = Event.objects.get(verb="emergency_reviewed")
    assert (event.actor, event.case, event.reason) == (southwark["privacy"].pk, opened.case.ref, NOTE)
    assert event.detail == {"finding": "justified"}
    assert Deadline.objects.get(code="emergency_review").closed_as == "met"


def test_a_second_review_is_refused(opened: Emergency, southwark: Cast, at: datetime) -> None:
    settle(opened, southwark["privacy"], at + DAY)
    with pytest.raises(AlreadyDone):
        settle(opened, southwark["privacy"], at + 2 * DAY, Finding.MISUSE)
    assert Emergency.objects.get().finding == "justified"


@pytest.mark.django_db(transaction=True)
def test_of_two_reviews_at_the_same_moment_one_counts(opened: Emergency, southwark: Cast, at: datetime) -> None:
    findings = (Finding.JUSTIFIED, Finding.MISUSE)
    outcomes = in_parallel(lambda number: settle(opened, southwark["privacy"], at + DAY, findings[number]), 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDone", "NoneType"]


def test_nobody_reviews_their_own(opened: Emergency, at: datetime) -> None:
    with pytest.raises(NotEntitled):
        settle(opened, opened.user, at + DAY)
    opened.reviewed_at, opened.reviewed_by, opened.finding, opened.review_note = at, opened.user, "justified", NOTE
    with pytest.raises(IntegrityError, match="emergency_reviewed_by_another"), transaction.atomic():
        opened.save()


def test_what_is_still_open_is_not_reviewed_yet(opened: Emergency, southwark: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="still open"):
        settle(opened, southwark["privacy"], at + HOUR - timedelta(seconds=1))
    settle(opened, southwark["privacy"], at + HOUR)


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (Finding.JUSTIFIED, set()),
        (Finding.SHOULD_HAVE_ACCESS, set()),
        (Finding.NOT_JUSTIFIED, {"service"}),
        (Finding.MISUSE, {"service"}),
    ],
)
def test_whoever_answers_for_the_agency_is_told_of_what_was_not_right(
    opened: Emergency, southwark: Cast, at: datetime, finding: str, told: set[str]
) -> None:
    settle(opened, southwark["privacy"], at + DAY, finding)
    assert leads_told() == told


def test_of_a_police_officer_the_inspector_is_told(case: Case, southwark: Cast, at: datetime) -> None:
    settle(taken(case, southwark["police.mash"], at=at), southwark["privacy"], at + DAY, Finding.MISUSE)
    assert leads_told() == {"inspector"}


def test_nobody_is_told_of_their_own_misuse(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    settle(taken(case, southwark["service"], at=at), southwark["privacy"], at + DAY, Finding.MISUSE)
    assert leads_told() == set()


def test_the_list_says_who_for_whom_when_and_why_and_names_no_child(
    officer: Client, opened: Emergency, case: Case
) -> None:
    page = officer.get("/emergencies/")
    row = " ".join(texts(page, "tbody tr"))
    for said in (
        case.ref,
        opened.user.name,
        "Southwark children’s social care",
        "2 March 2026 at 10:00",
        "missing now",
    ):
        assert said in row
    assert "Waiting for a review (1)" in " ".join(texts(page, "caption"))
    assert not [part for part in case.child.name.split() if part in page.content.decode()]
    assert "Overdue" not in row


@pytest.mark.parametrize(("later", "overdue"), [(timedelta(days=1), False), (timedelta(days=3), True)])
def test_after_two_working_days_it_is_overdue(
    southwark: Cast, opened: Emergency, signed_in: SignIn, clock: Any, at: datetime, later: timedelta, overdue: bool
) -> None:
    clock.move_to(at + later)
    client = signed_in(southwark["privacy"])
    assert ("Overdue" in " ".join(texts(client.get("/emergencies/"), "tbody tr"))) is overdue
    (figure,) = [text for text in texts(client.get("/"), ".app-work__figures li") if "Overdue" in text]
    assert figure.startswith("1" if overdue else "0")


def test_what_waits_is_work_of_the_privacy_officer_with_the_way_to_it(officer: Client, opened: Emergency) -> None:
    found = links(officer.get("/"))
    assert f"/emergencies/{opened.pk}/" in found.values()
    deadline = next(href for text, href in found.items() if text.startswith("See this deadline"))
    assert officer.get(deadline).status_code == 200
    assert links(officer.get("/"), "nav a")["Emergency access"] == "/emergencies/"


def test_the_page_of_one_shows_the_reason_and_what_was_looked_at_in_that_hour_only(
    southwark: Cast, case: Case, signed_in: SignIn, clock: Any, at: datetime
) -> None:
    person = southwark["second.worker"]
    client = signed_in(person)
    client.get(f"/cases/{case.ref}/")
    clock.shift(timedelta(minutes=1))
    prove(client, person)
    open_on_pages(client, by_reference(case.ref))
    for path in ("", "screenings/"):
        client.get(f"/cases/{case.ref}/{path}")
    signed_in(southwark["team"]).get(f"/cases/{case.ref}/pathway/")
    clock.shift(2 * HOUR)
    page = signed_in(southwark["privacy"]).get(f"/emergencies/{Emergency.objects.get().pk}/")
    assert WHY in " ".join(texts(page, "main"))
    shown = texts(page, "tbody tr")
    assert [row.split(" ", 1)[1] for row in shown] == [
        "Opened the record in an emergency",
        "Viewed: case",
        "Viewed: screenings",
    ]
    assert not [part for part in case.child.name.split() if part in page.content.decode()]


def test_the_review_is_recorded_on_its_page(officer: Client, opened: Emergency, southwark: Cast) -> None:
    address = f"/emergencies/{opened.pk}/"
    page = officer.post(address, {"finding": "should_have_access", "note": NOTE}, follow=True)
    assert "The review has been recorded." in " ".join(texts(page, "main"))
    assert "should have had access" in " ".join(texts(page, "tbody tr"))
    assert Emergency.objects.get().reviewed_by == southwark["privacy"]
    again = officer.post(address, {"finding": "misuse", "note": NOTE})
    assert "This emergency access has been reviewed." in " ".join(texts(again, ".govuk-error-summary"))
    assert Emergency.objects.get().finding == "should_have_access"


@pytest.mark.parametrize(("missing", "field"), [({"finding": ""}, "finding"), ({"note": " "}, "note")])
def test_a_review_needs_a_finding_and_how_it_came_about(
    officer: Client, opened: Emergency, missing: dict[str, str], field: str
) -> None:
    page = officer.post(f"/emergencies/{opened.pk}/", {"finding": "justified", "note": NOTE} | missing)
    assert error_of(page, field)
    assert Emergency.objects.get().reviewed_at is None


def test_looking_is_itself_recorded(officer: Client, opened: Emergency, southwark: Cast) -> None:
    officer.get("/emergencies/")
    officer.get(f"/emergencies/{opened.pk}/")
    rows = Event.objects.filter(actor=southwark["privacy"].pk, case=opened.case.ref).order_by("pk")
    assert [(row.verb, row.detail["page"]) for row in rows] == [
        ("listed", "emergencies"),
        ("trail_read", "review emergency"),
    ]


@pytest.mark.parametrize("part", ["second.worker", "service", "admin", "school", "inspector"])
def test_the_register_is_for_privacy_officers(southwark: Cast, opened: Emergency, signed_in: SignIn, part: str) -> None:
    for path in ("/emergencies/", f"/emergencies/{opened.pk}/"):
        assert signed_in(southwark[part]).get(path).status_code == 403
        assert signed_in(southwark[part]).post(path, {"finding": "justified", "note": NOTE}).status_code in (403, 405)
    assert Emergency.objects.get().reviewed_at is None


def test_another_borough_s_officer_finds_nothing(barnet: Cast, opened: Emergency, signed_in: SignIn) -> None:
    client = signed_in(barnet["privacy"])
    assert "Every emergency access has been reviewed." in " ".join(texts(client.get("/emergencies/"), "main"))
    assert client.get(f"/emergencies/{opened.pk}/").status_code == 404
    assert client.post(f"/emergencies/{opened.pk}/", {"finding": "justified", "note": NOTE}).status_code == 404
    assert client.get("/emergencies/999999/").status_code == 404


def test_of_a_restricted_record_the_officer_sees_the_emergency_and_still_no_record(
    officer: Client, opened: Emergency, southwark: Cast, case: Case, at: datetime
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    assert f"{case.ref}, restricted" in " ".join(texts(officer.get(f"/emergencies/{opened.pk}/"), "main"))
    officer.post(f"/emergencies/{opened.pk}/", {"finding": "justified", "note": NOTE})
    assert Emergency.objects.get().finding == "justified"
    assert officer.get(f"/cases/{case.ref}/").status_code == 404


def test_an_officer_with_a_conflict_of_interest_leaves_it_to_another(
    officer: Client, opened: Emergency, southwark: Cast, case: Case, at: datetime
) -> None:
    Conflict.objects.create(
        user=southwark["privacy"], person=case.child, relation="Uncle", declared_at=at, declared_by=southwark["privacy"]
    )
    assert case.ref not in officer.get("/emergencies/").content.decode()
    assert officer.get(f"/emergencies/{opened.pk}/").status_code == 404


def test_an_officer_who_opened_a_record_themselves_gets_no_form(
    case: Case, southwark: Cast, signed_in: SignIn, clock: Any, at: datetime
) -> None:
    agencies.begin_membership(
        southwark.agency("csc"), name="", email=southwark["privacy"].email, role="social_worker", by=None, at=at
    )
    own = taken(case, southwark["privacy"], at=at)
    clock.move_to(at + DAY)
    client = signed_in(southwark["privacy"])
    page = client.get(f"/emergencies/{own.pk}/")
    assert "Somebody else has to review your own" in " ".join(texts(page, "main"))
    assert texts(page, "main form") == []
    client.post(f"/emergencies/{own.pk}/", {"finding": "justified", "note": NOTE})
    assert Emergency.objects.get().reviewed_at is None


def test_who_does_this_often_stands_first_with_what_was_found(southwark: Cast, at: datetime, officer: Client) -> None:
    often, later = southwark["second.worker"], at + DAY
    for number, finding in enumerate((Finding.JUSTIFIED, Finding.NOT_JUSTIFIED, Finding.MISUSE)):
        case = CaseFactory(cast=southwark, opened_at=at)
        settle(taken(case, often, at=later + number * HOUR), southwark["privacy"], later + DAY, finding)
    taken(CaseFactory(cast=southwark, opened_at=at), southwark["police.mash"], at=later)
    found = reviews.habits(southwark["privacy"], at=later + 2 * DAY)
    counted = [(habit.name, habit.number, habit.justified, habit.not_justified, habit.waiting) for habit in found]
    assert counted == [(often.name, 4, 1, 2, 1), (southwark["police.mash"].name, 1, 0, 0, 1)]
    assert often.name in " ".join(texts(officer.get("/emergencies/"), "table"))


def test_what_is_older_than_ninety_days_is_no_habit(opened: Emergency, southwark: Cast, at: datetime) -> None:
    for days, number in ((90, 1), (91, 0)):
        assert len(reviews.habits(southwark["privacy"], at=at + timedelta(days=days))) == number


def test_the_list_asks_as_often_for_many_as_for_one(
    officer: Client, southwark: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    for part in ("second.worker", "police.mash", "inspector"):
        for _ in range(2):
            taken(CaseFactory(cast=southwark, opened_at=at), southwark[part], at=at)
    with django_assert_max_num_queries(40):
        officer.get("/emergencies/")
