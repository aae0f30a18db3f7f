"""What the page of a meeting about complex abuse shows to whoever leads it, sits in it, or has left it (HO-10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings.models import ComplexMeeting, SurgerySession
from meetings.operations import complex_abuse, connections
from tests.cases.pages import links, texts
from tests.meetings.about_complex import MEETS, convened, found_complex, seated
from tests.meetings.in_surgery import session
from tests.together import in_parallel

Browse = Callable[[User], Client]


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


def led(client: Client, meeting: ComplexMeeting) -> set[str]:
    """Return which pages of the meeting the page leads to, and what can be sent from it."""
    path = meeting.get_absolute_url()
    found = set(links(client.get(path)).values())
    return {address.removeprefix(path) for address in found if address and address.startswith(path)} - {""}


@pytest.mark.rule("HO-10")
def test_a_member_reads_what_was_said_and_decided_and_is_led_to_nothing_they_may_not_do(
    southwark: Cast, meeting: ComplexMeeting, at: datetime, signed_in: Browse
) -> None:
    health = seated(southwark, meeting, "health", at=at)
    said = {"agency": health.agency, "words": "Two came to the clinic together."}
    complex_abuse.say(meeting, **said, by=southwark["service"], at=at)
    held = {"held_at": MEETS, "present": [health.pk], "summary": "One network", "decision": "Police lead"}
    complex_abuse.hold(meeting, **held, by=southwark["service"], at=MEETS)
    member, leader = signed_in(southwark["health"]), signed_in(southwark["coordinator"])
    for page in (meeting.get_absolute_url(), f"{meeting.get_absolute_url()}print/"):
        read = " ".join(texts(member.get(page), "main"))
        for words in ("Two came to the clinic together.", "One network", "Police lead", meeting.reason):
            assert words in read, (page, words)
    assert led(member, meeting) == {"print/"}
    assert {"print/", "invite/", "say/", "map/put/", "map/put-child/"} <= led(leader, meeting)
    viewed = Event.objects.filter(verb="viewed", actor=southwark["health"].pk, subject_id=meeting.pk)
    assert [event.detail["page"] for event in viewed.order_by("pk")] == [
        "complex meeting",
        "print complex",
        "complex meeting",
    ]


def test_who_has_left_is_named_to_those_who_stay(
    southwark: Cast, meeting: ComplexMeeting, at: datetime, signed_in: Browse
) -> None:
    seat = seated(southwark, meeting, "health", at=at)
    connections.put(meeting, kind="place", name="The flat", known="", by=southwark["service"], at=at)
    complex_abuse.withdraw(seat, by=southwark["service"], at=at + timedelta(minutes=5))
    page = " ".join(texts(signed_in(southwark["coordinator"]).get(meeting.get_absolute_url()), "main"))
    assert southwark["health"].name in page
    assert signed_in(southwark["health"]).get(f"{meeting.get_absolute_url()}map/put/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_convene_from_one_strategy_meeting_at_once_one_does(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    strategy = found_complex(told("hold"))
    outcomes = in_parallel(lambda number: convened(southwark, at=strategy.held_at, strategy=strategy), 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "ComplexMeeting"]
    assert ComplexMeeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_session_at_the_same_moment_one_does(barnet: Cast, at: datetime) -> None:
    outcomes = in_parallel(lambda number: session(barnet, at=at), 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "SurgerySession"]
    assert SurgerySession.objects.get().slots.count() == 3
