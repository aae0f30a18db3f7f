"""Agencies are asked for their updates before a pre-MASE, answer or are chased, and are shown as missing (HO-9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.agencies.models import Agency
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Case, Deadline, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.involved import involved
from meetings.models import AgencyUpdate, Panel
from meetings.operations import agency_updates as operations
from meetings.operations import moving, removal, submission
from meetings.updates_given import State, weigh
from tests.meetings.conftest import told_by
from tests.once import once
from tests.together import overlapping
from tests.web.html import read, words

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
PRE_MASE = datetime(2026, 3, 20, 10, tzinfo=UTC)
DUE_AT = datetime(2026, 3, 18, 17, tzinfo=UTC)  # two working days before the pre-MASE of Friday the 20th
MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(southwark: Cast, panel: Panel, told: Callable[..., Case]) -> Case:
    """A case with a form, whose police, health, education and school were asked on the ninth of March."""
    case = told("submit")
    once(("ask for updates", NOW), lambda: _ask(southwark, case)[0])
    return case


def _ask(cast: Cast, case: Case, *, at: datetime = NOW) -> list[AgencyUpdate]:
    return operations.ask(case, agencies=involved(case, at=at), by=cast["worker"], at=at)


def _of(case: Case, agency: Agency) -> AgencyUpdate:
    return case.agency_updates.select_related("case__authority", "panel", "agency").get(agency=agency)


def _owed(update: AgencyUpdate) -> Deadline:
    return Deadline.objects.get(case=update.case, code="agency_update", key=str(update.pk))


@pytest.mark.parametrize(
    ("answered", "nothing_new", "due", "expected"),
    [
        (None, None, 1, (State.WAITING, False)),
        (None, None, 0, (State.WAITING, False)),
        (None, None, -1, (State.MISSING, True)),
        (None, None, None, (State.WAITING, False)),
        (-2, False, -1, (State.GIVEN, False)),
        (-1, True, -1, (State.NOTHING_NEW, False)),
        (0, True, -1, (State.NOTHING_NEW, True)),
        (-1, False, None, (State.GIVEN, False)),
    ],
)
def test_an_answer_is_late_from_the_minute_after_and_missing_until_it_comes(
    answered: int | None, nothing_new: bool | None, due: int | None, expected: tuple[State, bool]
) -> None:
    answered_at = None if answered is None else NOW + answered * MINUTE
    due_at = None if due is None else NOW + due * MINUTE
    assert weigh(answered_at=answered_at, nothing_new=nothing_new, due_at=due_at, at=NOW) == expected


@pytest.mark.rule("HO-9")
def test_every_agency_that_knows_the_child_is_asked_once_told_and_let_in_no_further_than_it_needs(
    southwark: Cast, asked: Case
) -> None:
    names = {short: southwark.agency(short) for short in ("police", "health", "education", "harbour")}
    assert {update.agency for update in asked.agency_updates.all()} == set(names.values())
    assert "answered MASH" in involved(asked, at=NOW)[names["police"]]
    health = _of(asked, names["health"])
    assert told_by(f"agency-asked-{health.pk}") == {southwark["health"]}
    owed = _owed(health)
    assert (owed.due_at, owed.agency, owed.owner_role) == (DUE_AT, names["health"], "partner_lead")
    assert _owed(_of(asked, names["police"])).owner_role == "police_inspector"
    standing = access.standing(southwark["school"], asked, at=NOW)
    assert {Section.CASE, Section.PANEL} <= {section for _, section in standing.by_agency}
    assert Section.SCREENING not in {section for _, section in standing.by_agency}
    assert Event.objects.filter(verb=Verb.UPDATE_ASKED, case=asked.ref).count() == 4
    with pytest.raises(AlreadyDone):
        _ask(southwark, asked)


def test_nobody_is_asked_without_a_pre_mase_or_on_a_restricted_record(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case = told("submit")
    with pytest.raises(StepMissing, match="No pre-MASE"):
        _ask(southwark, case)
    stories.schedule(southwark, on=date(2026, 3, 26), at=NOW)
    cases.restrict(case, by=southwark["mash"], at=NOW, reason="Related to a member of staff")
    with pytest.raises(Refused, match="restricted"):
        _ask(southwark, case)


@pytest.mark.rule("HO-9")
def test_nothing_new_is_an_answer_and_a_late_one_is_taken_until_the_minutes(southwark: Cast, asked: Case) -> None:
    health, school = (_of(asked, southwark.agency(short)) for short in ("health", "harbour"))
    operations.give(health, words="", by=southwark["health"], at=DUE_AT)
    health.refresh_from_db()
    assert (health.nothing_new, health.words, _owed(health).closed_as, _owed(health).breached_at) == (
        True,
        "",
        "met",
        None,
    )
    with pytest.raises(AlreadyDone):
        operations.give(health, words="", by=southwark["health"], at=DUE_AT)
    operations.give(health, words="She came to the clinic.", by=southwark["health"], at=DUE_AT + MINUTE)
    health.refresh_from_db()
    assert (health.nothing_new, health.words, health.history.count()) == (False, "She came to the clinic.", 3)
    operations.give(school, words="Back at school.", by=southwark["school"], at=PRE_MASE + MINUTE)
    assert _owed(school).breached_at == DUE_AT
    event = Event.objects.filter(verb=Verb.UPDATE_GIVEN).latest("pk")
    assert told_by(f"agency-update-{event.pk}") == {southwark["worker"]}
    with pytest.raises(NotEntitled):
        operations.give(school, words="Not ours", by=southwark["education"], at=PRE_MASE)


def test_the_clocks_move_with_the_meeting_and_end_with_it_the_form_or_the_case(
    southwark: Cast, panel: Panel, asked: Case
) -> None:
    week, by = timedelta(days=7), southwark["coordinator"]
    moved = {"scheduled_for": panel.scheduled_for + week, "pre_mase_at": panel.pre_mase_at + week, "place": "Room 2"}
    moving.move(panel, reason="Chairs", by=by, at=NOW, **moved)
    running = Deadline.objects.open().filter(case=asked, code="agency_update")
    assert set(running.values_list("due_at", flat=True)) == {DUE_AT + week}
    form = asked.mase_forms.get()
    submission.withdraw(form, reason="Wrong child", by=southwark["worker"], at=NOW)
    assert not running.exists()


def test_a_cancelled_meeting_and_a_closed_case_are_waited_for_no_more(
    southwark: Cast, panel: Panel, asked: Case, told: Callable[..., Case]
) -> None:
    other = told("submit", number=1)
    _ask(southwark, other)
    cases.close(other, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    running = Deadline.objects.open().filter(code="agency_update")
    assert set(running.values_list("case", flat=True)) == {asked.pk}
    moving.cancel(panel, reason="Chairs", by=southwark["coordinator"], at=NOW)
    assert not running.exists()


def test_agencies_are_asked_for_a_child_of_the_cohort_until_the_child_leaves_it(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("admit")
    asked_at = datetime(2026, 3, 16, 9, tzinfo=UTC)
    _ask(southwark, case, at=asked_at)
    running = Deadline.objects.open().filter(case=case, code="agency_update")
    assert running.count() == 4
    proposed = removal.propose(
        case.cohort_entries.get(), reason="She is safe", by=southwark["coordinator"], at=asked_at + MINUTE
    )
    assert running.exists()
    removal.answer(proposed, agreed=True, words="Yes", by=southwark["team"], at=asked_at + 2 * MINUTE)
    assert not running.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_each_agency_once(southwark: Cast, told: Callable[..., Case], at: datetime) -> None:
    case = told("submit")
    stories.schedule(southwark, on=date(2026, 3, 26), at=at)
    _, second = overlapping(lambda: _ask(southwark, case), lambda: _ask(southwark, Case.objects.get(pk=case.pk)))
    assert isinstance(second, AlreadyDone)
    assert case.agency_updates.count() == 4


@pytest.mark.rule("HO-9")
def test_the_worker_asks_all_in_one_click_and_an_agency_answers_in_one(
    southwark: Cast, panel: Panel, told: Callable[..., Case], signed_in: Callable[..., Any], clock: Any
) -> None:
    case = told("submit")
    clock.move_to(NOW)
    worker, tab = signed_in(southwark["worker"]), reverse("mase", args=[case.ref])
    assert "Ask all 4 agencies" in worker.get(tab).text
    chosen = worker.get(reverse("ask_updates", args=[case.ref])).text
    assert chosen.count("checked") == 4
    codes = [agency.code for agency in involved(case, at=NOW)]
    assert worker.post(reverse("ask_updates", args=[case.ref]), {"agencies": codes}).status_code == 302
    update = _of(case, southwark.agency("harbour"))
    school, address = signed_in(southwark["school"]), reverse("give_update", args=[case.ref, update.pk])
    assert school.post(address, {"do": "nothing"}).status_code == 302
    seen = words(read(worker.get(tab).text))
    assert ("Nothing new" in seen, "Ask all" in seen) == (True, False)
    assert southwark.agency("health").name in seen
    page = school.get(tab).text
    assert "Nothing new" in page
    assert southwark.agency("health").name not in page


def test_each_agency_opens_its_own_question_and_no_other(
    southwark: Cast, barnet: Cast, asked: Case, signed_in: Callable[..., Any], clock: Any
) -> None:
    clock.move_to(NOW)
    address = reverse("give_update", args=[asked.ref, _of(asked, southwark.agency("harbour")).pk])
    found = {part: signed_in(southwark[part]).get(address).status_code for part in ("school", "health", "worker")}
    assert found == {"school": 200, "health": 404, "worker": 403}
    assert signed_in(barnet["school"]).get(address).status_code == 404
    assert signed_in(southwark["health.member"]).get(reverse("ask_updates", args=[asked.ref])).status_code == 403
    school = signed_in(southwark["school"])
    assert school.delete(address).status_code == 405
    opened = school.get(address).text
    seen = opened.split('name="seen" value="')[1].split('"')[0]
    operations.give(_of(asked, southwark.agency("harbour")), words="Theirs", by=southwark["school"], at=NOW)
    answer = school.post(address, {"words": "Mine", "seen": seen})
    assert (answer.status_code, "Theirs" in answer.text, "Mine" in answer.text) == (200, True, True)
