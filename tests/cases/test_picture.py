"""The pathway as a picture: the borough's order and words, and open exactly where the server would not refuse."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mase import profiles
from mase.agencies.roles import Permission, Section
from mase.cases import gates, parts, pathway, picture
from mase.cases.picture import State, Station
from mase.cases.stages import Stage, Step
from mase.cases.stops import WITH_A_STOP, stops
from tests.cases.picturing import HOUR, NOON, TO_RED, TO_SIGNED, owing, pictured, steps_taken

TO_HELD = f"{TO_SIGNED} strategy_convened strategy_held"
TO_PANEL = f"{TO_HELD} form_submitted admitted"
BOROUGHS = [profile.code for profile in profiles.all_profiles(on=NOON.date())]

# For each stop the steps by which it goes on: the first that has not been taken is next.
STEPS = {
    "mash_check": [Step.SHARING_STARTED],
    "outcome": [Step.RED],
    "allocation": [Step.ALLOCATED],
    "screening": [Step.SCREENED],
    "sign_off": [Step.SIGNED_OFF],
    "strategy": [Step.STRATEGY_CONVENED, Step.STRATEGY_HELD],
    "map": [Step.MAP_REFERRED, Step.MAP_HELD],
    "form": [Step.FORM_SUBMITTED],
    "pre_mase": [Step.ADMITTED],
    "mase": [Step.DISCUSSED],
    "closed": [Step.CLOSED],
}


def _states(drawn: dict[str, Station]) -> str:
    return " ".join(f"{name}:{station.state.value}" for name, station in drawn.items())


@st.composite
def histories(draw: st.DrawFn) -> str:
    """Draw a history that the pathway allows, of any length; the last steps of long ones are often repeated."""
    done: list[Step] = []
    for _ in range(draw(st.integers(0, 24))):
        allowed = [step for step in Step if pathway.missing_for(step, done) is None and step is not Step.CLOSED]
        done.append(draw(st.sampled_from(allowed)))
    return " ".join([*done, Step.CLOSED] if draw(st.integers(0, 9)) == 0 else done)


@pytest.mark.rule("RE-3")
@pytest.mark.parametrize("borough", BOROUGHS)
def test_the_planning_meeting_stands_where_the_borough_has_it(borough: str) -> None:
    names = [stop.name for stop in stops(profiles.get(borough, on=NOON.date()))]
    before = names.index("map") < names.index("mase")
    assert before is (borough != "bromley"), "Bromley alone plans after MASE (BR-5)"
    assert (names[0], names[-1]) == ("mash_check", "closed")
    assert len(set(names)) == 12


@pytest.mark.rule("ALL-1")
@given(histories(), st.sampled_from(BOROUGHS))
def test_a_station_waits_exactly_where_the_pathway_would_refuse(steps: str, borough: str) -> None:
    done = [Step(step) for step in steps.split()]
    for name, station in pictured(steps, borough=borough).items():
        if station.state not in (State.OPEN, State.WAITING) or name == "review":
            continue
        begun, _, ended = max((_place(done, step), step, step) for step in STEPS[name])
        following = STEPS[name][-1] if begun >= 0 and ended is STEPS[name][0] else STEPS[name][0]
        missing = pathway.missing_for(following, done)
        plain = [reason for reason in station.reasons if not reason.gate]
        assert bool(plain) is (missing is not None), name
        assert (station.state is State.WAITING) is bool(station.reasons), name


def _place(done: list[Step], step: Step) -> int:
    return max((n for n, other in enumerate(done) if other is step), default=-1)


@given(histories(), st.sampled_from(BOROUGHS))
def test_the_case_stands_at_one_station_that_is_not_behind_it(steps: str, borough: str) -> None:
    drawn = pictured(steps, borough=borough)
    (here,) = [station for station in drawn.values() if station.here]
    stage = pathway.stage_of(map(Step, steps.split()))
    rests = stage in (Stage.CLOSED, Stage.DATA_ONLY, Stage.EARLY_HELP, Stage.JOINED)
    assert here.state is State.DONE if rests else here.state in (State.OPEN, State.WAITING)
    assert (stage is Stage.CLOSED) is (here.stop.name == "closed" and here.state is State.DONE)


@given(histories(), st.sampled_from(BOROUGHS))
def test_whatever_is_not_reached_says_why_and_by_which_rule(steps: str, borough: str) -> None:
    for station in pictured(steps, borough=borough).values():
        assert bool(station.reasons) is (station.state in (State.WAITING, State.SPARED))
        for reason in (*station.reasons, *([station.note] if station.note else [])):
            assert reason.words
            assert reason.rule
            assert "{" not in str(reason)


@given(histories(), st.lists(st.sampled_from([*sorted(WITH_A_STOP), "of next year"]), unique=True))
def test_every_deadline_stands_at_one_station(steps: str, codes: list[str]) -> None:
    drawn = pictured(steps, owed=owing(*codes))
    shown = sorted(owed.deadline.code for station in drawn.values() for owed in station.dues)
    assert shown == sorted(codes)


def test_what_belongs_to_no_station_is_due_where_the_case_stands() -> None:
    drawn = pictured(TO_RED, owed=owing("of next year"))
    assert [name for name, station in drawn.items() if station.dues] == ["allocation"]


@pytest.mark.rule("ALL-1")
@pytest.mark.parametrize(
    ("steps", "states"),
    [
        ("", "mash_check:waiting outcome:waiting allocation:waiting screening:waiting sign_off:waiting"),
        ("referred", "mash_check:open outcome:waiting allocation:waiting screening:waiting sign_off:waiting"),
        (
            "referred sharing_started amber",
            "mash_check:done outcome:open allocation:waiting screening:waiting sign_off:waiting",
        ),
        (f"{TO_RED} allocated", "mash_check:done outcome:done allocation:done screening:open sign_off:waiting"),
        (
            f"{TO_RED} allocated screened returned",
            "mash_check:done outcome:done allocation:done screening:open sign_off:open",
        ),
        (
            f"{TO_SIGNED} screened",
            "mash_check:done outcome:done allocation:done screening:done sign_off:open",
        ),
    ],
)
def test_the_first_stations_follow_the_story(steps: str, states: str) -> None:
    assert _states(pictured(steps)).startswith(states)


@pytest.mark.parametrize(
    ("steps", "borough", "states"),
    [
        (TO_SIGNED, "southwark", "strategy:open map:open form:open pre_mase:waiting mase:waiting review:waiting"),
        (TO_SIGNED, "redbridge", "strategy:open map:open form:waiting pre_mase:waiting mase:waiting review:waiting"),
        (TO_SIGNED, "bromley", "strategy:open form:open pre_mase:waiting mase:waiting map:waiting review:waiting"),
        (TO_HELD, "redbridge", "strategy:done map:open form:open pre_mase:waiting mase:waiting review:waiting"),
        (
            f"{TO_SIGNED} map_referred map_held",
            "redbridge",
            "strategy:open map:done form:open pre_mase:waiting mase:waiting review:waiting",
        ),
        (
            f"{TO_HELD} without_mase",
            "bromley",
            "strategy:done form:spared pre_mase:spared mase:spared map:spared review:open",
        ),
        (
            f"{TO_HELD} without_mase",
            "redbridge",
            "strategy:done map:open form:spared pre_mase:spared mase:spared review:open",
        ),
        (
            f"{TO_HELD} form_submitted declined",
            "bromley",
            "strategy:done form:done pre_mase:done mase:spared map:spared review:open",
        ),
        (f"{TO_PANEL} discussed", "bromley", "strategy:done form:done pre_mase:done mase:done map:open review:open"),
        (
            f"{TO_PANEL} discussed screened signed_off",
            "redbridge",
            "strategy:done map:open form:open pre_mase:done mase:done review:open",
        ),
        (
            f"{TO_HELD} form_submitted declined form_submitted",
            "redbridge",
            "strategy:done map:open form:done pre_mase:open mase:waiting review:open",
        ),
        (
            f"{TO_HELD} without_mase strategy_convened strategy_held",
            "hounslow",
            "strategy:done map:open form:open pre_mase:waiting mase:waiting review:open",
        ),
    ],
)
def test_the_stations_of_the_panel_follow_the_borough(steps: str, borough: str, states: str) -> None:
    assert states in _states(pictured(steps, borough=borough))


@pytest.mark.rule("RE-3")
@pytest.mark.parametrize("name", ["form", "mase"])
def test_mase_waits_for_a_strategy_meeting_and_says_the_rule(name: str) -> None:
    station = pictured(TO_SIGNED, borough="redbridge")[name]
    assert ("a strategy meeting or MAP", "RE-3") in [(reason.words, reason.rule) for reason in station.reasons]
    assert station.gated
    assert not pictured(TO_HELD, borough="redbridge")[name].gated


@pytest.mark.rule("BA-2")
def test_without_a_meeting_the_form_is_open_to_a_reason() -> None:
    form = pictured(TO_SIGNED, borough="barnet")["form"]
    assert (form.state, form.note and form.note.rule) == (State.OPEN, "BA-2")
    assert pictured(TO_HELD, borough="barnet")["form"].note is None
    assert pictured(TO_SIGNED, borough="redbridge")["form"].note is None, "there it is shut (RE-3)"


@pytest.mark.rule("BR-5")
def test_planning_waits_for_the_discussion_where_it_follows_it() -> None:
    (reason,) = pictured(TO_PANEL, borough="bromley")["map"].reasons
    assert (reason.words, reason.rule) == ("the discussion at MASE", "BR-5")
    assert pictured(TO_PANEL, borough="southwark")["map"].state is State.OPEN


@pytest.mark.rule("SO-34")
def test_a_panel_that_looks_at_cases_by_exception_says_so() -> None:
    note = pictured(TO_PANEL, borough="southwark")["mase"].note
    assert note
    assert note.rule == "SO-34"
    assert pictured(TO_PANEL, borough="barnet")["mase"].note is None


@pytest.mark.rule("ALL-4", "HO-3")
@pytest.mark.parametrize(("steps", "rule"), [("blue", "HO-3"), ("blue closed", "HO-3"), ("closed", "ALL-4")])
def test_what_a_case_ends_without_is_not_needed_and_says_why(steps: str, rule: str) -> None:
    drawn = pictured(f"referred sharing_started {steps}")
    for name in ("allocation", "strategy", "mase", "review"):
        assert (drawn[name].state, [reason.rule for reason in drawn[name].reasons]) == (State.SPARED, [rule])


def test_a_plan_that_was_reviewed_until_the_case_closed_is_done() -> None:
    assert pictured(f"{TO_PANEL} discussed closed")["review"].state is State.DONE
    assert pictured(f"{TO_PANEL} closed")["review"].state is State.SPARED


@pytest.mark.rule("SO-17")
def test_a_plan_that_runs_already_is_reviewed_before_mase_has_spoken() -> None:
    review = pictured(TO_HELD, owed=owing("cin_review"))["review"]
    assert (review.state, review.word) == (State.OPEN, "To be done")
    assert pictured(TO_HELD, owed=owing("mase_submission"))["review"].state is State.WAITING


@pytest.mark.rule("HO-9")
def test_a_form_that_is_not_needed_names_the_strategy_meeting() -> None:
    (reason,) = pictured(f"{TO_HELD} without_mase")["form"].reasons
    assert (reason.words, reason.rule) == ("the strategy meeting decided that no MASE form is needed", "HO-9")


@pytest.mark.parametrize("code", sorted(gates.OWED_TO_THE_REFERRER))
def test_closing_waits_until_the_referrer_was_told(code: str) -> None:
    (reason,) = pictured(TO_RED, owed=owing(code))["closed"].reasons
    assert (reason.words, reason.rule) == ("word to the referrer", "ALL-4")
    assert pictured(TO_RED, owed=owing("allocation"))["closed"].state is State.OPEN


def test_a_station_tells_when_it_was_done_and_what_has_begun() -> None:
    drawn = pictured(f"{TO_RED} allocated strategy_convened")
    assert drawn["allocation"].last
    assert drawn["allocation"].last.at == NOON + 3 * HOUR
    assert drawn["allocation"].begun is None
    assert drawn["strategy"].begun
    assert drawn["strategy"].begun.step == Step.STRATEGY_CONVENED
    assert drawn["screening"].last is None


@pytest.mark.parametrize(
    ("due_at", "word", "late"), [(NOON - HOUR, "Overdue", True), (NOON + HOUR, "To be done", False)]
)
def test_what_is_late_says_so(due_at: datetime, word: str, late: bool) -> None:
    station = pictured(f"{TO_RED} allocated", owed=owing("strategy_meeting", due_at=due_at))["strategy"]
    assert (station.word, station.late, station.here) == (word, late, False)


def test_words_say_how_far_where_what_is_due_and_which_gate_is_shut() -> None:
    owed = owing("strategy_meeting") + owing("cin_review", due_at=NOON + 500 * HOUR)
    drawn = pictured(TO_SIGNED, borough="redbridge", owed=owed)
    said = picture.in_words(list(drawn.values())).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "5 of 12 steps done. The case stands at: Strategy meeting. Next: Do strategy_meeting (4 days left). "
        "Waiting for a strategy meeting or MAP (rule RE-3): MASE form, MASE."
    )


def test_words_name_what_is_overdue_and_how_much_is_not_shown() -> None:
    found = list(pictured("referred", owed=owing("mash_check", "rag_outcome", due_at=NOON - HOUR)).values())
    assert "Overdue: Do mash_check; Do rag_outcome." in picture.in_words(found)
    veiled = picture.seen(found, may=lambda _: False, sees=lambda _: False)
    assert picture.in_words(veiled) == "0 of 0 steps that are open to you done. The case stands at: MASH check."


@pytest.mark.rule("ALL-5")
@given(histories(), st.sets(st.sampled_from(Section)), st.sampled_from(BOROUGHS))
def test_no_step_and_no_reason_is_shown_of_a_part_that_is_not_open(
    steps: str, sections: set[Section], borough: str
) -> None:
    def may(permission: Permission) -> bool:
        return permission.section in sections

    rows = steps_taken(steps)
    known = [row for row in rows if may(parts.step_needs(Step(row.step)))]
    stage, profile = pathway.stage_of([Step(row.step) for row in rows]), profiles.get(borough, on=NOON.date())
    whole = picture.seen(picture.stations(rows, [], stage=stage, profile=profile), may=may, sees=lambda _: True)
    for station in whole:
        if station.last:
            assert station.last in known
        if station.state is State.VEILED:
            assert (station.last, station.reasons, station.note) == (None, (), None)
        assert all(may(reason.needs) for reason in station.reasons)


def test_whoever_may_not_see_the_screening_learns_of_it_neither_from_the_form_nor_from_its_words() -> None:
    def may(permission: Permission) -> bool:
        return permission in (Permission.CASE_VIEW, Permission.PANEL_VIEW)

    for steps in (f"{TO_RED} allocated", f"{TO_RED} allocated screened returned"):
        found = picture.seen(pictured(steps).values(), may=may, sees=lambda _: True)
        states = {station.stop.name: station.state for station in found}
        assert {name for name, state in states.items() if state is not State.VEILED} == {
            "allocation",
            "pre_mase",
        }


def test_a_deadline_that_the_reader_may_not_know_leaves_no_mark() -> None:
    found = pictured("referred", owed=owing("mash_check")).values()
    hidden = picture.seen(found, may=lambda _: True, sees=lambda _: False)
    assert not any(station.dues or station.late for station in hidden)


@pytest.mark.rule("BR-5")
@pytest.mark.parametrize(
    ("steps", "state", "last"),
    [
        ("map_referred map_cancelled", State.OPEN, Step.MAP_CANCELLED),
        ("map_referred map_cancelled map_referred", State.OPEN, Step.MAP_REFERRED),
        ("map_referred map_cancelled map_referred map_held", State.DONE, Step.MAP_HELD),
        ("map_referred map_held map_referred", State.OPEN, Step.MAP_REFERRED),
        ("map_referred map_held map_referred map_cancelled", State.DONE, Step.MAP_HELD),
    ],
)
def test_a_planning_meeting_that_was_cancelled_leaves_the_picture_as_it_was_before_it(
    steps: str, state: State, last: Step
) -> None:
    station = pictured(f"{TO_SIGNED} {steps}")["map"]
    assert (station.state, station.last.step) == (state, last)


@pytest.mark.rule("SO-21")
@pytest.mark.parametrize(
    ("steps", "state", "last"),
    [
        ("no_checks early_help joined separated", State.DONE, Step.EARLY_HELP),
        ("no_checks joined separated", State.OPEN, Step.SEPARATED),
        ("no_checks joined separated early_help", State.DONE, Step.EARLY_HELP),
        ("no_checks joined", State.DONE, Step.JOINED),
    ],
)
def test_files_that_were_separated_leave_the_picture_as_it_was_before_they_were_joined(
    steps: str, state: State, last: Step
) -> None:
    station = next(station for station in pictured(f"referred {steps}").values() if station.here)
    assert (station.state, station.last.step) == (state, last)
