"""Somebody who belongs to two agencies acts for the one that the page names."""

from datetime import datetime, timedelta

import pytest

from mase.agencies.models import Membership
from mase.cases.queries import people_for_actions
from mase.demo.cast import Cast
from meetings.models import ListEntry
from meetings.operations import actions


@pytest.mark.rule("RE-8")
def test_an_action_goes_to_the_agency_that_is_offered_with_the_name(
    southwark: Cast, listed: ListEntry, later: datetime
) -> None:
    owner, old = southwark["school"], southwark["school"].memberships.get()
    other = southwark.authority.agencies.exclude(pk=old.agency_id).get(kind="health")
    Membership.objects.create(user=owner, agency=other, role=old.role, begins_at=old.begins_at + timedelta(days=1))
    offered = dict(people_for_actions(listed.case, at=later))[owner]
    said = {"text": "Ask the nurse.", "owner": owner, "due_on": later.date(), "by": southwark["minutes"]}
    action = actions.agree(listed.case, of=listed, **said, at=later)
    assert (offered, action.agency.name) == (old.agency.name, old.agency.name)
