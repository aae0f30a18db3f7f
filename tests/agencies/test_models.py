"""Who is who, as the database holds it: one account an address, one role at a time, one social care an authority."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from mase.agencies import access, operations
from mase.agencies.models import Agency, Authority, Membership, User
from mase.agencies.roles import Permission
from mase.demo.cast import Cast

HOUR = timedelta(hours=1)


def _refused(act: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_an_address_has_one_account_however_it_is_written(db: None) -> None:
    user = User.objects.create_user("Ada.Lovelace@Southwark.Example", name="Ada")
    assert user.email == "ada.lovelace@southwark.example"
    assert not user.has_usable_password()
    _refused(lambda: User.objects.create_user("ada.lovelace@southwark.example", name="Another"))
    _refused(lambda: User.objects.create(email="Capitals@southwark.example", name="Another"))


def test_the_database_keeps_nonsense_out(southwark: Cast, at: datetime) -> None:
    csc, police = southwark.agency("csc"), southwark.agency("police")
    facts = {"user": southwark["mash"], "agency": csc, "begins_at": at}
    _refused(lambda: Membership.objects.create(role="king", **facts))
    _refused(lambda: Membership.objects.create(role="mash_manager", **facts))
    _refused(lambda: Membership.objects.create(role="co_ordinator", ends_at=at - HOUR, **facts))
    for wrong in ({"kind": "circus"}, {"kind": "social_care"}):
        police.kind = wrong["kind"]
        _refused(police.save)


def test_a_role_may_be_held_again_after_it_ended(southwark: Cast, at: datetime) -> None:
    person, csc = southwark["mash"], southwark.agency("csc")
    operations.end_membership(person.memberships.get(), by=southwark["admin"], at=at + HOUR)
    person.memberships.create(agency=csc, role="mash_manager", begins_at=at + 3 * HOUR)
    held = [bool(access.memberships(person, at=at + hours * HOUR)) for hours in range(5)]
    assert held == [True, False, False, True, True]


def test_nobody_who_ever_acted_can_be_deleted(southwark: Cast) -> None:
    for row in (southwark["mash"], southwark.agency("csc"), southwark.authority):
        with pytest.raises(ProtectedError):
            row.delete()


def test_who_holds_a_role_is_asked_of_an_authority_and_a_moment(southwark: Cast, barnet: Cast, at: datetime) -> None:
    def holders(role: str, authority: Authority, after: timedelta = HOUR) -> list[User]:
        return list(User.objects.holding(role, authority=authority, at=at + after))

    assert holders("mash_manager", southwark.authority) == [southwark["mash"]]
    assert holders("mash_manager", barnet.authority) == [barnet["mash"]]
    assert holders("mash_manager", southwark.authority, -HOUR) == []
    two = sorted([southwark["worker"], southwark["second.worker"]], key=lambda user: user.name)
    assert holders("social_worker", southwark.authority) == two
    southwark["worker"].is_active = False
    southwark["worker"].save()
    assert holders("social_worker", southwark.authority) == [southwark["second.worker"]]


def test_the_people_of_an_agency_are_those_in_force(southwark: Cast, at: datetime) -> None:
    police: Agency = southwark.agency("police")
    operations.end_membership(southwark["inspector"].memberships.get(), by=southwark["admin"], at=at)
    people = set(User.objects.of(police, at=at))
    assert people == {southwark["police.mash"], southwark["police.chair"], southwark["police.member"]}


def test_what_a_person_may_do_at_a_desk_goes_by_roles_in_force(southwark: Cast, barnet: Cast, at: datetime) -> None:
    person = southwark["admin"]
    person.memberships.create(agency=barnet.agency("csc"), role="administrator", begins_at=at + HOUR)

    def administers(after: timedelta) -> list[str]:
        return [a.code for a in access.authorities(person, Permission.DESK_PEOPLE, at=at + after)]

    assert administers(timedelta(0)) == ["southwark"]
    assert administers(HOUR) == ["barnet", "southwark"]
    assert access.holds_any_role(person, ("administrator",), authority=southwark.authority, at=at)
    assert not access.holds_any_role(person, ("administrator",), authority=barnet.authority, at=at)
    assert not access.holds_any_role(person, ("mash_manager",), authority=southwark.authority, at=at)


def test_what_changed_about_a_role_is_kept(southwark: Cast, at: datetime) -> None:
    membership = southwark["mash"].memberships.get()
    operations.end_membership(membership, by=southwark["admin"], at=at)
    assert [row.ends_at for row in membership.history.order_by("history_id")] == [None, at]


def test_the_history_of_a_person_keeps_no_password(southwark: Cast) -> None:
    fields = {field.name for field in User.history.model._meta.get_fields()}
    assert "name" in fields
    assert not fields & {"password", "last_login"}
