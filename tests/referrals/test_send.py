"""Sending a referral opens a case, starts the clocks of MASH and tells whoever has to know."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Conflict
from mase.cases.stages import Stage, Step
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from mase.people.models import Answer, Gender, Person
from referrals import drafts, operations
from referrals.indicators import Indicator
from referrals.models import Draft, Referral
from tests.referrals.trail import notices, owed, reasons, rows, running


def send(draft: Draft, cast: Cast, *, at: datetime) -> Referral:
    facts = {"child": drafts.child(draft), "referral": drafts.referral(draft)}
    return operations.send(draft, by=cast["school"], at=at, **facts)


@pytest.mark.rule("SO-7")
def test_a_sent_referral_keeps_everything_that_was_typed(filled: Draft, southwark: Cast, at: datetime) -> None:
    sent = send(filled, southwark, at=at)
    child = sent.case.child
    assert (child.name, child.known_as, child.gender) == ("Maya Hartwell", "May", Gender.FEMALE)
    assert (child.nhs_number, child.language, child.school) == ("9434765919", "Portuguese", "Harbour Lane School")
    assert child.address == "3 Invented Street\nLondon"
    assert (child.born_on.isoformat(), child.learning_disability) == ("2011-07-09", Answer.NOT_KNOWN)
    assert sent.concern == "Collected after school by an adult we do not know."
    assert (sent.happened_on.isoformat(), sent.immediate_danger) == ("2026-02-27", False)
    assert sent.done_so_far == "Spoke with her mother."
    assert (sent.child_aware, sent.child_agrees) == (Answer.YES, Answer.NOT_KNOWN)
    assert (sent.carers_aware, sent.carers_agree) == (Answer.NO, Answer.NO)
    assert sent.consent_reason == "Her stepfather may know the adult."
    assert sent.referrer_role == "Designated safeguarding lead"
    assert (sent.referrer_telephone, sent.relationship) == ("020 7946 0000", "Head of year for three years")


@pytest.mark.rule("SO-4")
def test_the_signs_that_were_ticked_are_kept_as_signs(full: Draft, southwark: Cast, at: datetime) -> None:
    sent = send(full, southwark, at=at)
    assert sent.indicators == [Indicator.MISSING, Indicator.GIFTS]
    assert sent.indicators_in_words() == [
        "Missing from home or care: last seen 20 February 2026; Away for a night; her mother told us.",
        "Gifts or money from unknown sources",
    ]


@pytest.mark.rule("SO-4")
def test_the_form_offers_sixteen_signs() -> None:
    assert len(Indicator) == 16


def test_who_sent_it_for_which_agency_and_when_is_kept(filled: Draft, southwark: Cast, at: datetime) -> None:
    sent = send(filled, southwark, at=at)
    assert (sent.sent_by, sent.agency) == (southwark["school"], southwark.agency("harbour"))
    assert (sent.received_at, sent.draft_ref) == (at, filled.ref)
    assert reasons(sent) == ["+"]


@pytest.mark.rule("ALL-1")
def test_a_case_opens_and_waits_for_the_check_in_mash(filled: Draft, southwark: Cast, at: datetime) -> None:
    case = send(filled, southwark, at=at).case
    assert (case.stage, case.authority, case.opened_at) == (Stage.MASH_CHECK, southwark.authority, at)
    step = case.transitions.get()
    assert (step.step, step.by, step.at) == (Step.REFERRED, southwark["school"], at)
    assert case.worker is None


def test_the_draft_is_gone_once_it_is_sent(filled: Draft, southwark: Cast, at: datetime) -> None:
    send(filled, southwark, at=at)
    assert not Draft.objects.exists()


def test_sending_leaves_one_row_in_the_trail_for_the_school(filled: Draft, southwark: Cast, at: datetime) -> None:
    case = send(filled, southwark, at=at).case
    (row,) = rows(case, Verb.REFERRAL_SENT)
    assert (row.actor, row.agency, row.at) == (southwark["school"].pk, "southwark-harbour", at)
    assert "Hartwell" not in f"{row.detail} {row.reason}"


@pytest.mark.rule("SO-12")
def test_the_coordinator_is_told_on_arrival(filled: Draft, southwark: Cast, at: datetime) -> None:
    sent = send(filled, southwark, at=at)
    message = southwark["coordinator"].messages.get()
    assert (message.text, message.reference, message.created_at) == ("A referral has come in", sent.case.ref, at)


def test_the_duty_manager_of_mash_is_told_and_nobody_else(filled: Draft, southwark: Cast, at: datetime) -> None:
    send(filled, southwark, at=at)
    told = [part for part, person in southwark.people.items() if notices(person)]
    assert told == ["mash", "coordinator"]


@pytest.mark.rule("SO-12")
def test_the_coordinator_of_another_borough_hears_nothing(
    filled: Draft, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    send(filled, southwark, at=at)
    assert notices(barnet["coordinator"]) == []


def test_mash_owes_the_check_and_the_outcome(referred: Referral) -> None:
    assert running(referred.case) == {"mash_check", "rag_outcome"}
    assert owed(referred.case, "mash_check").owner_role == "mash_manager"
    assert owed(referred.case, "mash_check").source == "SO-11"


MASH_CHECK = [  # received, due: always 24 hours later, whatever the clock on the wall does
    pytest.param("2026-03-28 12:00", "2026-03-29 13:00", id="over the spring change the wall shows an hour more"),
    pytest.param("2026-03-29 00:59", "2026-03-30 01:59", id="one minute before the clocks go forward"),
    pytest.param("2026-03-29 02:00", "2026-03-30 02:00", id="the first minute of summer time"),
    pytest.param("2026-10-24 12:00", "2026-10-25 11:00", id="over the autumn change the wall shows an hour less"),
    pytest.param("2026-10-25 00:30", "2026-10-25 23:30", id="the night in autumn has 25 hours"),
    pytest.param("2026-04-02 16:00", "2026-04-03 16:00", id="Maundy Thursday: the hours run through Good Friday"),
    pytest.param("2026-03-06 17:30", "2026-03-07 17:30", id="after the office closed on a Friday"),
    pytest.param("2026-12-31 23:59", "2027-01-01 23:59", id="over the end of the year"),
]


@pytest.mark.rule("SO-11")
@pytest.mark.parametrize(("received", "due"), MASH_CHECK)
def test_mash_has_twenty_four_hours_to_start_sharing(southwark: Cast, received: str, due: str) -> None:
    case = stories.refer(southwark, 0, at=london(received))
    assert owed(case, "mash_check").due_at == london(due)


OUTCOME = [
    pytest.param("2026-03-02 10:00", "2026-03-03 17:00", id="from a Monday to the end of Tuesday"),
    pytest.param("2026-04-02 16:00", "2026-04-07 17:00", id="over Easter"),
    pytest.param("2026-03-06 17:30", "2026-03-09 17:00", id="from a Friday evening"),
    pytest.param("2026-03-28 12:00", "2026-03-30 17:00", id="over the spring change of the clocks"),
    pytest.param("2026-10-24 12:00", "2026-10-26 17:00", id="over the autumn change of the clocks"),
    pytest.param("2026-12-24 11:00", "2026-12-29 17:00", id="over Christmas with a substitute day"),
]


@pytest.mark.parametrize(("received", "due"), OUTCOME)
def test_the_outcome_is_due_by_the_end_of_the_next_working_day(southwark: Cast, received: str, due: str) -> None:
    case = stories.refer(southwark, 0, at=london(received))
    assert owed(case, "rag_outcome").due_at == london(due)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.rule("ALL-5")
def test_school_and_social_care_see_the_new_case_and_nobody_else(
    filled: Draft, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    case = send(filled, southwark, at=at).case
    seen_by = {part for part, person in southwark.people.items() if case in access.page(access.visible(person, at=at))}
    whole_agency = {"mash", "atm", "team", "service", "coordinator", "minutes", "chair"}
    assert seen_by == {"school"} | whole_agency
    assert not any(access.page(access.visible(person, at=at)) for person in barnet.people.values())


def test_a_second_sending_is_refused_and_changes_nothing(filled: Draft, southwark: Cast, at: datetime) -> None:
    send(filled, southwark, at=at)
    with pytest.raises(AlreadyDone):
        send(filled, southwark, at=at)
    assert (Referral.objects.count(), Case.objects.count(), Person.objects.count()) == (1, 1, 1)
    assert notices(southwark["coordinator"]) == ["A referral has come in"]


def test_the_database_refuses_a_second_referral_from_one_draft(referred: Referral) -> None:
    referred.pk = None
    with pytest.raises(IntegrityError, match="draft_ref"), transaction.atomic():
        referred.save(force_insert=True)


def test_two_referrals_of_one_child_are_two_cases_until_somebody_joins_them(southwark: Cast, at: datetime) -> None:
    first, second = stories.refer(southwark, 0, at=at), stories.refer(southwark, 0, at=at)
    assert first != second
    assert first.referrals.count() == second.referrals.count() == 1


def test_a_failure_on_the_way_leaves_nothing_behind(filled: Draft, southwark: Cast, at: datetime) -> None:
    facts = {"child": drafts.child(filled), "referral": drafts.referral(filled) | {"immediate_danger": None}}
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.send(filled, by=southwark["school"], at=at, **facts)
    assert not Case.objects.exists()
    assert not Person.objects.exists()
    assert notices(southwark["coordinator"]) == []
    assert Draft.objects.get() == filled


def test_somebody_who_knows_the_child_may_refer_and_does_not_see_the_case(
    filled: Draft, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    declared = {"names": "Maya Hartwell", "relation": "Aunt", "declared_at": at, "declared_by": southwark["school"]}
    Conflict.objects.create(user=southwark["school"], **declared)
    client = signed_in(southwark["school"])
    answer = client.post(reverse("referral_check", args=[filled.ref]), follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("referral_new"), 302)])
    assert "The referral has been sent." in answer.content.decode()
    sent = Referral.objects.get(draft_ref=filled.ref)
    assert sent.case.ref not in answer.content.decode()
    assert client.get(reverse("referral_sent", args=[sent.case.ref, sent.pk])).status_code == 404
    assert set(running(sent.case)) == {"mash_check", "rag_outcome"}
