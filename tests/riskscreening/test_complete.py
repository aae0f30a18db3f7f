"""Completing a screening: every item answered, an own judgement beside the score, the signatures asked for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo import said
from mase.demo.cast import Cast
from mase.people.models import Answer
from riskscreening import tools
from riskscreening.forms.screening import Judgement
from riskscreening.models import Assessment, Band, Capacity
from riskscreening.operations import screening as operations
from tests.referrals.trail import ended, notices, owed, reasons, rows, running
from tests.riskscreening import typed
from tests.riskscreening.owing import signatures_owed
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

LEVELS = {1: "Level 1", 2: "Level 2", 3: "Level 3"}


def address(assessment: Assessment) -> str:
    return reverse("complete_screening", args=[assessment.case.ref, assessment.pk])


def complete(assessment: Assessment, cast: Cast, *, at: datetime, **more: object) -> Assessment:
    operations.complete(assessment, judgement=typed.judged(**more), by=cast["worker"], at=at)
    return Assessment.objects.get(pk=assessment.pk)


def answer_all(assessment: Assessment, cast: Cast, *items: tuple[str, str], at: datetime, rest: str = "no") -> None:
    """Answer every item of the tool with the rest's answer but for those given."""
    answers = {item.code: {"answer": rest, "evidence": "", "source": ""} for item in assessment.tool.items}
    operations.save_answers(assessment, answers | typed.given(*items), by=cast["worker"], at=at)
    said.say(cast, assessment, at=at)


@pytest.mark.rule("SO-10", "SO-15")
def test_score_judgement_and_discussion_are_kept_as_facts_of_their_own(
    worker: Client, answered: Assessment, southwark: Cast, later: datetime
) -> None:
    response = worker.post(address(answered), typed.judgement(judgement="red", level="3"))
    assert response.headers["Location"] == answered.get_absolute_url()
    answered.refresh_from_db()
    assert (answered.score, answered.not_known, answered.asked) == (15, 0, 36)
    assert (answered.band_by_score, answered.band, answered.floors) == (Band.AMBER, Band.AMBER, [])
    assert (answered.judgement, answered.level) == (Band.RED, 3)
    assert answered.judgement_reason == "The signs come together."
    assert (answered.discussed_on, answered.sexual_harm_disclosed) == (date(2026, 3, 4), False)
    assert (answered.completed_by, answered.completed_at) == (southwark["worker"], later)
    assert reasons(answered)[-1] == "~"


@pytest.mark.rule("SO-10")
def test_completing_meets_what_is_owed_and_asks_for_the_signatures(
    answered: Assessment, southwark: Cast, later: datetime
) -> None:
    complete(answered, southwark, at=later)
    case = Case.objects.get()
    assert ended(case, "screening") == "met"
    assert (case.stage, case.transitions.latest("pk").step) == (Stage.SIGN_OFF, Step.SCREENED)
    signatures = signatures_owed(case)
    manager, co_ordinator = signatures[Capacity.LINE_MANAGER], signatures[Capacity.CO_ORDINATOR]
    assert (manager.owner, manager.owner_role) == (southwark["team"], "team_manager")
    assert (co_ordinator.owner, co_ordinator.owner_role) == (None, "co_ordinator")
    assert {manager.due_at, co_ordinator.due_at} == {datetime(2026, 3, 11, 17, 0, tzinfo=UTC)}
    assert notices(southwark["coordinator"])[-1] == "A screening waits for your signature"
    assert notices(southwark["team"])[-1] == "A screening waits for your signature"
    assert notices(southwark["atm"]) == []


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_screening_completed_at_the_very_end_is_in_time(seconds: int, answered: Assessment, southwark: Cast) -> None:
    due = owed(answered.case, "screening").due_at
    complete(answered, southwark, at=due + timedelta(seconds=seconds))
    deadline = answered.case.deadlines.get(code="screening")
    assert deadline.closed_as == "met"
    assert (deadline.breached_at is None) == (seconds == 0)


def test_the_trail_keeps_the_band_and_no_answer(answered: Assessment, southwark: Cast, later: datetime) -> None:
    complete(answered, southwark, at=later)
    (row,) = rows(answered.case, Verb.SCREENING_COMPLETED)
    assert (row.actor, row.detail, row.reason) == (southwark["worker"].pk, {"band": "amber"}, "")


