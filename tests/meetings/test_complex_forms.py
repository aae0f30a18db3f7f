"""What is typed around a meeting about complex abuse: what is said beside which field, and nothing done (HO-10)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import Agency, Authority, Membership, User
from mase.audit.models import Event
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings.forms.complex_abuse import ConveneComplex, Hold, Invite, Link, Put, PutChild, Say
from meetings.models import ComplexMeeting, ComplexMember, ComplexStatement
from tests.cases.everywhere import know
from tests.cases.pages import error_of, texts
from tests.meetings.about_complex import MEETS, convened, found_complex, seated
from tests.meetings.typing_in import day, moment
from tests.web.html import read, words

Browse = Callable[[User], Client]
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TYPED: dict[str, Any] = {
    "authority": "southwark",
    "reason": "One flat, three children",
    "threshold_with": "Safeguarding adviser",
    "place": "Room 4",
    "chair": "7",
    **day("quality_told_on", NOW.date()),
    **moment("scheduled_for", MEETS),
}
HELD = {"summary": "One network", "decision": "Police lead", "present": ["3"]}


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


def convening(**changed: Any) -> ConveneComplex:
    authorities, chairs = [Authority(code="southwark", name="Southwark")], [User(pk=7, name="Dina Brook")]
    return ConveneComplex(TYPED | changed, authorities=authorities, chairs=chairs, at=NOW)


def holding(**changed: Any) -> Hold:
    member = ComplexMember(pk=3, user=User(pk=7, name="Dina Brook"), agency=Agency(name="Police"))
    return Hold(HELD | moment("held_at", NOW - timedelta(minutes=1)) | changed, members=[member], at=NOW)


def inviting(**sent: Any) -> Invite:
    role = Membership(pk=5, user=User(pk=7, name="Dina Brook"), agency=Agency(name="Police"))
    known = {"idris@barnet.example": Membership(pk=6)}
    return Invite(sent, people=[role], elsewhere=known.get)


def said(form: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("changed", "field", "error"),
    [
        ({"reason": " "}, "reason", "Enter why it is thought to be complex abuse"),
        ({"threshold_with": ""}, "threshold_with", "Enter the safeguarding adviser"),
        (
            day("quality_told_on", NOW.date() + timedelta(days=1)),
            "quality_told_on",
            "The day must be today or in the past",
        ),
        (moment("scheduled_for", NOW), "scheduled_for", "The date and time must be in the future"),
        (
            {"scheduled_for-time": "quarter past"},
            "scheduled_for",
            "The date and time must have a time like 14:30 or 2:30pm",
        ),
        ({"chair": ""}, "chair", "Select the chair"),
        ({"chair": "8"}, "chair", "Select the chair from the list"),
        ({"authority": "barnet"}, "authority", "Select the authority from the list"),
        ({"place": "x" * 201}, "place", "The room, or how to join must be 200 characters or fewer"),
    ],
)
@pytest.mark.rule("SO-24", "HO-10")
def test_a_meeting_is_not_convened_without_its_facts(changed: dict, field: str, error: str) -> None:
    assert said(convening(**changed)) == {field: [error]}


def test_a_meeting_that_is_typed_whole_is_read_whole() -> None:
    form = convening(**moment("scheduled_for", NOW + timedelta(minutes=1)))
    assert form.is_valid()
    assert (form.cleaned_data["chair"].pk, form.cleaned_data["authority"].code) == (7, "southwark")
    assert (form.cleaned_data["other_boroughs"], form.cleaned_data["quality_told_on"]) == ("", NOW.date())


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({}, {}),
        (moment("held_at", NOW), {"held_at": ["The date and time must be in the past"]}),
        ({"present": []}, {"present": ["Select who came"]}),
        ({"present": ["3", "4"]}, {"present": ["Select who came from the list"]}),
        (
            {"summary": "", "decision": ""},
            {"summary": ["Enter what was found"], "decision": ["Enter what was decided"]},
        ),
    ],
)
def test_a_meeting_is_recorded_with_who_came_and_what_came_of_it(changed: dict, errors: dict) -> None:
    assert said(holding(**changed)) == errors


@pytest.mark.parametrize(
    ("sent", "errors", "invited"),
    [
        ({"whence": "here", "person": "5"}, {}, 5),
        ({"whence": "here", "person": "5", "email": "no address"}, {}, 5),
        ({"whence": "elsewhere", "email": "idris@barnet.example", "person": "99"}, {}, 6),
        ({"whence": "here"}, {"person": ["Select who is invited"]}, None),
        ({"whence": "elsewhere", "person": "5"}, {"email": ["Enter their e-mail address"]}, None),
        (
            {"whence": "elsewhere", "email": "dina@southwark.example"},
            {"email": ["Nobody of another borough signs in here with this e-mail address"]},
            None,
        ),
        ({}, {"whence": ["Select where the person works"]}, None),
    ],
)
def test_somebody_is_invited_from_here_or_from_elsewhere(sent: dict, errors: dict, invited: int | None) -> None:
    form = inviting(**sent)
    assert said(form) == errors
    if invited:
        assert form.invited().pk == invited


def test_the_small_forms_of_the_map_ask_for_what_they_need() -> None:
    assert said(Put({"kind": "child", "name": "A child"})) == {"kind": ["Select who or what it is from the list"]}
    assert said(Put({})) == {"kind": ["Select who or what it is"], "name": ["Enter what it is called"]}
    assert said(Put({"kind": "place", "name": "The flat"})) == {}
    assert said(PutChild({"reference": ""})) == {"reference": ["Enter the reference of the case"]}
    named = [("1", "P1 Dex"), ("2", "L1 The flat")]
    whole = {"one": "1", "other": "2", "nature": "rents", "source": "School"}
    assert said(Link(whole, named=named)) == {}
    assert said(Link(whole | {"other": "1"}, named=named)) == {
        "other": ["A link leads from one to another: choose two"]
    }
    assert said(Link({"one": "1", "other": "2"}, named=named)) == {
        "nature": ["Enter how they are connected"],
        "source": ["Enter where it is known from"],
    }


def test_words_are_said_by_an_agency_that_sits_there() -> None:
    agencies = [Agency(code="southwark-police", name="Southwark police")]
    assert said(Say({"agency": "barnet-police", "words": "x"}, agencies=agencies)) == {
        "agency": ["Select which agency said it from the list"]
    }
    form = Say({"agency": "southwark-police", "words": "As said"}, agencies=agencies)
    assert form.is_valid()
    assert form.cleaned_data["agency"] is agencies[0]


@pytest.mark.rule("SO-24", "ALL-5")
def test_a_strategy_meeting_one_may_not_read_leads_to_no_meeting(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], signed_in: Browse, clock: Any
) -> None:
    case = told("hold")
    strategy = found_complex(case)
    clock.move_to(strategy.held_at + timedelta(hours=1))
    path = f"/complex/convene/{case.ref}/{strategy.pk}/"
    assert signed_in(barnet["coordinator"]).get(path).status_code == 404
    assert signed_in(southwark["worker"]).get(path).status_code == 403
    leader = signed_in(southwark["coordinator"])
    assert leader.get(f"/complex/convene/BCDF-2345/{strategy.pk}/").status_code == 404
    assert leader.get(path).status_code == 200
    know(southwark["coordinator"], case.child, at=strategy.held_at)
    assert leader.get(path).status_code == 404
    assert leader.post(path, TYPED).status_code == 404
    assert not ComplexMeeting.objects.exists()
    viewed = Event.objects.filter(verb="viewed", subject="meetings.strategymeeting")
    assert list(viewed.values_list("actor", "case")) == [(southwark["coordinator"].pk, case.ref)]


def test_what_was_typed_stays_and_nothing_is_kept_where_a_meeting_cannot_be_convened(
    southwark: Cast, signed_in: Browse
) -> None:
    client = signed_in(southwark["service"])
    sent = TYPED | {"chair": southwark["coordinator"].pk, **day("scheduled_for", NOW.date() - timedelta(days=1))}
    answer = client.post("/complex/convene/", sent)
    assert error_of(answer, "scheduled_for") == "The date and time must be in the future"
    assert texts(answer, "main textarea")[0] == TYPED["reason"]
    assert not ComplexMeeting.objects.exists()
    assert not Message.objects.exists()


def test_what_is_recorded_twice_is_said_beside_the_field_and_kept_once(
    southwark: Cast, meeting: ComplexMeeting, at: datetime, signed_in: Browse, clock: Any
) -> None:
    health = seated(southwark, meeting, "health", at=at)
    leader, path = signed_in(southwark["service"]), meeting.get_absolute_url()
    statement = {"agency": health.agency.code, "words": "Two came to the clinic together."}
    assert leader.post(f"{path}say/", statement).headers["Location"] == path
    assert error_of(leader.post(f"{path}say/", statement), "words") == "This is recorded already."
    assert ComplexStatement.objects.count() == 1
    clock.move_to(MEETS + timedelta(hours=2))
    leader = signed_in(southwark["service"])
    early = HELD | {"present": [health.pk]} | moment("held_at", at - timedelta(minutes=1))
    refused = leader.post(f"{path}record/", early)
    assert error_of(refused, "held_at") == "The meeting cannot have been held before it was convened."
    assert [box for box in texts(refused, "main textarea") if box] == ["One network", "Police lead"]
    held = early | moment("held_at", MEETS)
    assert leader.post(f"{path}record/", held).headers["Location"] == path
    assert error_of(leader.post(f"{path}record/", held), "held_at") == "This meeting is recorded already."
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.recorded_by) == (MEETS, southwark["service"])


def test_a_member_s_seat_that_cannot_be_taken_is_refused_on_a_page_that_is_recorded(
    southwark: Cast, meeting: ComplexMeeting, signed_in: Browse
) -> None:
    own = meeting.members.get(user=southwark["service"])
    client, path = signed_in(southwark["service"]), meeting.get_absolute_url()
    refused = client.post(f"{path}members/{own.pk}/withdraw/")
    assert refused.status_code == 409
    assert "Somebody else who keeps the meeting" in words(read(refused.content.decode()))
    assert Event.objects.filter(verb="viewed", detail={"page": "withdraw member"}).count() == 1
    own.refresh_from_db()
    assert own.withdrawn_at is None


def test_whoever_is_not_signed_in_learns_nothing_and_a_stranger_leaves_a_row(
    southwark: Cast, meeting: ComplexMeeting, signed_in: Browse
) -> None:
    path = meeting.get_absolute_url()
    answers = {page: Client().get(page) for page in (path, f"{path}print/", "/complex/", "/complex/ZZZZ-ZZZZ/")}
    assert {answer.status_code for answer in answers.values()} == {302}
    assert len({answer.headers["Location"].partition("?")[0] for answer in answers.values()}) == 1  # to the sign-in
    assert signed_in(southwark["team"]).get(f"{path}record/").status_code == 404
    assert signed_in(southwark["team"]).get("/complex/%01/").status_code == 404
    refused = Event.objects.filter(verb="refused", actor=southwark["team"].pk)
    assert [(event.case, event.subject_id) for event in refused] == [("", None), ("", None)]
