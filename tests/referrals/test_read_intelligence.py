"""Originator control: others read the line and its grading; the full text is for the police who recorded it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.verbs import Verb
from mase.cases import access, locks
from mase.cases import operations as cases
from mase.cases.models import Case, Change
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.web import reader
from referrals.models import Intelligence, IntelligenceText
from tests.cases.pages import texts
from tests.referrals import secret
from tests.referrals.trail import refused, rows, viewed

SignIn = Callable[[User], Client]
OFFICERS = {"police.mash", "inspector"}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def found(case: Case, southwark: Cast, at: datetime) -> Intelligence:
    return secret.recorded(southwark, case, at=at)


def read(client: Client, found: Intelligence) -> object:
    return client.post(reverse("read_intelligence", args=[found.case.ref, found.pk]))


def tab(client: Client, case: Case) -> object:
    return client.get(reverse("intelligence", args=[case.ref]))


def give(case: Case, cast: Cast, short: str, *, by: User, at: datetime) -> None:
    access.open_to_agency(case, cast.agency(short), Section, by=by, at=at, reason="Test of originator control")


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["team", "mash", "worker", "coordinator", "inspector", "police.mash"])
def test_everybody_in_the_section_reads_line_grading_and_originator(
    found: Intelligence, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    page = tab(signed_in(southwark[part]), found.case)
    said = " ".join(texts(page, "main"))
    for fact in (secret.LINE, secret.CONDITIONS, "2: untested", "C: known indirectly", "Southwark police", "2CC"):
        assert fact in said
    assert "Somebody suspected of an offence" in said
    assert "Opinion or personal assessment" in said
    assert secret.TEXT not in page.content.decode()
    assert ("Read in full" in said) == (part in OFFICERS)


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", sorted(OFFICERS))
def test_the_originators_officers_read_it_in_full_and_that_is_written_down(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime, part: str
) -> None:
    page = read(signed_in(southwark[part]), found)
    assert secret.TEXT in page.content.decode()
    (row,) = rows(found.case, Verb.INTELLIGENCE_READ)
    assert (row.actor, row.subject_id, row.at) == (southwark[part].pk, found.pk, at)
    assert (row.reason, row.detail) == ("", {})
    assert viewed(found.case, southwark[part]) == ["read intelligence"]


def test_a_link_alone_reads_nothing(found: Intelligence, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["inspector"])
    assert client.get(reverse("read_intelligence", args=[found.case.ref, found.pk])).status_code == 405


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["team", "service", "mash", "worker", "coordinator", "police.chair", "health"])
def test_others_are_refused_the_full_text_and_that_is_written_down_too(
    found: Intelligence, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    answer = read(signed_in(southwark[part]), found)
    assert answer.status_code == 403
    assert secret.TEXT not in answer.content.decode()
    assert refused(found.case.ref, southwark[part]) == ["read intelligence"]
    assert rows(found.case, Verb.INTELLIGENCE_READ) == []


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["health", "school", "police.chair"])
def test_agencies_see_nothing_unless_they_are_given_the_section(
    found: Intelligence, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    answer = tab(signed_in(southwark[part]), found.case)
    assert answer.status_code == 403
    assert secret.LINE not in answer.content.decode()


@pytest.mark.rule("ALL-5")
def test_the_police_of_another_borough_read_the_line_they_are_given_and_not_the_text(
    found: Intelligence, southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    client = signed_in(barnet["inspector"])
    assert tab(client, found.case).status_code == 404
    give(found.case, barnet, "police", by=southwark["mash"], at=at)
    page = tab(client, found.case)
    assert secret.LINE in page.content.decode()
    assert "Read in full" not in " ".join(texts(page, "button"))
    assert read(client, found).status_code == 404
    assert client.get(reverse("withdraw_intelligence", args=[found.case.ref, found.pk])).status_code == 404


def test_each_originator_reads_its_own(
    found: Intelligence, southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    give(found.case, barnet, "police", by=southwark["mash"], at=at)
    theirs = secret.recorded(barnet, found.case, at=at)
    theirs_in_full, ours_in_full = (
        read(signed_in(cast["inspector"]), theirs).status_code for cast in (barnet, southwark)
    )
    assert (theirs_in_full, ours_in_full) == (200, 404)


@pytest.mark.rule("ALL-5")
def test_the_full_text_is_nowhere_else(found: Intelligence, southwark: Cast, signed_in: SignIn) -> None:
    read(signed_in(southwark["inspector"]), found)
    names = ("case", "pathway", "referrals", "screenings", "strategies", "plannings", "mase", "intelligence", "history")
    for part in ("team", "worker", "inspector"):
        client = signed_in(southwark[part])
        for name in (*names, "changes"):
            page = client.get(reverse(name, args=[found.case.ref])).content.decode()
            assert "Canary Café" not in page, (part, name)
            assert name == "intelligence" or secret.LINE not in page, (part, name)
        for name in ("home", "cases", "notices"):
            assert "Canary" not in client.get(reverse(name)).content.decode(), (part, name)
    kept = [*Message.objects.values_list("text", "reference", "url"), *Change.objects.values_list("changed")]
    assert not any("Canary Café" in str(row) for row in kept)


def test_the_board_and_its_file_do_not_carry_it(found: Intelligence, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["team"])
    for address in ("/board/", "/board/deadlines.csv", "/timeliness/"):
        page = client.get(address)
        assert page.status_code == 200
        assert not any(said in page.content.decode() for said in ("Canary", secret.LINE))


def test_history_says_that_it_was_recorded_and_read_and_not_what_it_says(
    found: Intelligence, southwark: Cast, signed_in: SignIn
) -> None:
    read(signed_in(southwark["inspector"]), found)
    page = signed_in(southwark["team"]).get(reverse("history", args=[found.case.ref]))
    said = " ".join(texts(page, "tbody"))
    assert "Recorded police intelligence" in said
    assert "Read police intelligence in full" in said


def everybody(*casts: Cast) -> list[tuple[str, User]]:
    return [(f"{part}@{cast.authority.code}", person) for cast in casts for part, person in cast.people.items()]


@pytest.mark.rule("ALL-5")
def test_a_broken_page_over_the_full_text_shows_no_row_but_to_the_originators_officers(
    found: Intelligence, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    give(found.case, barnet, "police", by=southwark["mash"], at=at)
    shown = set()
    for part, person in everybody(southwark, barnet):
        with reader.answering(person.pk, at=at):
            shown |= {part} if IntelligenceText.objects.exists() else set()
    assert shown == {"police.mash@southwark", "inspector@southwark"}


@pytest.mark.rule("ALL-5")
def test_an_act_that_lifts_the_other_locks_does_not_lift_this_one(
    found: Intelligence, southwark: Cast, at: datetime
) -> None:
    with reader.answering(southwark["team"].pk, at=at), transaction.atomic(), reader.lifted():
        assert Intelligence.objects.exists()
        assert not IntelligenceText.objects.exists()


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("role", ["mase_app", "mase_worker"])
def test_without_a_reader_the_database_shows_no_text(found: Intelligence, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT count(*) FROM referrals_intelligencetext")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("role", ["mase_report", "mase_audit"])
def test_who_counts_or_reads_the_trail_may_not_even_ask(found: Intelligence, role: str) -> None:
    asked = "SELECT has_table_privilege(%s, %s, 'SELECT')"
    with connection.cursor() as cursor:
        for table in ("referrals_intelligencetext", "referrals_intelligence", "referrals_historicalintelligence"):
            cursor.execute(asked, [role, table])
            assert cursor.fetchone() == (False,), table


def test_nobody_writes_a_text_to_what_is_not_their_agencys(
    found: Intelligence, case: Case, southwark: Cast, at: datetime
) -> None:
    bare = Intelligence.objects.create(
        case=case,
        agency=southwark.agency("police"),
        line=secret.LINE,
        **secret.GRADING,
        recorded_at=at,
        recorded_by=southwark["inspector"],
    )
    with (
        reader.answering(southwark["team"].pk, at=at),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        IntelligenceText.objects.create(intelligence=bare, text="Slipped in")


def test_an_officer_who_has_left_reads_it_no_longer(found: Intelligence, southwark: Cast, at: datetime) -> None:
    officer = southwark["inspector"]
    held = officer.memberships.get()
    held.ends_at = at + timedelta(hours=1)
    held.save()
    seen = []
    for moment in (at, at + timedelta(hours=1)):
        with reader.answering(officer.pk, at=moment):
            seen.append(IntelligenceText.objects.count())
    assert seen == [1, 0]


def test_a_restricted_record_hides_it_from_officers_who_are_not_named(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    cases.restrict(found.case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    with reader.answering(southwark["inspector"].pk, at=at):
        assert not IntelligenceText.objects.exists()
    assert read(signed_in(southwark["inspector"]), found).status_code == 404


def test_what_an_app_keeps_closer_has_no_wider_condition_beside_it(found: Intelligence) -> None:
    assert "referrals_intelligencetext" in locks.narrower()
    assert not locks.conditions().keys() & locks.narrower().keys()
    with connection.cursor() as cursor:
        cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = 'referrals_intelligencetext'")
        assert cursor.fetchall() == [("reader",)]


def test_the_tab_costs_as_many_queries_however_much_is_recorded(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(southwark["team"])
    tab(client, found.case)
    with django_assert_max_num_queries(60) as few:
        tab(client, found.case)
    for _ in range(5):
        secret.recorded(southwark, found.case, at=at)
    with django_assert_max_num_queries(len(few)):
        tab(client, found.case)