STRATEGY = [  # answers, judgement, is a strategy meeting owed
    pytest.param([], Band.GREEN, False, id="nothing"),
    pytest.param([("C1", "current")], Band.AMBER, False, id="a sign that is no harm"),
    pytest.param([("C3", "current")], Band.AMBER, True, id="harm now"),
    pytest.param([("C3", "past")], Band.AMBER, False, id="harm 6 to 12 months ago"),
    pytest.param([], Band.RED, True, id="red in the worker's own judgement"),
]


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(("items", "judgement", "is_owed"), STRATEGY)
def test_current_harm_or_a_red_judgement_starts_the_time_for_a_strategy_meeting(
    items: list, judgement: Band, is_owed: bool, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    answer_all(begun, southwark, *items, at=later)
    complete(begun, southwark, at=later, judgement=judgement)
    assert ("strategy_meeting" in running(begun.case)) == is_owed


@pytest.mark.rule("SO-10")
@pytest.mark.parametrize("missing", ["A1", "B16", "C9"])
def test_an_unanswered_item_keeps_the_screening_open(
    missing: str, worker: Client, answered: Assessment, southwark: Cast, later: datetime
) -> None:
    del answered.answers[missing]
    answered.save()
    with pytest.raises(StepMissing, match="1 items have no answer yet"):
        complete(answered, southwark, at=later)
    response = worker.post(address(answered), typed.judgement())
    assert response.status_code == 409
    answered.refresh_from_db()
    assert answered.completed_at is None
    assert Case.objects.get().stage == Stage.SCREENING
    text = words(one(read(worker.get(address(answered)).content.decode()), "main"))
    assert f"1 item has no answer yet: {missing}." in text


def test_not_known_completes_and_is_counted_beside_the_score(
    begun: Assessment, southwark: Cast, later: datetime
) -> None:
    answer_all(begun, southwark, at=later, rest="not_known")
    done = complete(begun, southwark, at=later, judgement=Band.AMBER, level=1)
    assert (done.score, done.not_known, done.asked) == (0, 36, 36)
    assert (done.band_by_score, done.band) == (Band.GREEN, Band.AMBER)
    assert done.floors == ["At least amber: the score is low because little is known."]


BANDS = [  # the child is 14; what lifts the band beside the score
    pytest.param({}, [("B1", "current")], False, Band.GREEN, id="one warning sign"),
    pytest.param({"born_on": date(2013, 3, 4)}, [("B1", "current")], False, Band.GREEN, id="13 on the day"),
    pytest.param({"born_on": date(2013, 3, 5)}, [("B1", "current")], False, Band.AMBER, id="13 on the day after"),
    pytest.param({"born_on": None}, [("B1", "current")], False, Band.GREEN, id="of unknown age"),
    pytest.param({"learning_disability": Answer.YES}, [("B1", "current")], False, Band.AMBER, id="a disability"),
    pytest.param({"learning_disability": Answer.NOT_KNOWN}, [("B1", "current")], False, Band.GREEN, id="not known"),
    pytest.param({}, [], True, Band.RED, id="the child has told of sexual harm"),
]


@pytest.mark.parametrize(("child", "items", "disclosed", "band"), BANDS)
def test_what_is_known_of_the_child_on_that_day_counts(
    child: dict, items: list, disclosed: bool, band: Band, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    person = begun.case.child
    for name, value in child.items():
        setattr(person, name, value)
    person.save()
    answer_all(begun, southwark, *items, at=later)
    done = complete(begun, southwark, at=later, sexual_harm_disclosed=disclosed)
    assert done.band == band


def test_the_age_is_taken_on_the_day_in_london(begun: Assessment, southwark: Cast) -> None:
    """A quarter to one in summer time is still the day before in UTC."""
    at = datetime(2026, 6, 30, 23, 45, tzinfo=UTC)
    person = begun.case.child
    person.born_on = date(2013, 7, 1)
    person.save()
    answer_all(begun, southwark, ("B1", "current"), at=at)
    assert complete(begun, southwark, at=at).band == Band.GREEN


def test_a_completed_screening_stays_as_it_was_when_the_child_grows_older(
    begun: Assessment, southwark: Cast, later: datetime, signed_in: Callable, clock
) -> None:
    person = begun.case.child
    person.born_on = date(2013, 3, 5)
    person.save()
    answer_all(begun, southwark, ("B1", "current"), at=later)
    complete(begun, southwark, at=later, judgement=Band.AMBER, level=1)
    clock.move_to(later + timedelta(days=400))
    text = words(one(read(signed_in(southwark["worker"]).get(begun.get_absolute_url()).content.decode()), "main"))
    assert "At least amber: the child is under 13" in text


LEVEL = [  # judgement, level, what is said
    ("green", "", None),
    ("green", "1", "Select no level: the band you chose allows no other"),
    ("green", "3", "Select no level: the band you chose allows no other"),
    ("amber", "", "Select the risk level"),
    ("amber", "1", None),
    ("amber", "2", None),
    ("amber", "3", "Select level 1 or level 2: the band you chose allows no other"),
    ("red", "", "Select the risk level"),
    ("red", "1", "Select level 2 or level 3: the band you chose allows no other"),
    ("red", "2", None),
    ("red", "3", None),
    ("red", "4", "Select risk level from the list"),
]


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(("band", "level", "expected"), LEVEL)
def test_a_level_that_the_band_excludes_is_refused(band: str, level: str, expected: str | None, at: datetime) -> None:
    posted = typed.judgement(judgement=band, level=level) | {"discussed_on-day": "2"}
    form = Judgement(posted, levels=LEVELS, harm=False, at=at)
    assert form.errors.get("level", []) == ([expected] if expected else [])
    if expected is None:
        assert form.is_valid()
        assert form.cleaned_data["level"] == (int(level) if level else None)


def test_without_a_judgement_the_level_is_not_blamed(at: datetime) -> None:
    form = Judgement(typed.judgement(judgement="", level="3"), levels=LEVELS, harm=False, at=at)
    assert form.errors["judgement"] == ["Select your own judgement"]
    assert "level" not in form.errors


@pytest.mark.parametrize("harm", [True, False])
@pytest.mark.parametrize("reference", ["", "  ", "CR/2026/1", "requested 4 March"])
def test_harm_asks_for_a_crime_reference(harm: bool, reference: str, at: datetime) -> None:
    posted = typed.judgement(crime_reference=reference) | {"discussed_on-day": "2"}
    form = Judgement(posted, levels=LEVELS, harm=harm, at=at)
    is_missing = harm and not reference.strip()
    assert ("crime_reference" in form.errors) == is_missing


def test_an_answer_that_shows_harm_asks_for_the_crime_reference_on_the_page(
    worker: Client, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    answer_all(begun, southwark, ("C3", "current"), at=later)
    page = read(worker.post(address(begun), typed.judgement()).content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Enter the crime reference, or “requested” with the day you told the police"
    ]
    assert "C3 shows that the child has been harmed" in words(one(page, "main"))
    worker.post(address(begun), typed.judgement(crime_reference="requested 4 March"))
    begun.refresh_from_db()
    assert begun.crime_reference == "requested 4 March"


def test_harm_of_the_past_does_not_ask_for_one(
    worker: Client, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    answer_all(begun, southwark, ("C3", "past"), at=later)
    assert worker.post(address(begun), typed.judgement(judgement="amber", level="1")).status_code == 302


@pytest.mark.rule("SO-29")
def test_a_judgement_needs_its_reason_on_the_form(
    worker: Client, answered: Assessment, subtests: pytest.Subtests
) -> None:
    for judgement in ["green", "amber", "red"]:
        with subtests.test(judgement=judgement):
            posted = typed.judgement(judgement=judgement, judgement_reason=" \r\n")
            page = read(worker.post(address(answered), posted).content.decode())
            assert "Error: Enter what leads you to it" in texts(page, ".govuk-error-message")
            assert one(page, f"[name=judgement][value={judgement}]").get("checked") is not None
            answered.refresh_from_db()
            assert answered.completed_at is None


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(("judgement", "is_refused"), [(Band.AMBER, False), (Band.GREEN, True), (Band.RED, True)])
def test_the_database_refuses_another_judgement_than_the_tools_without_a_reason(
    judgement: Band, is_refused: bool, answered: Assessment, southwark: Cast, later: datetime
) -> None:
    if is_refused:
        with pytest.raises(IntegrityError, match="other_judgement_says_why"), transaction.atomic():
            complete(answered, southwark, at=later, judgement=judgement, judgement_reason="")
    else:
        assert complete(answered, southwark, at=later, judgement=judgement, judgement_reason="").band == judgement
    assert (Case.objects.get().stage == Stage.SCREENING) == is_refused


@pytest.mark.rule("SO-15")
def test_the_discussion_with_the_coordinator_is_on_the_form_and_not_in_the_future(
    worker: Client, answered: Assessment
) -> None:
    never = typed.judgement() | {f"discussed_on-{part}": "" for part in ("day", "month", "year")}
    tomorrow = typed.judgement() | {"discussed_on-day": "5"}
    for posted, expected in [
        (never, "Error: Enter the day of the discussion"),
        (tomorrow, "Error: The day of the discussion must be today or in the past"),
    ]:
        page = read(worker.post(address(answered), posted).content.decode())
        assert texts(page, ".govuk-error-message") == [expected]
        assert one(page, "#id_judgement_reason").text_content().strip() == "The signs come together."
    answered.refresh_from_db()
    assert answered.completed_at is None


def test_the_page_shows_what_the_tool_says_before_the_judgement(worker: Client, answered: Assessment) -> None:
    page = read(worker.get(address(answered)).content.decode())
    card = words(every(page, ".govuk-summary-card")[0])
    for fact in ("15 points", "All 36 known", "Band by score", "Band after the floors"):
        assert fact in card
    assert every(page, "input[type=radio][checked][name=judgement]") == []


def test_completing_twice_is_explained_and_changes_nothing(
    worker: Client, answered: Assessment, southwark: Cast, later: datetime
) -> None:
    worker.post(address(answered), typed.judgement())
    again = worker.post(address(answered), typed.judgement(judgement_reason="Changed my mind"))
    assert again.status_code == 409
    with pytest.raises(AlreadyDone):
        complete(answered, southwark, at=later)
    answered.refresh_from_db()
    assert answered.judgement_reason == "The signs come together."
    assert answered.case.transitions.filter(step=Step.SCREENED).count() == 1


def test_who_reads_screenings_does_not_complete_them(
    southwark: Cast, signed_in: Callable[[User], Client], answered: Assessment, subtests: pytest.Subtests
) -> None:
    for part in ["team", "coordinator", "mash"]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(answered), typed.judgement()).status_code == 403
            answered.refresh_from_db()
            assert answered.completed_at is None


def test_outside_the_case_there_is_nothing(
    southwark: Cast, signed_in: Callable[[User], Client], answered: Assessment, subtests: pytest.Subtests
) -> None:
    for part in ["second.worker", "other.school"]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(answered), typed.judgement()).status_code == 404


def test_other_methods_are_refused(worker: Client, answered: Assessment) -> None:
    assert worker.delete(address(answered)).status_code == 405


def test_a_finished_screening_keeps_its_version(completed: Assessment) -> None:
    assert completed.tool == tools.get("cse-screening", 1)
    completed.tool_version = 99
    with pytest.raises(tools.UnknownTool):
        assert completed.tool


def test_the_database_keeps_half_a_completion_out(completed: Assessment, subtests: pytest.Subtests) -> None:
    for name in ("completed_at", "completed_by", "score", "not_known", "asked", "band", "floors", "judgement"):
        with subtests.test(name=name):
            completed.refresh_from_db()
            setattr(completed, name, None)
            with pytest.raises(IntegrityError, match="assessment_completed_facts"), transaction.atomic():
                completed.save()


@pytest.mark.django_db(transaction=True)
def test_completing_at_the_same_moment_counts_once(answered: Assessment, southwark: Cast, later: datetime) -> None:
    results = in_parallel(lambda number: complete(answered, southwark, at=later), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Assessment"]
    assert len(rows(answered.case, Verb.SCREENING_COMPLETED)) == 1
