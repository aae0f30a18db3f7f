"""A notice is a row, written with the act: once for each person, whatever happens afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications import operations
from mase.notifications.models import Message

ROW = {"url": "/cases/K7QF-3MTX/", "reference": "K7QF-3MTX"}


def test_each_person_is_told_what_happened_and_where(southwark: Cast, at: datetime) -> None:
    people = [southwark["mash"], southwark["team"]]
    operations.tell(people, "A case waits", at=at, key="waits-1", **ROW)
    for person in people:
        message = person.messages.get()
        assert (message.text, message.url, message.reference) == ("A case waits", ROW["url"], ROW["reference"])
        assert (message.created_at, message.try_after) == (at, at)
        assert (message.read_at, message.mailed_at, message.attempts) == (None, None, 0)


def test_the_same_key_tells_once_and_another_again(southwark: Cast, at: datetime) -> None:
    for key in ("one", "one", "two"):
        operations.tell([southwark["mash"], southwark["mash"]], "Something", at=at, key=key, **ROW)
    assert sorted(southwark["mash"].messages.values_list("key", flat=True)) == ["one", "two"]


def test_who_was_told_before_does_not_keep_others_from_being_told(southwark: Cast, at: datetime) -> None:
    operations.tell([southwark["mash"]], "Something", at=at, key="one", **ROW)
    operations.tell([southwark["mash"], southwark["team"]], "Something", at=at, key="one", **ROW)
    assert southwark["mash"].messages.count() == southwark["team"].messages.count() == 1


def test_telling_nobody_is_nothing(at: datetime, db: None) -> None:
    operations.tell([], "Something", at=at, key="one", **ROW)
    assert not Message.objects.exists()


def test_an_act_that_is_taken_back_has_told_nobody(southwark: Cast, at: datetime) -> None:
    with transaction.atomic():
        operations.tell([southwark["mash"]], "Something", at=at, key="one", **ROW)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_crowd_is_told_in_one_statement(southwark: Cast, at: datetime, django_assert_num_queries: Callable) -> None:
    with django_assert_num_queries(3):  # the others ask whom conflicts of interest keep from the case, and who covers
        operations.tell(southwark.people.values(), "Something", at=at, key="one", **ROW)
    refs = set(Message.objects.values_list("ref", flat=True))
    assert len(refs) == len(southwark.people), "each has an address that nobody can guess from another"


def test_reading_keeps_the_first_moment(southwark: Cast, at: datetime) -> None:
    operations.tell([southwark["mash"]], "Something", at=at, key="one", **ROW)
    message = southwark["mash"].messages.get()
    for minutes in (1, 2):
        operations.read(message, at=at + timedelta(minutes=minutes))
    message.refresh_from_db()
    assert message.read_at == at + timedelta(minutes=1)


@pytest.mark.rule("SO-12")
def test_the_co_ordinator_and_mash_are_told_of_every_referral(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("refer")
    told_of_it = {message.recipient for message in Message.objects.filter(reference=case.ref)}
    assert told_of_it == {southwark["coordinator"], southwark["mash"]}


def test_no_notice_of_a_whole_story_holds_a_name_or_detail(told: Callable[..., Case]) -> None:
    case = told("submit")
    said = " ".join(f"{message.text} {message.url} {message.reference}" for message in Message.objects.all())
    assert said
    for hidden in (case.child.given_names, case.child.family_name, case.child.address, "Harbour Lane"):
        assert hidden not in said
