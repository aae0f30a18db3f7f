"""Working through the agenda of a strategy meeting: who is asked, what is said, two who write, the fourteen points."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case, TypedNote
from mase.demo import stories, strategies
from mase.demo.cast import Cast
from meetings import agenda, convening
from meetings.models import AgendaNote, StrategyMeeting
from meetings.operations import preparing, strategy
from meetings.operations.preparing import Said
from referrals.models import RouteCode
from referrals.operations import routes
from tests.meetings.conftest import codes, everybody_came, told_by
from tests.web.html import every, one, read, words

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
_ASKED = ("posts", "agencies")
SignIn = Callable[..., Client]


@pytest.fixture
def convened(told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting that the police, health and education are invited to."""
    return told("convene").strategy_meetings.get()


@pytest.fixture
def looked_after(southwark: Cast, convened: StrategyMeeting) -> StrategyMeeting:
    """The same meeting about a child in foster care in another borough."""
    how = {"reason": "In foster care", "authority_named": "Thurrock", "by": southwark["worker"], "at": NOW}
    routes.begin(convened.case, RouteCode.PLACED_ELSEWHERE, **how)
    return convened


def _posted(page: str) -> dict[str, str]:
    """Return what the agenda's form sends as it stands."""
    form = one(read(page), "form[data-kept]")
    typed = [box for box in every(form, "input[name]") if box.get("type") in ("hidden", "text")]
    boxes = {box.get("name"): box.get("value", "") for box in typed + every(form, "input[type=radio][checked]")}
    return boxes | {area.get("name"): (area.text or "").removeprefix("\n") for area in every(form, "textarea")}


def _address(meeting: StrategyMeeting, name: str = "strategy_agenda", *more: str) -> str:
    return reverse(name, args=[meeting.case.ref, meeting.pk, *more])


def test_the_agenda_has_twelve_points_and_the_list_for_a_looked_after_child_fourteen():
    assert len({point.code for point in agenda.POINTS}) == len(agenda.POINTS) == 12
    assert len({point.code for point in agenda.LOOKED_AFTER}) == len(agenda.LOOKED_AFTER) == 14
    used = {agenda.PEOPLE, agenda.REASON, agenda.SAID, agenda.VIEWS, agenda.PLACEMENT, agenda.DECISION}
    assert used | {agenda.SAFETY, agenda.ACTIONS} <= {point.code for point in agenda.POINTS}


@pytest.mark.rule("SO-22", "HO-8")
@pytest.mark.parametrize(
    ("looked_after", "elsewhere", "required"),
    [(False, False, 0), (True, False, 2), (True, True, 4)],
    ids=["at home", "in care here", "in care elsewhere"],
)
def test_who_is_asked_by_post_follows_from_where_the_child_lives(looked_after: bool, elsewhere: bool, required: int):
    found = agenda.posts(looked_after=looked_after, placed_elsewhere=elsewhere, co_ordinator="Co-ordinator")
    assert [post.required for post in found] == [True] * required + [False]
    assert found[-1].title == "Co-ordinator"
    assert agenda.unasked(found, [found[0].title]) == list(found[1:])


@pytest.mark.rule("SO-16", "SO-22")
def test_convening_offers_the_agenda_and_asks_the_posts_that_are_ticked(
    southwark: Cast, told: Callable[..., Case], signed_in: SignIn, clock
):
    case = told("sign")
    at = datetime(2026, 3, 6, 9, tzinfo=UTC)
    routes.begin(case, RouteCode.LOOKED_AFTER, reason="In foster care", by=southwark["worker"], at=at)
    clock.move_to(at)
    client, address = signed_in(southwark["worker"]), reverse("convene", args=[case.ref])
    page = read(client.get(address).text)
    assert all(point.title in words(page) for point in agenda.POINTS)
    ticked = {name: [box.get("value") for box in every(page, f"input[name={name}][checked]")] for name in _ASKED}
    assert ticked["posts"] == ["reviewing", "carers", "co_ordinator"]
    assert southwark.agency("harbour").code in ticked["agencies"]
    typed = {"reason": "x", "urgent": "no", "place": "Room", "chair": str(southwark["atm"].pk)}
    typed |= {"scheduled_for-day": "9", "scheduled_for-month": "3", "scheduled_for-year": "2026"}
    typed |= {"scheduled_for-time": "14:30", "agencies": ["southwark-police"]}
    typed |= {"posts": ["reviewing", "co_ordinator"], "reviewing_name": "Ms Quill", "carers_name": "left aside"}
    assert client.post(address, typed).status_code == 302
    meeting = case.strategy_meetings.get()
    assert list(meeting.attendees.order_by("pk").values_list("post", "name")) == [
        (agenda.REVIEWING.title, "Ms Quill"),
        (case.profile.wording.co_ordinator, ""),
    ]
    assert told_by(f"strategy-post-{meeting.pk}") == {southwark["coordinator"]}
    shown = client.get(meeting.get_absolute_url()).text
    for said in ("Required and not invited yet", "Health", "Education", "Fostering link worker"):
        assert said in shown


