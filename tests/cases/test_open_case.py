"""A case is opened at first contact and belongs to the authority's social care from the first minute."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from mase.agencies.roles import Permission, Section
from mase.audit.models import Event
from mase.cases import access, operations
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.factories import PersonFactory


@pytest.fixture
def opened(southwark: Cast, barnet: Cast, at: datetime) -> Case:
    return operations.open_case(PersonFactory(), authority=southwark.authority, by=southwark["school"], at=at)


def test_social_care_sees_the_whole_file_and_nobody_else_sees_it(
    opened: Case, southwark: Cast, barnet: Cast, at: datetime
):
    assert {grant.group for grant in opened.agency_grants.all()} == {southwark.agency("csc").group}
    assert opened.agency_grants.count() == len(Section)
    assert access.may(southwark["mash"], Permission.CASE_VIEW, opened, at=at)
    for stranger in (southwark["school"], southwark["police.mash"], southwark["admin"], barnet["mash"]):
        assert not access.may(stranger, Permission.CASE_VIEW, opened, at=at), stranger.email


def test_the_opening_is_in_the_trail(opened: Case, southwark: Cast, at: datetime) -> None:
    event = Event.objects.get(verb="case_opened")
    assert (event.case, event.actor, event.agency, event.at) == (
        opened.ref,
        southwark["school"].pk,
        "southwark-harbour",
        at,
    )


def test_it_waits_in_mash_with_a_reference_that_says_nothing(opened: Case) -> None:
    assert (opened.stage, opened.closed_at, opened.worker) == (Stage.MASH_CHECK, None, None)
    assert opened.child.family_name not in str(opened)
    assert str(opened.pk) not in opened.get_absolute_url()


def test_two_cases_never_share_a_reference(opened: Case, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(ref=opened.ref, child=opened.child, authority=opened.authority, opened_at=at)


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "closed"},
        {"closed_because": "Half of it"},
        {"closed_as": "moved"},
        {"restricted_because": "Half of it"},
        {"restricted_at": datetime.fromisoformat("2026-03-02T10:00:00+00:00")},
    ],
    ids=str,
)
def test_the_facts_of_one_act_stand_or_fall_together(opened: Case, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        setattr(opened, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.save()
