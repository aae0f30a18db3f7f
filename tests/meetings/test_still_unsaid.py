"""What still has to be said before a strategy meeting can be recorded, and what its document makes of it. Pure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mase.agencies.models import Agency, Kind, User
from meetings import agenda, recorded
from meetings.convening import State, missing, unanswered
from meetings.models import Action, Contribution, PlacementPoint, StrategyAttendee, StrategyMeeting

NOBODY = State(
    contributions=[],
    attendees=[],
    notes={},
    weighed={},
    is_looked_after=False,
    needed=("police", "health", "education"),
)
TOLD = {"parents_told": True}
NUMBERS = {point.code: number for number, point in enumerate(agenda.POINTS)}


def of(kind: Kind, **facts: Any) -> Contribution:
    return Contribution(agency=Agency(name=f"Invented {kind.label}", kind=kind), **facts)


def post(title: str = "Link worker", **facts: Any) -> StrategyAttendee:
    return StrategyAttendee(post=title, **facts)


def weighed(*left_out: str, **changes: str) -> dict[str, PlacementPoint]:
    codes = [point.code for point in agenda.LOOKED_AFTER if point.code not in left_out]
    return {code: PlacementPoint(point=code, **{"answer": "yes", "words": "So it is.", **changes}) for code in codes}


def asked(now: State, **facts: Any) -> list[tuple[str, str]]:
    return [(one.point, one.words) for one in missing(StrategyMeeting(**(TOLD | facts)), now)]


def lines(code: str, now: State = NOBODY, **facts: Any) -> list[tuple[str, str]]:
    decided = {"decision": "s17", "decision_reason": "Why", "form_needed": False, "form_reason": "Not now"}
    parts = recorded.parts(StrategyMeeting(**(decided | facts)), now, ())
    return list(parts[NUMBERS[code]].lines)


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("row", "questions"),
    [
        (of(Kind.POLICE), ["was the agency at the meeting?"]),
        (of(Kind.VOLUNTARY), ["was the agency at the meeting?"]),
        (of(Kind.POLICE, present=True), ["who came?", "could whoever came decide for the agency?"]),
        (of(Kind.POLICE, present=True, attended_by="DC Quill"), ["could whoever came decide for the agency?"]),
        (of(Kind.POLICE, present=True, attended_by="DC Quill", decides=False), []),
        (of(Kind.POLICE, present=True, decides=True, contributed_how="A report"), ["who came?"]),
        (of(Kind.POLICE, present=False), ["did not come: how did it take part?"]),
        (of(Kind.HEALTH, present=False), ["did not come: how did it take part?"]),
        (of(Kind.EDUCATION, present=False), ["did not come: how did it take part?"]),
        (of(Kind.EDUCATION, present=False, contributed_how="A report"), []),
        (of(Kind.VOLUNTARY, present=False), []),
    ],
)
def test_each_agency_is_asked_only_what_follows_from_whether_it_came(row: Contribution, questions: list[str]) -> None:
    said = asked(replace(NOBODY, contributions=[row]))
    assert [words.removeprefix(row.agency.name).lstrip(": ") for _, words in said] == questions
    assert {point for point, _ in said} <= {agenda.PEOPLE}
    assert all(words.startswith(row.agency.name) for _, words in said)


@pytest.mark.parametrize(("present", "is_asked"), [(None, True), (True, False), (False, False)])
def test_of_a_post_it_has_to_be_said_whether_they_were_there(present: bool | None, is_asked: bool) -> None:
    now = replace(NOBODY, attendees=[post(present=present)])
    assert (("people", "Link worker: were they there?") in asked(now)) is is_asked


@pytest.mark.rule("SO-16")
@pytest.mark.parametrize(("told", "is_asked"), [(None, True), (True, False), (False, False)])
def test_whether_parents_are_told_is_asked_where_a_no_is_an_answer(told: bool | None, is_asked: bool) -> None:
    assert [point for point, _ in asked(NOBODY, parents_told=told)] == [agenda.VIEWS] * is_asked


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, 14),
        (weighed(), 0),
        (weighed("return"), 1),
        (weighed(answer=""), 14),
        (weighed(words=""), 14),
        (weighed("stay", "return") | {"stay": PlacementPoint(point="stay", answer="no", words="")}, 2),
        (weighed() | {"unheard of": PlacementPoint(point="unheard of", answer="yes", words="x")}, 0),
    ],
    ids=["nothing", "all", "one left out", "no answers", "no words", "one empty, one without words", "one too many"],
)
def test_a_point_counts_as_answered_with_its_answer_and_its_words(said: dict[str, PlacementPoint], left: int) -> None:
    now = replace(NOBODY, weighed=said, is_looked_after=True)
    assert len(unanswered(now)) == left
    words = f"{left} of the 14 points for a looked-after child have no answer yet"
    assert asked(now) == ([(agenda.PLACEMENT, words)] if left else [])
    assert asked(replace(now, is_looked_after=False)) == [], "the list is for a looked-after child alone"


def test_everything_that_is_missing_is_named_in_the_order_of_the_agenda() -> None:
    rows = [of(Kind.HEALTH), of(Kind.POLICE, present=True)]
    now = replace(NOBODY, contributions=rows, attendees=[post()], is_looked_after=True)
    points = [point for point, _ in asked(now, parents_told=None)]
    assert points == [agenda.PEOPLE] * 4 + [agenda.VIEWS, agenda.PLACEMENT]
    assert [NUMBERS[point] for point in points] == sorted(NUMBERS[point] for point in points)


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"present": True, "attended_by": "DC Quill", "decides": True}, "DC Quill; could decide for the agency"),
        ({"present": True, "attended_by": "DC Quill", "decides": False}, "DC Quill; could not decide for the agency"),
        ({"present": False}, "Did not come"),
        ({"present": False, "contributed_how": "Was rung"}, "Did not come; took part otherwise: Was rung"),
    ],
)
def test_the_document_says_of_an_agency_how_it_took_part(facts: dict[str, Any], words: str) -> None:
    row = of(Kind.POLICE, **facts)
    assert lines(agenda.PEOPLE, replace(NOBODY, contributions=[row])) == [(row.agency.name, words)]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"present": True}, "Was there"),
        ({"present": True, "name": "Ms Quill"}, "Ms Quill; was there"),
        ({"present": True, "organisation": "Thurrock"}, "Thurrock; was there"),
        ({"present": False, "name": "Ms Quill", "organisation": "Thurrock"}, "Ms Quill, Thurrock; did not come"),
        ({"present": False, "contributed_how": "Rang"}, "Did not come; took part otherwise: Rang"),
    ],
)
def test_the_document_says_of_a_post_who_held_it_as_far_as_that_is_known(facts: dict[str, Any], words: str) -> None:
    assert lines(agenda.PEOPLE, replace(NOBODY, attendees=[post(**facts)])) == [("Link worker", words)]


@pytest.mark.rule("SO-16")
def test_an_agency_that_said_nothing_is_named_and_its_source_only_where_there_is_one() -> None:
    rows = [of(Kind.HEALTH), of(Kind.POLICE, information="Two reports.", source="The log")]
    said = lines(agenda.SAID, replace(NOBODY, contributions=rows))
    assert said == [
        ("Invented Health", "Not recorded"),
        ("Invented Police", "Two reports."),
        ("Invented Police: where it comes from", "The log"),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"parents_told": True}, [("Are the parents or carers told?", "Yes")]),
        (
            {"parents_told": False, "parents_reason": "It would warn him."},
            [("Are the parents or carers told?", "No"), ("Why not", "It would warn him.")],
        ),
    ],
)
def test_a_meeting_from_before_the_question_says_nothing_of_parents(facts: dict[str, Any], said: list[Any]) -> None:
    assert lines(agenda.VIEWS, **facts) == said


@pytest.mark.parametrize(
    ("facts", "question", "answer"),
    [
        ({}, "Is there more than one victim or abuser?", None),
        ({"complex_abuse": True, "complex_reason": "Two"}, "Is there more than one victim or abuser?", "Yes. Two"),
        ({"complex_abuse": False, "complex_reason": "One"}, "Is there more than one victim or abuser?", "No. One"),
        ({}, "Is the child placed in another authority’s area?", None),
        ({"placed_elsewhere": False}, "Is the child placed in another authority’s area?", "No"),
        (
            {"placed_elsewhere": True, "host_authority": "Thurrock"},
            "Is the child placed in another authority’s area?",
            "Yes: Thurrock",
        ),
        (
            {"form_needed": True, "form_reason": "Several hold parts."},
            "Is a MASE form needed?",
            "Yes. Several hold parts.",
        ),
        ({}, "Is a MASE form needed?", "No. Not now"),
        ({}, "Decision", "Section 17 assessment and a child in need plan"),
        ({"decision_reason": ""}, "Reasons", "Not recorded"),
    ],
)
def test_each_decision_is_printed_with_its_reason_and_only_where_it_was_asked(
    facts: dict[str, Any], question: str, answer: str | None
) -> None:
    assert dict(lines(agenda.DECISION, **facts)).get(question) == answer


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize(
    ("answer", "words", "printed"),
    [
        ("does_not_arise", "Nothing is restricted.", "Does not arise. Nothing is restricted."),
        ("no", "", "No."),
        ("", "", None),
    ],
)
def test_a_point_of_the_list_is_printed_where_it_has_an_answer(answer: str, words: str, printed: str | None) -> None:
    now = replace(NOBODY, weighed={"liberty": PlacementPoint(point="liberty", answer=answer, words=words)})
    assert [said for _, said in lines(agenda.PLACEMENT, now)] == ([printed] if printed else [])


def test_what_was_noted_comes_last_under_its_point_and_under_no_other() -> None:
    now = replace(
        NOBODY, contributions=[of(Kind.HEALTH)], notes={agenda.SAID: "In turn.", "risk": "", "unheard": "Of no point."}
    )
    assert lines(agenda.SAID, now)[-1] == ("Notes", "In turn.")
    assert lines("risk", now) == []
    assert "Of no point." not in str([lines(code, now) for code in NUMBERS])


def test_an_action_is_printed_with_its_owner_their_agency_and_the_day() -> None:
    action = Action(
        text="Log the car.", owner=User(name="Sam Quill"), agency=Agency(name="Police"), due_on=date(2026, 3, 29)
    )
    meeting = StrategyMeeting(decision="s17", next_on=date(2026, 10, 25), minutes_go_to="Police: inspector")
    said = recorded.parts(meeting, NOBODY, [action])[NUMBERS[agenda.ACTIONS]].lines
    assert said == (
        ("Sam Quill, Police", "Log the car. By 29 March 2026."),
        ("Next meeting", "25 October 2026"),
        ("Who gets the minutes", "Police: inspector"),
    )