@pytest.mark.rule("HO-8", "SO-22")
def test_others_are_invited_to_a_meeting_that_is_convened_and_nobody_twice(
    southwark: Cast, looked_after: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    client, address = signed_in(southwark["worker"]), _address(looked_after, "invite_to_strategy")
    assert "Select whom to invite" in client.post(address, {"name": "nobody"}).text
    typed = {"agencies": ["southwark-yjs"], "posts": ["host_lead"], "host_lead_organisation": "Thurrock"}
    for _ in range(2):
        client.post(address, typed)
    looked_after.refresh_from_db()
    assert looked_after.contributions.count() == 4
    assert list(looked_after.attendees.values_list("organisation", flat=True)) == ["Thurrock"]
    now = convening.state(looked_after)
    assert "Exploitation lead of the area where the child is placed" not in convening.unasked(looked_after, now, at=NOW)
    assert signed_in(southwark["yjs"]).get(looked_after.get_absolute_url()).status_code == 200


@pytest.mark.rule("SO-16", "HO-8")
def test_what_is_said_is_saved_under_its_point_and_shown_to_the_agencies_when_it_is_recorded(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    client, police = signed_in(southwark["worker"]), convened.contributions.get(agency__kind="police").pk
    typed = _posted(client.get(_address(convened)).text) | {
        "note-risk-words": "Fridays.\r\nA second telephone.",
        f"agency-{police}-present": "yes",
        f"agency-{police}-attended_by": "DC Invented",
        f"agency-{police}-decides": "no",
        f"said-{police}-information": "Two missing reports.",
        "ahead-parents_told": "no",
        "ahead-parents_reason": "It would put her at risk.",
        "ahead-safety_plan": "Her aunt fetches her.",
        "ahead-next_on-day": "21",
        "ahead-next_on-month": "3",
        "ahead-next_on-year": "2026",
        "to": "risk",
    }
    answer = client.post(_address(convened), typed)
    assert answer.headers["Location"] == _address(convened) + "#risk"
    convened.refresh_from_db()
    row = convened.contributions.get(pk=police)
    assert (row.present, row.decides, row.information) == (True, False, "Two missing reports.")
    assert AgendaNote.objects.get().words == "Fridays.\nA second telephone."
    assert (convened.parents_told, convened.parents_reason) == (False, "It would put her at risk.")
    assert (convened.next_on, convened.held_at) == (date(2026, 3, 21), None)
    assert Event.objects.filter(verb=Verb.STRATEGY_PREPARED).count() == 1
    client.post(_address(convened), _posted(client.get(_address(convened)).text))
    assert Event.objects.filter(verb=Verb.STRATEGY_PREPARED).count() == 1, "nothing had changed"
    assert row.history.count() == 2
    read = signed_in(southwark["health"])
    for name in ("strategy", "print_strategy"):
        assert "Two missing reports." not in read.get(_address(convened, name)).text


def test_of_two_who_write_each_keeps_their_own_points_and_sees_both_texts_of_the_same(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    pages = {part: signed_in(southwark[part]) for part in ("worker", "atm")}
    opened = {part: _posted(client.get(_address(convened)).text) for part, client in pages.items()}
    police = convened.contributions.get(agency__kind="police").pk
    hers = {"note-risk-words": "Hers", "note-views-words": "Her voice", f"agency-{police}-present": "no"}
    hers |= {f"agency-{police}-contributed_how": "Was rung"}
    assert pages["worker"].post(_address(convened), opened["worker"] | hers).status_code == 302
    his = {"note-risk-words": "His", "note-others-words": "Other children"}
    page = pages["atm"].post(_address(convened), opened["atm"] | his).text
    assert "Somebody else changed this" in page
    assert "It says now: “Hers”" in page
    assert pages["atm"].post(_address(convened), _posted(page)).status_code == 302
    assert convening.state(convened).notes == {"risk": "His", "views": "Her voice", "others": "Other children"}
    row = convened.contributions.get(pk=police)
    assert (row.present, row.contributed_how) == (False, "Was rung")


def test_what_is_typed_is_kept_for_its_writer_until_it_is_saved(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    client, keep = signed_in(southwark["worker"]), _address(convened, "typed_strategy", "agenda")
    typed = _posted(client.get(_address(convened)).text) | {"note-risk-words": "Half a sen"}
    assert client.post(keep, typed).status_code == 202
    assert "Half a sen" not in signed_in(southwark["atm"]).get(_address(convened)).text
    page = client.get(_address(convened)).text
    assert "Half a sen" in page
    assert client.post(_address(convened), _posted(page)).status_code == 302
    assert not TypedNote.objects.exists()
    assert AgendaNote.objects.get().words == "Half a sen"
    assert client.get(_address(convened, "typed_strategy", "nothing")).status_code == 404
    stories.hold(southwark, convened.case, NOW)
    assert client.post(keep, typed).status_code == 409


@pytest.mark.rule("SO-22")
def test_a_meeting_about_a_looked_after_child_is_not_recorded_without_the_fourteen_points(
    southwark: Cast, looked_after: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    outcome = {"outcome": stories.OUTCOME, "by": southwark["atm"], "at": NOW, "held_at": NOW}
    answers = {code: {"answer": answer, "words": said} for code, (answer, said) in strategies.PLACEMENT.items()}
    assert answers.keys() == {point.code for point in agenda.LOOKED_AFTER}
    last = answers.pop("return")
    client = signed_in(southwark["worker"])
    preparing.write(looked_after, Said(weighed=answers), by=southwark["worker"], at=NOW)
    with pytest.raises(StepMissing, match="1 of the 14 points"):
        strategy.record(looked_after, contributions=everybody_came(looked_after), **outcome)
    typed = _posted(client.get(_address(looked_after)).text) | {"point-return-words": "Something warm to eat"}
    page = client.post(_address(looked_after), typed)
    assert "Select an answer to keep these words" in page.text
    typed |= {"point-return-answer": last["answer"]}
    assert client.post(_address(looked_after), typed).status_code == 302
    known = _posted(signed_in(southwark["atm"]).get(_address(looked_after, "record_strategy")).text)
    assert (known["placed_elsewhere"], known["host_authority"]) == ("yes", "Thurrock")
    strategy.record(looked_after, contributions=everybody_came(looked_after), **outcome)
    assert {"care_plan_update", "iro_notice"} <= codes(looked_after.case)
    shown = client.get(_address(looked_after, "print_strategy")).text
    assert "Something warm to eat" in shown
    assert all(point.title in shown for point in agenda.LOOKED_AFTER)


@pytest.mark.rule("SO-22")
def test_a_reviewing_officer_who_was_there_need_not_be_told_again(
    southwark: Cast, told: Callable[..., Case], signed_in: SignIn, clock
):
    case = told("convene")
    meeting = case.strategy_meetings.get()
    how = {"by": southwark["worker"], "at": NOW}
    route = routes.begin(case, RouteCode.LOOKED_AFTER, reason="In foster care", **how)
    routes.record_step(route, "iro_told", done_at=NOW, contact="Ms Quill", note="The concern", **how)
    asked = [agenda.Asked(post=agenda.REVIEWING.title, name="Ms Quill")]
    preparing.invite_more(meeting, agencies=[], asked=asked, **how)
    there = {meeting.attendees.get().pk: {"present": True}}
    preparing.write(meeting, Said(attendees=there), **how)
    stories.hold(southwark, case, NOW)
    assert "iro_notice" not in codes(case)
    clock.move_to(NOW)
    assert "Ms Quill" in signed_in(southwark["worker"]).get(meeting.get_absolute_url()).text


@pytest.mark.rule("SO-16")
def test_an_action_of_the_meeting_goes_to_a_named_person_with_a_day(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock
):
    clock.move_to(NOW)
    client, owner = signed_in(southwark["worker"]), southwark["police.member"]
    typed = {
        "text": "Log the car",
        "owner": str(owner.pk),
        "due_on-day": "9",
        "due_on-month": "3",
        "due_on-year": "2026",
    }
    client.post(_address(convened, "agree_strategy_action"), typed)
    action = convened.actions.get()
    assert (action.owner, action.due_on, action.agency.kind) == (owner, date(2026, 3, 9), "police")
    assert "Log the car" in client.get(convened.get_absolute_url()).text
    assert told_by(f"action-{action.pk}") == {owner}


def test_nothing_is_written_once_the_meeting_is_recorded(southwark: Cast, told: Callable[..., Case]):
    meeting = told("hold").strategy_meetings.get()
    with pytest.raises(AlreadyDone):
        preparing.write(meeting, Said(notes={"risk": "Later"}), by=southwark["worker"], at=NOW)
    assert not AgendaNote.objects.exists()


def test_who_reaches_the_pages_of_the_agenda(southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock):
    clock.move_to(NOW)
    names = ("strategy_agenda", "invite_to_strategy", "agree_strategy_action", "print_strategy")
    expected = {"worker": (200, 200, 200, 200), "health": (403, 403, 403, 200), "yjs": (404,) * 4}
    for part, statuses in expected.items():
        client = signed_in(southwark[part])
        assert tuple(client.get(_address(convened, name)).status_code for name in names) == statuses
    assert signed_in(southwark["worker"]).put(_address(convened)).status_code == 405
