"""What the minutes say in words, also those approved before something was asked, and what each reader gets of them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Conflict
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import minutes
from meetings.models import AgencyUpdate, EntryAddendum, ListEntry, Minutes, MinutesAddendum, Panel
from meetings.operations import minutes as meeting_minutes
from meetings.operations import progress
from meetings.operations import room as meeting_room
from reporting import queries
from tests.meetings.conftest import told_by
from tests.together import overlapping

PUT_RIGHT = "It was the 3rd, not the 13th."
# As they were written at first: nobody was asked for quorum, themes, distribution, capacity or earlier actions.
FIRST: dict[str, Any] = {
    "reference": "MNPQ-2345",
    "held_at": "2026-03-29T00:30:00+00:00",
    "present": [["Ada Ward", "Borough police"], ["Ben Lowe", "Borough health", "Chair"]],
    "apologies": [],
    "cases": [
        {"reference": "A", "actions": [{"text": "Visit", "due_on": "2026-04-01"}]},
        {"reference": "B", "actions": []},
    ],
}
HEARD = [{"reference": "B", "carried_to": "2026-05-01"}, {"reference": "C", "carried_to": None}]


def test_minutes_from_before_something_was_asked_are_read_without_it():
    read = minutes.as_read(FIRST)
    assert read["held_at"] == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert read["present"] == [["Ada Ward", "Borough police", ""], ["Ben Lowe", "Borough health", "Chair"]]
    assert (read["quorum"], read["interests"], read["version"]) == (None, None, 1)
    assert [read[name] for name in ("unheard", "themes", "distribution", "checked", "addenda")] == [[]] * 5
    first = read["cases"][0]
    assert (first["worker"], first["returns"], first["addenda"]) == (None, None, [])
    assert first["actions"][0]["due_on"] == date(2026, 4, 1)
    assert FIRST["cases"][0]["actions"][0]["due_on"] == "2026-04-01"  # what is kept stays as it is


def test_days_and_moments_are_read_as_such():
    returns = {"reference": "X", "held_at": "2026-05-21T09:00:00+00:00", "because": "The plan is late"}
    themes = [{"title": "The car park", "actions": [{"due_on": "2026-10-25"}]}]
    said = FIRST | {"checked": HEARD, "themes": themes, "cases": [FIRST["cases"][1] | {"returns": returns}]}
    read = minutes.as_read(said)
    assert [one["carried_to"] for one in read["checked"]] == [date(2026, 5, 1), None]
    assert read["themes"][0]["actions"][0]["due_on"] == date(2026, 10, 25)
    assert read["cases"][0]["returns"] == returns | {"held_at": datetime(2026, 5, 21, 9, tzinfo=UTC)}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(
    ("seen", "known", "cases", "checked", "left_out"),
    [
        ({"A", "B", "C"}, (2, 2), ["A", "B"], ["B", "C"], (0, 0)),
        ({"B"}, (2, 2), ["B"], ["B"], (1, 1)),
        ({"B"}, (1, 1), ["B"], ["B"], (0, 0)),  # the others are about a child whom they know
        (set(), (2, 2), [], [], (2, 2)),
        ({"D"}, (0, 0), [], [], (0, 0)),
    ],
)
def test_a_copy_has_what_its_reader_sees_and_counts_what_they_may_know_of(seen, known, cases, checked, left_out):
    copy = minutes.cut(FIRST | {"checked": HEARD}, seen=seen, cases_known=known[0], heard_known=known[1])
    assert [case["reference"] for case in copy["cases"]] == cases
    assert [one["reference"] for one in copy["checked"]] == checked
    assert (copy["left_out"], copy["heard_left_out"]) == left_out
    assert copy["present"] == FIRST["present"]


def test_minutes_without_a_word_on_earlier_actions_are_cut_all_the_same():
    copy = minutes.cut(FIRST, seen={"A"}, cases_known=2, heard_known=0)
    assert (copy["checked"], copy["left_out"], copy["heard_left_out"]) == ([], 1, 0)


def test_the_fingerprint_is_of_the_words_and_not_of_how_they_were_kept():
    turned = dict(reversed(FIRST.items()))
    assert minutes.fingerprint(turned) == minutes.fingerprint(FIRST)
    for other in (
        {"held_at": "2026-03-29T00:30:01+00:00"},
        {"apologies": [["Zoë", ""]]},
        {"cases": FIRST["cases"][::-1]},
    ):
        assert minutes.fingerprint(FIRST | other) != minutes.fingerprint(FIRST)
    assert minutes.fingerprint({"name": "Zoë"}) != minutes.fingerprint({"name": "Zoe"})


@pytest.mark.rule("RE-8")
def test_an_answer_that_is_no_is_told_from_one_that_was_not_given():
    entry = ListEntry(actions_meet_concerns=True, support_needed=False, protect_and_disrupt="Watch the flat")
    assert [answer for _, answer in minutes.answers_of(entry)] == [
        "Yes",
        "No",
        "Watch the flat",
        "Not answered",
        "Not answered",
    ]


@pytest.mark.rule("SO-25")
def test_the_minutes_say_who_left_when_whom_nobody_heard_of_and_who_was_kept_out(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    panel, by = discussed.panel, southwark["minutes"]
    for short, name, present in (("csc", "Ada Ward", True), ("health", "Ben Lowe", False)):
        agency = southwark.agency(short)
        meeting_room.note_attendance(panel, agency=agency, name=name, present=present, by=by, at=later)
    left = {"left_at": time(10, 45), "by": by, "at": later}
    meeting_room.note_leaving(panel.attendances.get(name="Ada Ward"), **left)
    said = minutes.content_of(panel)
    assert said["present"] == [["Ada Ward", southwark.agency("csc").name, "Member, left at 10:45"]]
    assert said["apologies"] == [["Ben Lowe", southwark.agency("health").name]]
    assert southwark.agency("police").name in said["unheard"]
    assert not {southwark.agency("csc").name, southwark.agency("health").name} & set(said["unheard"])
    assert (said["quorum"]["held"], said["quorum"]["chaired"]) == (False, False)
    assert said["cases"][0]["worker"].endswith(f"presented by {southwark['worker'].name}.")


@pytest.mark.rule("RE-8")
def test_minutes_are_approved_from_the_hour_of_the_meeting_on(
    southwark: Cast, discussed: ListEntry, later: datetime, subtests
):
    panel = discussed.panel
    begins, csc = panel.scheduled_for, southwark.agency("csc")
    meeting_room.note_attendance(panel, agency=csc, name="Ada Ward", present=True, by=southwark["minutes"], at=later)
    for moment, too_early in ((timedelta(minutes=-1), 1), (timedelta(0), 0), (timedelta(minutes=1), 0)):
        with subtests.test(str(moment)):
            assert len(meeting_minutes.still_missing(panel, at=begins + moment)) == too_early
    with pytest.raises(StepMissing, match="not taken place"):
        meeting_minutes.approve(panel, by=southwark["chair"], at=begins - timedelta(minutes=1))
    with pytest.raises(NotEntitled):
        meeting_minutes.approve(panel, by=southwark["team"], at=begins)
    assert not panel.approvals.exists()
    assert not Event.objects.filter(verb=Verb.MINUTES_SIGNED).exists()


@pytest.mark.rule("RE-8", "ALL-5")
def test_of_an_addition_about_a_child_whom_a_reader_knows_not_even_the_version_tells(
    southwark: Cast, approved: ListEntry, later: datetime
):
    kept, reader, by = Minutes.objects.get(), southwark["health.member"], southwark["chair"]
    Conflict.objects.create(
        user=reader, person=approved.case.child, relation="Aunt", declared_at=later, declared_by=reader
    )
    meeting_minutes.add(kept, entry=approved, words=PUT_RIGHT, by=by, at=later)
    for person, version, left_out in ((reader, 1, 0), (southwark["police.member"], 2, 0)):
        copy = queries.minutes_for(kept, person, at=later)
        assert (copy["version"], copy["left_out"], PUT_RIGHT in str(copy)) == (version, left_out, person != reader)
    meeting_minutes.add(kept, entry=None, words="The room was 1.12.", by=by, at=later)
    assert [meeting_minutes.version_for(southwark[part], kept) for part in ("health.member", "police.member")] == [2, 3]


def test_the_same_words_are_added_to_a_case_and_to_the_whole_and_neither_notice_nor_trail_repeats_them(
    southwark: Cast, approved: ListEntry, later: datetime
):
    kept, by = Minutes.objects.get(), southwark["chair"]
    for entry in (approved, None):
        meeting_minutes.add(kept, entry=entry, words=PUT_RIGHT, by=by, at=later)
        with pytest.raises(AlreadyDone, match="added already"):
            meeting_minutes.add(kept, entry=entry, words=PUT_RIGHT, by=by, at=later)
    assert (EntryAddendum.objects.count(), MinutesAddendum.objects.count()) == (1, 1)
    told = Message.objects.filter(key__startswith="minutes-added-")
    assert {message.text for message in told} == {"Something was added to MASE minutes"}
    assert {message.reference for message in told} == {approved.panel.ref}
    trail = Event.objects.filter(verb=Verb.MINUTES_ADDED)
    assert [event.detail for event in trail] == [{"meeting": approved.panel.ref}] * 2
    assert southwark["school"] not in told_by("minutes-added-")


@pytest.mark.django_db(transaction=True)
def test_an_addition_that_is_sent_twice_at_once_is_added_once(southwark: Cast, approved: ListEntry, later: datetime):
    kept, by = Minutes.objects.get(), southwark["chair"]

    def add() -> None:
        meeting_minutes.add(kept, entry=approved, words=PUT_RIGHT, by=by, at=later)

    _, second = overlapping(add, add)
    assert isinstance(second, AlreadyDone)
    assert EntryAddendum.objects.count() == 1


@pytest.mark.rule("RE-8")
def test_nothing_that_is_heard_later_enters_minutes_that_are_approved(
    southwark: Cast, approved: ListEntry, later: datetime
):
    april: Panel = stories.schedule(southwark, on=date(2026, 4, 23), at=later)
    action, kept = approved.actions.get(), Minutes.objects.get()
    heard = {"words": "Served.", "carried_to": None, "by": southwark["coordinator"], "at": april.scheduled_for}
    progress.check(action, panel=april, **heard)
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        progress.check(action, panel=approved.panel, **heard)
    assert minutes.content_of(april)["checked"][0]["words"] == "Served."
    assert minutes.fingerprint(minutes.content_of(approved.panel)) == kept.sha256


@pytest.mark.rule("RE-8", "HO-9")
def test_the_minutes_say_the_risk_what_agencies_had_said_and_who_did_not_agree(
    southwark: Cast, discussed: ListEntry, later: datetime
) -> None:
    police, asked = southwark["police.member"].memberships.get().agency, {"asked_at": later}
    AgencyUpdate.objects.create(
        case=discussed.case, panel=discussed.panel, agency=police, asked_by=southwark["worker"], **asked
    )
    answers = stories.ANSWERS | {"dissent": "Police: a warning notice comes too early."}
    meeting_room.discuss(discussed, answers=answers, by=southwark["minutes"], at=later)
    said = minutes.content_of(discussed.panel)["cases"][0]
    assert said["risk"].startswith(discussed.form.assessment.stands.capitalize())
    assert said["updates"] == [(police.name, "Asked, and has not answered.")]
    assert said["dissent"] == "Police: a warning notice comes too early."
