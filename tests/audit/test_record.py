"""A row of the trail says who, for which agency, what, when and why; in the transaction of the act itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from mase.agencies import operations as agencies
from mase.audit import recording
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo.cast import Cast

LATER = timedelta(days=30)


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("refer")


@pytest.mark.rule("ALL-5")
def test_a_row_holds_who_for_whom_what_when_and_why(case: Case, southwark: Cast, at: datetime) -> None:
    event = recording.record(
        Verb.CASE_RESTRICTED, case, by=southwark["service"], at=at, reason="Because", detail={"code": "x"}
    )
    kept = Event.objects.get(pk=event.pk)
    assert (kept.verb, kept.at, kept.reason, kept.detail) == ("case_restricted", at, "Because", {"code": "x"})
    assert (kept.actor, kept.agency) == (southwark["service"].pk, "southwark-csc")
    assert (kept.case, kept.subject, kept.subject_id) == (case.ref, "cases.case", case.pk)


def test_the_database_notes_the_moment_of_writing_itself(case: Case, southwark: Cast, at: datetime) -> None:
    before = _database_clock()
    event = recording.record(Verb.VIEWED, case, by=southwark["mash"], at=at)
    assert before < Event.objects.get(pk=event.pk).recorded_at < _database_clock()


def _database_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_what_belongs_to_a_case_carries_its_reference(case: Case, southwark: Cast, at: datetime) -> None:
    referral = case.referrals.get()
    event = recording.record(Verb.REFERRER_TOLD, referral, by=southwark["mash"], at=at)
    assert (event.case, event.subject, event.subject_id) == (case.ref, "referrals.referral", referral.pk)


def test_what_belongs_to_no_case_carries_none(southwark: Cast, at: datetime) -> None:
    event = recording.record(Verb.AGENCY_OPENED, southwark.agency("police"), by=southwark["admin"], at=at)
    assert (event.case, event.subject) == ("", "agencies.agency")


def test_what_nobody_did_carries_nobody(case: Case, at: datetime) -> None:
    event = recording.record(Verb.CASE_CLOSED, case, by=None, at=at)
    assert (event.actor, event.agency) == (None, "")


def test_the_agency_is_the_one_at_the_time(case: Case, southwark: Cast, at: datetime) -> None:
    person, health = southwark["worker"], southwark.agency("health")
    agencies.end_membership(person.memberships.get(), by=southwark["admin"], at=at + LATER)
    membership = {"name": person.name, "email": person.email, "role": "partner_lead"}
    agencies.begin_membership(health, **membership, by=southwark["admin"], at=at + LATER)
    events = [recording.record(Verb.VIEWED, case, by=person, at=at + days * LATER) for days in (0, 1, 2)]
    assert [event.agency for event in events] == ["southwark-csc", "southwark-health", "southwark-health"]


def test_a_person_without_a_role_acts_for_nobody(case: Case, southwark: Cast, at: datetime) -> None:
    agencies.end_membership(southwark["mash"].memberships.get(), by=southwark["admin"], at=at)
    assert recording.record(Verb.VIEWED, case, by=southwark["mash"], at=at).agency == ""


def test_a_list_leaves_a_row_for_each_and_costs_two_queries(
    told: Callable[..., Case], southwark: Cast, at: datetime, django_assert_num_queries: Callable
) -> None:
    cases = [told("refer", number=number) for number in range(4)]
    with django_assert_num_queries(2):
        recording.record_list(cases, by=southwark["mash"], at=at, page="cases")
    rows = Event.objects.filter(verb="listed").order_by("pk")
    assert [(row.case, row.subject_id) for row in rows] == [(case.ref, case.pk) for case in cases]
    assert {(row.actor, row.agency, row.at) for row in rows} == {(southwark["mash"].pk, "southwark-csc", at)}


def test_an_empty_list_leaves_none(southwark: Cast, at: datetime) -> None:
    recording.record_list([], by=southwark["mash"], at=at, page="cases")
    assert not Event.objects.filter(verb="listed").exists()


@pytest.mark.parametrize("asked_for", ["K7QF-3MTX", "", "x" * 500, "<script>"])
def test_a_refusal_keeps_what_was_asked_for_cut_to_a_reference(southwark: Cast, at: datetime, asked_for: str) -> None:
    recording.record_refusal(by=southwark["school"], at=at, case=asked_for, page="history")
    event = Event.objects.get(verb="refused")
    assert (event.case, event.actor, event.detail) == (asked_for[:12], southwark["school"].pk, {"page": "history"})


def test_an_act_that_is_taken_back_leaves_no_row(case: Case, southwark: Cast, at: datetime) -> None:
    before = Event.objects.count()
    with transaction.atomic():
        recording.record(Verb.VIEWED, case, by=southwark["mash"], at=at)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


def test_a_whole_story_s_trail_holds_no_name(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("submit")
    kept = str(list(Event.objects.values("case", "subject", "detail", "agency", "verb")))
    for hidden in (case.child.given_names, case.child.family_name, case.child.address):
        assert hidden not in kept


def test_every_act_of_a_story_is_written_for_its_case(told: Callable[..., Case]) -> None:
    case = told("submit")
    verbs = set(Event.objects.filter(case=case.ref).values_list("verb", flat=True))
    assert {
        *("case_opened", "referral_sent", "sharing_started", "information_requested", "information_answered"),
        *("outcome_proposed", "outcome_agreed", "referrer_told", "case_allocated", "screening_started"),
        *("screening_completed", "screening_signed", "strategy_convened", "strategy_held", "form_submitted"),
    } <= verbs
    assert not Event.objects.filter(case=case.ref, actor=None).exists()


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_fits_its_column_and_completes_a_sentence(verb: Verb) -> None:
    assert len(verb.value) <= 40
    assert verb.label == verb.label.strip()
    assert verb.label[0].islower()
