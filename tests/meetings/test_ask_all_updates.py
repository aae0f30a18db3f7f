"""Every update that a pre-MASE misses is asked for in one act, after a look at how many these are (HO-9, HO-16)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.asking import unasked
from meetings.involved import involved
from meetings.models import AgencyUpdate, Panel
from meetings.operations import agency_updates as operations
from meetings.operations import moving
from tests.together import overlapping
from tests.web.html import read, words

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
PRE_MASE = datetime(2026, 3, 20, 10, tzinfo=UTC)


@pytest.fixture
def three(panel: Panel, told: Callable[..., Case]) -> list[Case]:
    """One child with a form, one on the cohort, and one whose record is restricted afterwards."""
    return [told("submit"), told("admit", number=1), told("submit", number=2)]


def _all(cast: Cast, panel: Panel, *, at: datetime = NOW) -> list[AgencyUpdate]:
    return operations.ask_all(panel, by=cast["coordinator"], at=at)


@pytest.mark.rule("HO-9", "HO-16")
def test_the_coordinator_asks_for_all_that_is_missing_about_forms_and_cohort_but_not_about_restricted_records(
    southwark: Cast, panel: Panel, three: list[Case], signed_in: Callable[..., Any], clock: Any
) -> None:
    clock.move_to(NOW)
    new, on_cohort, restricted = three
    cases.restrict(restricted, by=southwark["mash"], at=NOW, reason="Related to a member of staff")
    access.open_to_person(restricted, southwark["coordinator"], Section, by=southwark["mash"], at=NOW, reason="Signs")
    operations.ask(new, agencies=[southwark.agency("health")], by=southwark["worker"], at=NOW)
    client, board = signed_in(southwark["coordinator"]), reverse("pre_mase", args=[panel.ref])
    address = reverse("ask_all_updates", args=[panel.ref])
    assert "not asked for yet (7)" in client.get(board).text
    seen = words(read(client.get(address).text))
    assert "You ask 4 agencies for 7 updates, about 2 children." in seen
    assert f"{restricted.ref} This record is restricted" in seen
    assert client.post(address).headers["Location"] == board
    assert "Asked for 7 updates about 2 children." in client.get(board).text
    assert (new.agency_updates.count(), on_cohort.agency_updates.count()) == (4, 4)
    assert not restricted.agency_updates.exists()
    assert Event.objects.filter(verb=Verb.UPDATE_ASKED, actor=southwark["coordinator"].pk).count() == 7
    client.post(address)
    after = client.get(board).text
    assert ("Nobody was asked" in after, address in after) == (True, False)
    assert AgencyUpdate.objects.count() == 8


@pytest.mark.rule("HO-16")
def test_the_cohort_is_asked_about_for_the_next_pre_mase_and_a_form_for_its_own(
    southwark: Cast, panel: Panel, three: list[Case], at: datetime
) -> None:
    by = southwark["coordinator"]
    april = stories.schedule(southwark, on=date(2026, 4, 30), at=at)
    assert not unasked(april, by, at=NOW).cases
    after = PRE_MASE + timedelta(minutes=1)
    assert not unasked(panel, by, at=after).cases
    assert list(unasked(april, by, at=after).to_ask) == [three[1]]
    moving.cancel(april, reason="Chairs", by=by, at=NOW)
    assert not unasked(april, by, at=NOW).cases


def test_each_asks_about_the_children_whose_agencies_they_may_ask(
    southwark: Cast, barnet: Cast, panel: Panel, three: list[Case], signed_in: Callable[..., Any], clock, subtests
) -> None:
    clock.move_to(NOW)
    address = reverse("ask_all_updates", args=[panel.ref])
    refused = dict.fromkeys(("minutes", "chair", "team", "police.member"), 403)
    for part, status in {"coordinator": 200, "worker": 200, **refused, "other.school": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["coordinator"]).get(address).status_code == 404
    colleague = signed_in(southwark["second.worker"])
    assert "There is nobody left to ask" in colleague.get(address).text
    assert colleague.post(address).headers["Location"] == panel.get_absolute_url()
    assert colleague.put(address).status_code == 405
    assert not AgencyUpdate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_all_at_once_ask_each_agency_once(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("submit")
    first, second = overlapping(lambda: _all(southwark, panel), lambda: _all(southwark, panel))
    assert (len(first), second, case.agency_updates.count()) == (len(involved(case, at=NOW)), [], 4)
