"""Letting a deadline go, with the reason, by somebody who does not answer for it; a breach stays a breach."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from mase.agencies.models import User
from mase.cases import deadlines, ladder
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import kinds

INSTANT = timedelta(microseconds=1)
WHY = {"reason": "The family moved away on the same day"}


def _row(deadline: Deadline) -> dict[str, Any]:
    return Deadline.objects.filter(pk=deadline.pk).values().get()


def test_it_ends_with_who_when_and_why(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    deadline = owed("service_manager")
    deadlines.waive(deadline, at=at, by=southwark["service"], **WHY)
    deadline.refresh_from_db()
    assert (deadline.closed_at, deadline.closed_as, deadline.next_at) == (at, "waived", None)
    line = deadline.events.latest("pk")
    assert (line.kind, line.at, line.by, line.reason) == ("waived", at, southwark["service"], WHY["reason"])
    assert not ladder.sweep(at=at + timedelta(days=30))


@pytest.mark.parametrize("swept", [True, False])
def test_what_was_late_was_late(owed: Callable[..., Deadline], southwark: Cast, swept: bool) -> None:
    deadline = owed("service_manager")
    late = deadline.due_at + INSTANT
    if swept:
        ladder.sweep(at=late)
    deadlines.waive(deadline, at=late, by=southwark["service"], **WHY)
    deadline.refresh_from_db()
    assert (deadline.breached_at, deadline.closed_as) == (deadline.due_at, "waived")
    assert kinds(deadline) == ["started", "breached", "waived"]


def test_nobody_waives_what_they_owe_by_name(
    owed: Callable[..., Deadline], hers: Callable[[str], User], at: datetime
) -> None:
    deadline = owed("service_manager", owner=hers("worker"))
    before = _row(deadline)
    with pytest.raises(NotEntitled):
        deadlines.waive(deadline, at=at, by=deadline.owner, **WHY)
    assert (_row(deadline), kinds(deadline)) == (before, ["started"])


def test_nor_what_their_role_owes(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    deadline = owed("service_manager", owner_role="mash_manager")
    with pytest.raises(NotEntitled):
        deadlines.waive(deadline, at=at, by=southwark["mash"], **WHY)
    assert kinds(deadline) == ["started"]


def test_where_a_colleague_is_named_the_role_may_decide(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    southwark["atm"].memberships.create(agency=southwark.agency("csc"), role="team_manager", begins_at=at)
    deadline = owed("service_manager", owner=southwark["atm"], owner_role="team_manager")
    deadlines.waive(deadline, at=at, by=southwark["team"], **WHY)
    assert kinds(deadline) == ["started", "waived"]


def test_who_held_the_role_once_may_decide(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    membership = southwark["mash"].memberships.get()
    membership.ends_at = at
    membership.save()
    deadline = owed("service_manager", owner_role="mash_manager")
    deadlines.waive(deadline, at=at, by=southwark["mash"], **WHY)
    assert kinds(deadline) == ["started", "waived"]


def test_an_owner_who_was_named_since_the_page_was_opened_is_refused_too(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    deadline = owed("service_manager", owner=southwark["atm"])
    Deadline.objects.update(owner=southwark["team"])
    with pytest.raises(NotEntitled):
        deadlines.waive(deadline, at=at, by=southwark["team"], **WHY)


@pytest.mark.parametrize("first", [deadlines.meet, deadlines.withdraw])
def test_what_has_ended_is_not_waived(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime, first: Callable[..., None]
) -> None:
    deadline = owed("service_manager")
    first(deadline.case, "action", at=at, by=southwark["mash"], key=deadline.key, reason="Done otherwise")
    before = (_row(deadline), kinds(deadline))
    with pytest.raises(AlreadyDone, match="has ended"):
        deadlines.waive(deadline, at=at, by=southwark["service"], **WHY)
    assert (_row(deadline), kinds(deadline)) == before


def test_what_an_agency_owes_to_a_meeting_is_waived_alike(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    how = {"owner_role": "partner_lead", "agency": southwark.agency("health")}
    deadline = owed("co_ordinator", on=southwark.authority, **how)
    with pytest.raises(NotEntitled):
        deadlines.waive(deadline, at=at, by=southwark["health"], **WHY)
    deadlines.waive(deadline, at=at, by=southwark["coordinator"], **WHY)
    assert kinds(deadline) == ["started", "waived"]


def test_another_agency_s_lead_is_not_its_owner(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    how = {"owner_role": "partner_lead", "agency": southwark.agency("health")}
    deadline = owed("co_ordinator", on=southwark.authority, **how)
    deadlines.waive(deadline, at=at, by=southwark["education"], **WHY)  # who may see it at all is the page's question
    assert kinds(deadline) == ["started", "waived"]
