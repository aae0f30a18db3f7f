"""What the forms of strategy and planning meetings take, to the minute, and what they say beside which box. Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from mase.agencies.models import Agency, Kind, User
from mase.clock import LONDON
from meetings import agenda
from meetings.agenda import Asked
from meetings.convening import State
from meetings.forms import planning
from meetings.forms.strategy import Convene, InviteMore, MoveStrategy, RecordStrategy
from meetings.forms.strategy_agenda import Agenda
from meetings.models import Contribution, StrategyAttendee, StrategyMeeting
from tests.meetings.typing_in import day, moment

AT = datetime(2026, 3, 27, 9, tzinfo=UTC)  # the Friday before the clocks go forward
LIMIT = datetime(2026, 4, 1, 17, tzinfo=LONDON)
TONIGHT = datetime(2026, 3, 27, 23, 59, 59, 999999, tzinfo=LONDON)
MINUTE = timedelta(minutes=1)
POLICE, YJS = (
    Agency(code="police", name="Police", kind=Kind.POLICE),
    Agency(code="yjs", name="YJS", kind=Kind.VOLUNTARY),
)
POSTS = agenda.posts(looked_after=True, placed_elsewhere=False, co_ordinator="Co-ordinator")


def convene(meets_at: datetime, *, at: datetime = AT, **changes: Any) -> Convene:
    typed = {"reason": "Missing", "urgent": "no", "place": "Room", "chair": "7", "agencies": ["police"]}
    about: Any = {"chairs": [User(pk=7, name="Sam Quill")], "agencies": [POLICE, YJS], "posts": POSTS}
    data = posted(typed | moment("scheduled_for", meets_at) | changes)
    return Convene(data, at=at, held_by={False: LIMIT, True: TONIGHT}, **about)


def posted(typed: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("meets_at", "urgent", "error"),
    [
        (AT, "no", "must be in the future"),
        (AT + MINUTE, "no", None),
        (LIMIT, "no", None),
        (LIMIT + MINUTE, "no", "The meeting must be held by 1 April 2026 at 17:00"),
        (TONIGHT, "yes", None),
        (TONIGHT + MINUTE, "yes", "The meeting must be held by 27 March 2026 at 23:59"),
        (TONIGHT + MINUTE, "no", None),
        (TONIGHT + MINUTE, "", None),
    ],
)
def test_a_meeting_is_convened_up_to_the_minute_of_its_limit(
    meets_at: datetime, urgent: str, error: str | None
) -> None:
    said = convene(meets_at, urgent=urgent).errors.get("scheduled_for", [])
    assert [error in one for one in said] == ([True] if error else [])


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(("at", "is_held_to_it"), [(LIMIT - MINUTE, True), (LIMIT, True), (LIMIT + MINUTE, False)])
def test_a_limit_that_has_passed_holds_nobody_up(at: datetime, is_held_to_it: bool) -> None:
    assert ("scheduled_for" in convene(LIMIT + timedelta(days=1), at=at).errors) is is_held_to_it


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"chair": "8"}, "chair", "Select the chair"),
        ({"agencies": ["yjs"]}, "agencies", "Select the police: a strategy meeting is not held without them"),
        ({"agencies": ["police", "barnet-police"]}, "agencies", "Select the agencies to invite"),
        ({"posts": ["host_lead"]}, "posts", "Select whom to ask"),
        ({"place": "x" * 201}, "place", "200 characters or fewer"),
        ({"reason": "x" * 4001}, "reason", "The concern must be 4000 characters or fewer"),
    ],
)
def test_what_is_not_on_offer_is_refused_beside_its_own_question(
    changes: dict[str, Any], field: str, error: str
) -> None:
    errors = convene(LIMIT, **changes).errors
    assert list(errors) == [field]
    assert error in errors[field][0]


@pytest.mark.rule("SO-22")
def test_only_posts_that_are_ticked_are_asked_with_the_names_typed_under_them() -> None:
    form = convene(LIMIT, posts=["reviewing", "co_ordinator"], reviewing_name="Ms Quill", carers_name="left aside")
    assert form.is_valid()
    assert form.facts()["asked"] == [
        Asked(post=agenda.REVIEWING.title, name="Ms Quill"),
        Asked(post="Co-ordinator"),
    ]
    assert (form.facts()["chair"].name, form.facts()["agencies"]) == ("Sam Quill", [POLICE])


def test_whoever_invites_more_selects_somebody_and_is_asked_only_what_is_left() -> None:
    nobody = InviteMore(posted({"x": "y"}), agencies=[YJS], posts=POSTS)
    assert nobody.errors["__all__"] == ["Select whom to invite"]
    assert list(InviteMore(agencies=[], posts=()).fields) == []
    one = InviteMore(posted({"posts": "carers", "carers_organisation": "A home"}), agencies=[], posts=POSTS)
    assert one.is_valid()
    assert one.facts() == {"agencies": [], "asked": [Asked(post=POSTS[1].title, organisation="A home")]}


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("meets_at", "because", "is_asked"),
    [
        (LIMIT, "", False),
        (LIMIT + MINUTE, "", True),
        (LIMIT + MINUTE, " ", True),
        (LIMIT + MINUTE, "No interpreter", False),
    ],
)
def test_beyond_the_limit_a_move_says_why(meets_at: datetime, because: str, is_asked: bool) -> None:
    typed = {"place": "Room", "reason": "Chairs", "late_because": because, **moment("scheduled_for", meets_at)}
    errors = MoveStrategy(posted(typed), at=AT, held_by=LIMIT).errors
    said = "Enter why it cannot be held in time, by 1 April 2026 at 17:00"
    assert errors == ({"late_because": [said]} if is_asked else {})
    assert not MoveStrategy(posted(typed), at=AT, held_by=None).errors


@pytest.mark.parametrize(
    ("held_at", "at", "is_taken"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=LONDON), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 2, 1, tzinfo=LONDON), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 23, 30, tzinfo=LONDON), datetime(2026, 10, 24, 22, 29, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 23, 30, tzinfo=LONDON), datetime(2026, 10, 24, 22, 30, 1, tzinfo=UTC), True),
    ],
    ids=["before the hour is left out", "a minute ahead of it", "a minute ahead in autumn", "a second after"],
)
def test_a_meeting_is_recorded_from_the_minute_it_was_held_whatever_the_clocks_do(
    held_at: datetime, at: datetime, is_taken: bool
) -> None:
    form = RecordStrategy(posted(moment("held_at", held_at)), at=at, not_before=None)
    assert ("held_at" not in form.errors) is is_taken
    assert form.cleaned_data.get("held_at") == (held_at if is_taken else None)


def test_the_hour_that_is_left_out_in_spring_is_no_time_for_a_meeting() -> None:
    typed = {**day("scheduled_for", date(2026, 3, 29)), "scheduled_for-time": "01:30"}
    assert "scheduled_for" in planning.Refer(posted(typed), at=AT).errors


@pytest.mark.parametrize(
    ("placed", "named", "errors", "authority"),
    [
        ("yes", "Thurrock", set(), "Thurrock"),
        ("yes", " ", {"host_authority"}, None),
        ("no", "Thurrock", set(), ""),
        ("", "Thurrock", {"placed_elsewhere"}, ""),
    ],
)
def test_the_host_is_named_where_the_child_is_placed_elsewhere_and_only_there(
    placed: str, named: str, errors: set[str], authority: str | None
) -> None:
    form = RecordStrategy(posted({"placed_elsewhere": placed, "host_authority": named}), at=AT, not_before=None)
    asked = {"placed_elsewhere", "host_authority"}
    assert asked & form.errors.keys() == errors
    assert form.cleaned_data.get("host_authority") == authority


@pytest.mark.parametrize(
    ("form", "name", "at", "taken"),
    [
        (planning.RecordPlanning, "held_on", datetime(2026, 3, 29, 22, 59, tzinfo=UTC), (28, 29)),
        (planning.RecordPlanning, "held_on", datetime(2026, 3, 29, 23, 0, tzinfo=UTC), (28, 29, 30)),
        (planning.AddStrategy, "due_on", datetime(2026, 3, 29, 22, 59, tzinfo=UTC), (29, 30, 31)),
        (planning.AddStrategy, "due_on", datetime(2026, 3, 29, 23, 0, tzinfo=UTC), (30, 31)),
    ],
)
def test_today_ends_at_midnight_in_london_the_night_the_clocks_went_forward(
    form: type[Any], name: str, at: datetime, taken: tuple[int, ...]
) -> None:
    days = range(28, 32)
    found = [one for one in days if name not in form(posted(day(name, date(2026, 3, one))), at=at).errors]
    assert tuple(found) == taken


def page(typed: dict[str, str], *, row: Contribution | None = None, **facts: Any) -> Agenda:
    rows, attendee = [row] if row else [], StrategyAttendee(pk=3, post="Link worker")
    now = State(
        contributions=rows, attendees=[attendee], notes={"risk": "Old"}, weighed={}, is_looked_after=True, needed=()
    )
    return Agenda(StrategyMeeting(**facts), now, posted(typed), at=AT)


def test_only_parts_that_were_on_the_page_are_written_down() -> None:
    row = Contribution(pk=5, agency=POLICE)
    found = page({"note-risk-seen": "", "note-risk-words": "New", "note-views-words": "left out"}, row=row)
    assert found.is_valid()
    said = found.said()
    assert (said.notes, said.attendees, said.weighed, said.ahead) == ({"risk": "New"}, {}, {}, {})
    assert said.contributions == {5: {}}
    assert not page({"note-risk-words": "New"}).is_valid(), "nothing that the page knows was posted"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"present": "yes", "attended_by": "DC Quill", "decides": "no", "contributed_how": "A report"},
            (True, "DC Quill", False, ""),
        ),
        (
            {"present": "no", "attended_by": "DC Quill", "decides": "yes", "contributed_how": "A report"},
            (False, "", None, "A report"),
        ),
        ({"present": "", "attended_by": "DC Quill", "contributed_how": "A report"}, (None, "", None, "")),
    ],
)
def test_of_an_agency_only_what_follows_from_its_coming_is_kept(typed: dict[str, str], kept: tuple[Any, ...]) -> None:
    data = {f"agency-5-{name}": value for name, value in ({"seen": ""} | typed).items()}
    found = page(data, row=Contribution(pk=5, agency=POLICE))
    assert found.is_valid()
    names = ("present", "attended_by", "decides", "contributed_how")
    assert found.said().contributions == {5: dict(zip(names, kept, strict=True))}


@pytest.mark.rule("SO-16", "SO-22")
@pytest.mark.parametrize(
    ("typed", "part", "field", "error"),
    [
        ({"ahead-parents_told": "no"}, "ahead", "parents_reason", "Enter why they are not told"),
        (
            {"ahead-next_on-day": "31", "ahead-next_on-month": "2", "ahead-next_on-year": "2026"},
            "ahead",
            "next_on",
            "The day must be a real date",
        ),
        (
            {"ahead-safety_plan": "x" * 8001},
            "ahead",
            "safety_plan",
            "Safety plan for now must be 8000 characters or fewer",
        ),
        ({"point-stay-words": "She trusts them"}, "point-stay", "answer", "Select an answer to keep these words"),
        ({"point-stay-answer": "perhaps"}, "point-stay", "answer", "Select"),
    ],
)
def test_what_is_wrong_under_the_agenda_is_said_beside_its_box_and_nowhere_else(
    typed: dict[str, str], part: str, field: str, error: str
) -> None:
    found = page({f"{part}-seen": "", "note-risk-seen": "", "note-risk-words": "New"} | typed)
    assert not found.is_valid()
    wrong = {one.prefix: one.errors for one in found.parts() if one.errors}
    assert list(wrong) == [part]
    assert list(wrong[part]) == [field]
    assert error in wrong[part][field][0]
