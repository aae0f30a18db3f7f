"""The second lock: what a page that forgot to ask could show, the database does not hand out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from mase.agencies.models import User
from mase.cases import locks, operations
from mase.cases.models import Case, Conflict, PersonGrant
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.people.models import Person
from mase.urls import urlpatterns as ours
from mase.web import reader
from tests.cases import everywhere
from tests.once import once

GUARDED = {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in locks.conditions()}
RECORDED = {
    model._meta.db_table: model
    for model in apps.get_models()
    if model.__name__.startswith("Historical") and model.instance_type._meta.db_table in GUARDED
}
OF_A_CHILD = [model for model in (*GUARDED.values(), *RECORDED.values()) if "conflict" not in model._meta.db_table]


def list_everything(request: HttpRequest) -> HttpResponse:
    """Forget to ask who may see what: print every column of every row."""
    return HttpResponse("\n".join(str(row) for model in OF_A_CHILD for row in model._base_manager.values_list()))


urlpatterns = [*ours, path("everything/", list_everything)]


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A restricted file, named on which are its worker, the service manager and who was given a part by name."""

    def filled() -> Case:
        panel = stories.schedule(southwark, on=date(2026, 3, 26), at=at)
        case = told("admit")
        everywhere.fill(southwark, case, panel, at=at)
        operations.restrict(case, by=southwark["service"], at=at + timedelta(days=30), reason="Related to a colleague")
        return case

    return once(("everywhere and restricted", at), filled)


@contextmanager
def _answering(person: User | None, at: datetime) -> Iterator[None]:
    with reader.answering(person.pk if person else None, at=at):
        yield


def _shown() -> set[str]:
    """Return the tables of which a page that forgot to ask would show something."""
    return {model.__name__ for model in OF_A_CHILD if model._base_manager.exists()}


def test_a_person_who_is_named_sees_a_row_of_every_table(file: Case, southwark: Cast, at: datetime) -> None:
    with _answering(southwark["worker"], at):
        assert _shown() == {model.__name__ for model in OF_A_CHILD}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["second.worker", "coordinator", "mash", "chair", "inspector", "admin", "privacy"])
def test_who_is_not_named_sees_no_row_of_any_table(file: Case, southwark: Cast, at: datetime, part: str) -> None:
    with _answering(southwark[part], at):
        assert _shown() == set()


def test_nobody_sees_no_row_of_any_table(file: Case, at: datetime) -> None:
    with _answering(None, at):
        assert _shown() == set()


def test_who_is_kept_by_a_conflict_sees_no_row_though_they_are_named(file: Case, southwark: Cast, at: datetime) -> None:
    everywhere.know(southwark["worker"], file.child, at=at)
    with _answering(southwark["worker"], at):
        assert _shown() == set()


def test_a_conflict_that_ended_keeps_nobody(file: Case, southwark: Cast, at: datetime) -> None:
    conflict = everywhere.know(southwark["worker"], file.child, at=at)
    conflict.ended_at, conflict.ended_by, conflict.ended_because = at, southwark["privacy"], "Mixed up"
    conflict.save()
    with _answering(southwark["worker"], at):
        assert Case.objects.exists()


def test_a_grant_that_has_lapsed_names_nobody(file: Case, southwark: Cast, at: datetime) -> None:
    lapses = at + timedelta(days=40)
    PersonGrant.objects.filter(user=southwark["worker"]).update(ends_at=lapses)
    with _answering(southwark["worker"], lapses - timedelta(microseconds=1)):
        assert Case.objects.exists()
    with _answering(southwark["worker"], lapses):
        assert _shown() == set()


def test_an_act_that_reaches_every_case_sees_them_for_the_length_of_its_block(
    file: Case, southwark: Cast, at: datetime
) -> None:
    with _answering(southwark["chair"], at):
        with reader.lifted():
            assert Case.objects.exists()
            with reader.lifted():
                pass
            assert Case.objects.exists(), "a block inside it does not end it"
        assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_opens_no_transaction_reaches_them_too_for_the_whole_block(southwark: Cast, at: datetime) -> None:
    case = stories.tell(southwark, 0, begins_at=at, until="refer")
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    with _answering(southwark["chair"], at):
        with reader.lifted():
            assert [Case.objects.count(), Case.objects.count()] == [1, 1]
        assert not Case.objects.exists()


def test_what_fails_inside_it_leaves_the_lock_fastened(file: Case, southwark: Cast, at: datetime) -> None:
    with _answering(southwark["chair"], at):
        with pytest.raises(RuntimeError), reader.lifted():
            raise RuntimeError
        assert not Case.objects.exists()


def test_a_page_that_lists_everything_shows_nothing_of_a_restricted_child(
    file: Case, told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], settings: object
) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    told("refer", number=1)
    canaries = ("Maya", "Hartwell", "3 Invented Street", "Devon", "9 Far Lane", stories.ANSWERS["discussion"], file.ref)
    for part, user in southwark.people.items():
        page = signed_in(user).get("/everything/").content.decode()
        found = {canary for canary in canaries if canary in page}
        named = file.person_grants.filter(user=user).exists()
        assert bool(found) is named, (part, found)
        assert "Lindqvist" in page or named, "the page does list what is not restricted"


def test_a_page_that_lists_everything_shows_a_stranger_nothing(file: Case, client: Client, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    assert client.get("/everything/").content == b""


def test_the_register_is_between_a_person_and_the_privacy_officers(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], at: datetime
) -> None:
    conflict = everywhere.know(southwark["worker"], told("refer").child, at=at)
    reading = set()
    for cast in (southwark, barnet):
        for part, user in cast.people.items():
            with _answering(user, at):
                seen = Conflict.objects.exists(), Conflict.history.exists()
                assert seen in ((True, True), (False, False))
                reading |= {(cast.authority.code, part)} if seen[0] else set()
    assert reading == {("southwark", "worker"), ("southwark", "privacy")}
    assert conflict.user == southwark["worker"]


def test_a_notice_about_a_child_whom_somebody_knows_is_not_there_for_them(
    southwark: Cast, told: Callable[..., Case], at: datetime
) -> None:
    case = told("refer")
    told_of = Message.objects.filter(reference=case.ref, recipient=southwark["mash"])
    everywhere.know(southwark["mash"], case.child, at=at)
    with _answering(southwark["mash"], at):
        assert not told_of.exists()
        assert Message.objects.filter(reference=case.ref, recipient=southwark["coordinator"]).exists()
    with _answering(southwark["coordinator"], at):
        assert told_of.exists(), "whoever tells or counts notices reaches them all"


def test_somebody_new_can_be_written_down_and_is_then_seen_through_the_child(
    file: Case, southwark: Cast, at: datetime
) -> None:
    with _answering(southwark["school"], at):
        new = Person.objects.create(given_names="New", family_name="Child")
        assert list(Person.objects.all()) == [new]


def test_an_adult_who_was_taken_out_of_a_childs_life_is_not_open_to_everybody_again(
    file: Case, southwark: Cast, at: datetime
) -> None:
    file.child.adults.get().delete()
    with _answering(southwark["school"], at):
        assert not Person.objects.exists()
