"""The offer of a return interview is a fact of its own: declined is not the same as not offered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import MissingEpisode
from tests.referrals.trail import rows, running
from tests.riskscreening.away import NOW, TUESDAY, moment, offer, record
from tests.together import in_parallel
from tests.web.html import every, links, one, read, texts, words


@pytest.fixture
def back(case: Case, southwark: Cast) -> MissingEpisode:
    """A child who came back on Tuesday at nine."""
    return record(case, southwark, at=TUESDAY + timedelta(hours=1), returned_at=TUESDAY)


def address(episode: MissingEpisode) -> str:
    return reverse("offer_interview", args=[episode.case.ref, episode.pk])


def posted(number: str = "10", time: str = "15:00", **differs: str) -> dict[str, str]:
    return moment("offered_at", number, time) | {"offered_by": "A project worker"} | differs


@pytest.mark.parametrize("part", ["worker", "coordinator"])
def test_the_offer_is_recorded_on_the_page(part: str, back: MissingEpisode, southwark: Cast, at_desk: Callable) -> None:
    response = at_desk(part).post(address(back), posted())
    assert response.headers["Location"] == reverse("screenings", args=[back.case.ref])
    back.refresh_from_db()
    assert (back.offered_at, back.offered_by) == (TUESDAY + timedelta(hours=6), "A project worker")
    assert back.history.count() == 2
    (row,) = rows(back.case, Verb.INTERVIEW_OFFERED)
    assert (row.actor, row.at) == (southwark[part].pk, NOW)


def test_the_offer_alone_is_not_the_interview(back: MissingEpisode, southwark: Cast) -> None:
    offer(back, southwark)
    assert (back.interview, "return_interview" in running(back.case)) == (None, True)


def test_the_tab_says_what_is_on_record_and_what_is_not(
    back: MissingEpisode, southwark: Cast, at_desk: Callable
) -> None:
    client, tab = at_desk("worker"), reverse("screenings", args=[back.case.ref])
    before = read(client.get(tab).content.decode())
    assert "Owed, not offered yet" in words(one(before, "main"))
    assert links(before, "main a")["Record the offer"] == address(back)
    offer(back, southwark)
    after = read(client.get(tab).content.decode())
    assert "Offered 10 March 2026 at 09:00, by A project worker" in words(one(after, "main"))
    assert "Record the offer" not in links(after, "main a")


def test_it_is_offered_once(back: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]) -> None:
    offer(back, southwark)
    with pytest.raises(AlreadyDone):
        offer(back, southwark)
    client = at_desk("worker")
    assert client.post(address(back), posted()).status_code == 409
    assert every(read(client.get(address(back)).content.decode()), "main form") == []


def test_before_the_return_nothing_is_offered(case: Case, southwark: Cast, at_desk: Callable) -> None:
    episode = record(case, southwark)
    with pytest.raises(StepMissing):
        offer(episode, southwark)
    assert "The return comes first" in words(read(at_desk("worker").get(address(episode)).content.decode()))


def test_it_is_not_offered_before_the_return(back: MissingEpisode, southwark: Cast) -> None:
    with pytest.raises(Refused):
        offer(back, southwark, offered_at=TUESDAY - timedelta(minutes=1))


BAD = [
    (posted("10", "8:59"), ["Error: The moment of the offer must be after the return"]),
    (posted("11", "10:01"), ["Error: The moment of the offer must be in the past"]),
    (posted("", "9:00"), ["Error: The moment of the offer must include a day"]),
    (posted(offered_by=" "), ["Error: Enter who offered the interview"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    back: MissingEpisode, at_desk: Callable[[str], Client], subtests: pytest.Subtests
) -> None:
    client = at_desk("worker")
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(back), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_offered_at-time").get("value") == typed_in["offered_at-time"]
    back.refresh_from_db()
    assert back.offered_at is None


def test_other_roles_record_nothing(back: MissingEpisode, barnet: Cast, signed_in: Callable, at_desk: Callable) -> None:
    for part, expected in [("team", 403), ("mash", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        assert at_desk(part).post(address(back), posted()).status_code == expected, part
    assert signed_in(barnet["worker"]).post(address(back), posted()).status_code == 404
    back.refresh_from_db()
    assert back.offered_at is None


def test_other_methods_are_refused(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").put(address(back)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_offer(back: MissingEpisode, southwark: Cast) -> None:
    results = in_parallel(lambda number: offer(back, southwark), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "MissingEpisode"]
