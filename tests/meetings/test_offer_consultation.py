"""The clinical consultation for a child new to the cohort: offered, answered, held (SO-26)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused, StepMissing
from mase.cases.models import Case, Deadline, Happening, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ClinicalOffer, CohortEntry, ListEntry
from meetings.operations import consultation, submission
from tests.meetings.conftest import deadline, told_by
from tests.meetings.typing_in import day

NOW = datetime(2026, 3, 13, 9, tzinfo=UTC)
TODAY = date(2026, 3, 13)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def entry(listed: ListEntry) -> CohortEntry:
    """A child who has come on to the cohort a few days ago."""
    return listed.case.cohort_entries.select_related("case__authority").get()


@pytest.fixture
def offered(southwark: Cast, entry: CohortEntry) -> ClinicalOffer:
    return _offer(southwark, entry)


def _offer(cast: Cast, entry: CohortEntry, *, at: datetime = NOW) -> ClinicalOffer:
    return consultation.offer(entry, offered_on=TODAY, by=cast["health"], at=at)


def _answer(cast: Cast, offered: ClinicalOffer, *, accepted: bool = True) -> None:
    consultation.answer(offered, accepted=accepted, by=cast["worker"], at=NOW)


def _owed(entry: CohortEntry) -> Deadline:
    return deadline(entry.case, "clinical_offer")


@pytest.mark.rule("SO-26")
def test_a_child_new_to_the_cohort_starts_the_clinical_services_clock(southwark: Cast, entry: CohortEntry):
    owed = _owed(entry)
    fifth = datetime(2026, 3, 17, 17, tzinfo=UTC)
    assert entry.admitted_at.date() == date(2026, 3, 10)
    assert (owed.due_at, owed.agency, owed.owner_role) == (fifth, southwark.agency("health"), "partner_lead")
    assert (owed.ladder, owed.key) == (["co_ordinator"], str(entry.pk))
    assert owed.path == reverse("offer_consultation", args=[entry.case.ref, entry.pk])


@pytest.mark.rule("SO-26", "ALL-5")
def test_the_clinical_service_is_told_and_sees_the_mase_part_of_the_file(
    southwark: Cast, entry: CohortEntry, signed_in
):
    assert southwark["health"] in told_by(f"consultation-{entry.pk}")
    client = signed_in(southwark["health"])
    assert client.get(reverse("mase", args=[entry.case.ref])).status_code == 200
    assert signed_in(southwark["education"]).get(reverse("mase", args=[entry.case.ref])).status_code == 403


@pytest.mark.rule("SO-26")
@pytest.mark.parametrize(
    ("after", "late"), [(-MINUTE, False), (timedelta(0), False), (MINUTE, True)], ids=["before", "at", "after"]
)
def test_recording_the_offer_meets_it(southwark: Cast, entry: CohortEntry, after: timedelta, late: bool):
    made = _offer(southwark, entry, at=_owed(entry).due_at + after)
    kinds = [row.kind for row in _owed(entry).events.order_by("pk")]
    assert (made.offered_on, made.recorded_by, _owed(entry).closed_as) == (TODAY, southwark["health"], "met")
    assert kinds == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]
    assert Event.objects.get(verb=Verb.CONSULTATION_OFFERED).case == entry.case.ref
    assert told_by(f"offer-{made.pk}") == {southwark["worker"]}


@pytest.mark.rule("SO-26")
def test_an_offer_that_is_late_is_told_to_health_and_the_co_ordinator(southwark: Cast, entry: CohortEntry):
    owed = _owed(entry)
    ladder.sweep(at=owed.due_at + MINUTE)
    assert told_by(f"deadline-{owed.pk}-1-") == {southwark["health"], southwark["coordinator"]}


@pytest.mark.rule("SO-26")
def test_a_child_who_is_on_the_cohort_already_is_offered_no_second(southwark: Cast, entry: CohortEntry):
    _offer(southwark, entry)
    again = submission.submit(entry.case, form=stories.FORM, by=southwark["worker"], at=NOW)
    submission.decide(again, accepted=True, to_discuss=False, reason="Known", by=southwark["coordinator"], at=NOW)
    assert Deadline.objects.filter(case=entry.case, code="clinical_offer").count() == 1


@pytest.mark.rule("SO-26", "ALL-5")
def test_for_a_restricted_record_whoever_accepted_the_child_sees_to_it(
    southwark: Cast, panel, told: Callable[..., Case]
):
    case = told("submit")
    cases.restrict(case, by=southwark["coordinator"], at=NOW, reason="Related to a member of staff")
    stories.admit(southwark, case, NOW)
    owed = deadline(case, "clinical_offer")
    assert (owed.owner, owed.agency) == (southwark["coordinator"], southwark.agency("csc"))
    assert not case.agency_grants.exists()


def test_other_boroughs_offer_none(hire: Callable[[str], Cast], at: datetime):
    barnet = hire("barnet")
    stories.schedule(barnet, on=date(2026, 3, 26), at=at)
    entry = stories.tell(barnet, 1, begins_at=at, until="admit").cohort_entries.get()
    assert not entry.case.deadlines.filter(code="clinical_offer").exists()
    with pytest.raises(Refused, match="no clinical consultation"):
        consultation.offer(entry, offered_on=TODAY, by=barnet["health"], at=NOW)


@pytest.mark.rule("SO-26")
@pytest.mark.parametrize("accepted", [True, False])
def test_the_worker_answers_once(southwark: Cast, offered: ClinicalOffer, accepted: bool):
    _answer(southwark, offered, accepted=accepted)
    offered.refresh_from_db()
    assert (offered.accepted, offered.answered_by, offered.answered_at) == (accepted, southwark["worker"], NOW)
    assert Event.objects.get(verb=Verb.CONSULTATION_ANSWERED).detail == {"accepted": accepted}
    assert told_by(f"offer-answered-{offered.pk}") == {southwark["health"]}
    with pytest.raises(AlreadyDone):
        _answer(southwark, offered, accepted=not accepted)


@pytest.mark.rule("SO-26")
def test_the_consultation_is_recorded_once_it_was_accepted(southwark: Cast, offered: ClinicalOffer):
    held = {"held_on": TODAY, "by": southwark["health"], "at": NOW}
    with pytest.raises(StepMissing):
        consultation.hold(offered, **held)
    _answer(southwark, offered)
    with pytest.raises(Refused, match="before it was offered"):
        consultation.hold(offered, **held | {"held_on": TODAY - timedelta(days=1)})
    consultation.hold(offered, **held)
    offered.refresh_from_db()
    assert (offered.held_on, offered.held_recorded_by, offered.history.count()) == (TODAY, southwark["health"], 3)
    with pytest.raises(AlreadyDone):
        consultation.hold(offered, **held)


def test_a_consultation_that_was_declined_is_not_held(southwark: Cast, offered: ClinicalOffer):
    _answer(southwark, offered, accepted=False)
    with pytest.raises(StepMissing):
        consultation.hold(offered, held_on=TODAY, by=southwark["health"], at=NOW)
    offered.refresh_from_db()
    offered.held_on, offered.held_recorded_at, offered.held_recorded_by = TODAY, NOW, southwark["health"]
    with pytest.raises(IntegrityError), transaction.atomic():
        offered.save()


def test_a_second_offer_and_one_on_a_closed_case_are_refused(southwark: Cast, entry: CohortEntry):
    _offer(southwark, entry)
    with pytest.raises(AlreadyDone):
        _offer(southwark, entry)
    cases.close(entry.case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        _offer(southwark, entry)


@pytest.mark.rule("SO-26")
def test_it_is_offered_answered_and_held_on_the_pages(southwark: Cast, entry: CohortEntry, signed_in, clock):
    clock.move_to(NOW)
    ref, home = entry.case.ref, reverse("mase", args=[entry.case.ref])
    health, worker = signed_in(southwark["health"]), signed_in(southwark["worker"])
    address = reverse("offer_consultation", args=[ref, entry.pk])
    assert address in health.get(home).text
    page = health.post(address, day("offered_on", TODAY + timedelta(days=1)))
    assert (page.status_code, "must be today or in the past" in page.text) == (200, True)
    assert health.post(address, day("offered_on", TODAY)).headers["Location"] == home
    assert health.post(address, day("offered_on", TODAY)).status_code == 409
    made = ClinicalOffer.objects.get()
    answer, hold = (
        reverse("answer_consultation", args=[ref, made.pk]),
        reverse("hold_consultation", args=[ref, made.pk]),
    )
    assert answer in worker.get(home).text
    assert "Select whether you accept" in worker.post(answer, {"accepted": ""}).text
    assert worker.post(answer, {"accepted": "yes"}).status_code == 302
    assert hold in health.get(home).text
    assert "before it was offered" in health.post(hold, day("held_on", TODAY - timedelta(days=1))).text
    assert health.post(hold, day("held_on", TODAY)).status_code == 302
    assert hold not in health.get(home).text


def test_who_reaches_the_pages(southwark: Cast, barnet: Cast, offered: ClinicalOffer, signed_in, subtests):
    ref = offered.case.ref
    offer, answer = (
        reverse("offer_consultation", args=[ref, offered.entry_id]),
        reverse("answer_consultation", args=[ref, offered.pk]),
    )
    expected = {"health": (200, 403), "coordinator": (200, 403), "worker": (403, 200), "health.member": (403, 403)}
    for part, statuses in {**expected, "second.worker": (404, 404), "school": (403, 403)}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert (client.get(offer).status_code, client.get(answer).status_code) == statuses
    assert signed_in(barnet["health"]).get(offer).status_code == 404
    assert signed_in(southwark["health"]).delete(offer).status_code == 405
