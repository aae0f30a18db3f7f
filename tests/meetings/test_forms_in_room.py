"""What the forms of the room take, what they refuse, and what they say beside the field. No database."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from mase.agencies.models import Agency, Kind, User
from meetings.forms import mase_list, removal, room, themes
from meetings.models import Attendance, Capacity, Panel

POLICE = Agency(pk=1, code="southwark-police", name="Borough police", kind=Kind.POLICE)
HEALTH = Agency(pk=2, code="southwark-health", name="Borough health", kind=Kind.HEALTH)
ADA, BEN = User(pk=7, name="Ada Ward"), User(pk=8, name="Ben Lowe")


def _errors(form: Any) -> dict[str, list[str]]:
    return {name: [str(one) for one in said] for name, said in form.errors.items()}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("11:20", time(11, 20)),
        ("9.05", time(9, 5)),
        ("09:05", time(9, 5)),
        ("0:00", time(0, 0)),
        ("23:59", time(23, 59)),
        (" 9:05", time(9, 5)),
        ("24:00", None),
        ("11:60", None),
        ("1120", None),
        ("11:2", None),
        ("-9:05", None),
        ("١١:٢٠", None),
        ("11:20x", None),
        ("", None),
    ],
)
def test_the_time_somebody_left_is_read_as_people_write_it(typed: str, read: time | None) -> None:
    form = room.NoteLeaving({"left_at": typed})
    assert form.is_valid() is (read is not None)
    assert form.cleaned_data.get("left_at") == read
    assert list(form.errors) == ([] if read else ["left_at"])


@pytest.mark.rule("SO-25")
@pytest.mark.parametrize(
    ("typed", "capacity"), [({}, "member"), ({"capacity": ""}, "member"), ({"capacity": "chair"}, "chair")]
)
def test_who_does_not_say_as_what_is_a_member(typed: dict[str, str], capacity: str) -> None:
    said = {"agency": HEALTH.code, "name": "Alex", "present": "yes"}
    form = room.NoteAttendance(said | typed, agencies=[POLICE, HEALTH])
    assert form.is_valid()
    assert form.cleaned_data == {"agency": HEALTH, "name": "Alex", "present": True, "capacity": capacity}


def test_nobody_is_there_as_what_the_meeting_does_not_know() -> None:
    said = {"agency": HEALTH.code, "name": "Alex", "present": "yes", "capacity": "owner"}
    assert list(room.NoteAttendance(said, agencies=[HEALTH]).errors) == ["capacity"]


def test_those_of_last_time_are_ticked_and_only_they_can_be() -> None:
    came = [
        Attendance(pk=3, agency=POLICE, name="Ada", capacity=Capacity.CHAIR),
        Attendance(pk=4, agency=HEALTH, name="Ben", capacity=Capacity.MEMBER),
    ]
    form = room.NoteEverybody(offered=came)
    assert form.initial["present"] == ["3", "4"]
    labels = [label for _, label in form.fields["present"].choices]
    assert labels == ["Ada, Borough police (chair)", "Ben, Borough health"]
    assert room.NoteEverybody({"present": ["4"]}, offered=came).is_valid()
    assert list(room.NoteEverybody({"present": ["4", "5"]}, offered=came).errors) == ["present"]
    assert "Ada" not in str(room.NoteEverybody({"present": ["5"]}, offered=came).errors)


@pytest.mark.rule("BA-6")
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"attended": "yes", "presented_by": "A worker"}, []),
        ({"attended": "yes", "presented_by": " "}, ["presented_by"]),
        ({"attended": "yes", "presented_by": "x" * 121}, ["presented_by"]),
        ({"attended": "no", "presented_by": ""}, []),
        ({"attended": "no"}, []),
        ({"presented_by": "A worker"}, ["attended"]),
        ({"attended": "perhaps"}, ["attended"]),
    ],
)
def test_who_presents_is_asked_only_where_the_social_worker_is_there(typed: dict[str, str], wrong: list[str]) -> None:
    assert list(room.NoteWorker(typed).errors) == wrong


@pytest.mark.rule("SO-25")
def test_who_declares_for_themselves_is_not_asked_who() -> None:
    form = room.DeclareInterest({"relation": "Nephew", "person": "8"}, people=[(ADA, "")])
    assert "person" not in form.fields
    assert (form.is_valid(), form.cleaned_data["person"]) == (True, ADA)


def test_who_declares_for_others_names_one_of_those_at_the_meeting() -> None:
    people = [(ADA, "Borough police"), (BEN, "Borough health")]
    form = room.DeclareInterest({"relation": "Nephew", "person": "8"}, people=people)
    assert (form.is_valid(), form.cleaned_data["person"]) == (True, BEN)
    assert _errors(room.DeclareInterest({"relation": "Nephew", "person": ""}, people=people)) == {
        "person": ["Select who knows somebody"]
    }
    assert list(room.DeclareInterest({"relation": " ", "person": "9"}, people=people).errors) == ["person", "relation"]


def test_an_invitation_needs_a_reason_and_may_be_for_no_case_yet() -> None:
    form = room.Invite({"agency": HEALTH.code, "because": "Runs the group"}, agencies=[HEALTH], listed=[])
    assert (form.is_valid(), form.cleaned_data["entries"]) == (True, [])
    wrong = room.Invite({"agency": POLICE.code, "because": ""}, agencies=[HEALTH], listed=[])
    assert _errors(wrong) == {
        "agency": ["Select the agency from the list"],
        "because": ["Enter why it is invited"],
    }


@pytest.mark.rule("RE-8")
def test_a_case_comes_back_only_at_a_meeting_that_is_offered() -> None:
    assert list(room.BringBack({"panel": "MNPQ-2345", "reason": "News"}, meetings=[]).errors) == ["panel"]
    april = Panel(ref="MNPQ-2345", place="Room 1", scheduled_for=datetime(2026, 4, 23, 9, tzinfo=UTC))
    form = room.BringBack({"panel": "MNPQ-2345", "reason": "News"}, meetings=[april])
    assert (form.is_valid(), form.cleaned_data["panel"]) == (True, april)
    assert "10:00" in form.fields["panel"].choices[0][1], "as London's clocks show it"


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize("left_out", [name for name in room.Discuss.rewritten if name != "dissent"])
def test_no_answer_of_the_meeting_is_taken_as_given(left_out: str) -> None:
    yes = ("actions_meet_concerns", "support_needed", "agencies_together", "recorded_by_all", "satisfied")
    said = dict.fromkeys(yes, "no") | {"discussion": "Said", "protect_and_disrupt": "Nothing more"}
    before = dict.fromkeys(room.Discuss.rewritten)
    assert list(room.Discuss(said, initial=before).errors) == []
    assert list(room.Discuss(said | {left_out: ""}, initial=before).errors) == [left_out]


def test_a_theme_needs_all_it_is_asked_and_its_discussion_may_wait() -> None:
    assert list(themes.RecordTheme({"about": "person", "title": "x" * 121}).errors) == ["about", "title", "known"]
    assert list(themes.RecordTheme({"about": "blockage", "title": "x" * 120, "known": "y"}).errors) == []
    before = {"known": "Before", "discussion": ""}
    assert list(themes.DiscussTheme({"known": "", "discussion": ""}, initial=before).errors) == ["known"]
    assert list(themes.DiscussTheme({"known": "Now", "discussion": ""}, initial=before).errors) == []


@pytest.mark.rule("SO-28")
def test_neither_who_proposes_nor_who_answers_goes_without_words() -> None:
    assert _errors(removal.AnswerRemoval({"agreed": "", "words": " "})) == {
        "agreed": ["Select whether you agree that the child leaves the list"],
        "words": ["Enter why you agree or do not agree"],
    }
    assert list(removal.ProposeRemoval({"reason": "x" * 4001}).errors) == ["reason"]
    refused = removal.AnswerRemoval({"agreed": "no", "words": "Not yet"})
    assert (refused.is_valid(), refused.cleaned_data["agreed"]) == (True, False)


@pytest.mark.rule("SO-28")
def test_the_list_is_narrowed_by_what_is_offered_and_says_so_in_words() -> None:
    offered = {"authority": [("southwark", "Southwark")], "level": [("2", "Level 2")], "worker": [("7", "Ada Ward")]}
    form = mase_list.MaseList(
        {"authority": "southwark", "level": "2", "change": "", "updated": "no", "worker": ""}, offered=offered
    )
    assert form.is_valid()
    assert form.chosen == {"level": "2", "updated": "no"}
    assert form.described == [("Risk level", "Level 2"), ("MASE form", "Without update")]
    assert list(mase_list.MaseList({"worker": "8"}, offered=offered).errors) == ["worker"]
