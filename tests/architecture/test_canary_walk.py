"""Every address × every role, with other children beside the one whose pages are opened: nothing of theirs shows.

One of the others is restricted, from one a conflict of interest keeps everybody, one is another borough's. The first
two have gone as far as the child whose pages are opened and stand on the list of the same meeting. Every text in their
files has been written over with a word that stands nowhere else.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import CharField, Field, Model, TextField
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mase.agencies.models import User
from mase.cases import locks
from mase.cases import operations as cases
from mase.cases.models import Case, Conflict
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from tests.architecture import test_permission_matrix as matrix
from tests.architecture.addresses import Addresses
from tests.once import once

addresses = matrix.addresses
SignIn = Callable[[User], Client]
RESTRICTED, KEPT_FROM, ELSEWHERE = CANARIES = ("Zzyzxrestricted", "Zzyzxkeptfrom", "Zzyzxelsewhere")
DOWNLOADS = {"board", "timeliness_list"}  # which also give a sheet, for "?format=csv"


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """The case whose pages are opened, and two others on the list of the same meeting."""
    return once(("beside", at), lambda: matrix.everywhere(southwark, told, at=at, beside=[1, 2]))


@pytest.fixture
def canaries(file: Case, barnet: Cast, at: datetime) -> dict[str, Case]:
    """The files of the three others by the word that fills them; nobody is kept from any of them yet."""
    first, second = Case.objects.exclude(pk=file.pk).order_by("pk")
    panel = file.list_entries.get().panel_id
    assert [case.list_entries.get().panel_id for case in (first, second)] == [panel, panel]
    found = dict(zip(CANARIES, (first, second, stories.tell(barnet, 3, begins_at=at, until="sign")), strict=True))
    for word, case in found.items():
        _write_over(case, word)
    return found


def test_the_words_reach_the_pages_of_whoever_may_see_the_children(
    canaries: dict[str, Case], southwark: Cast, signed_in: SignIn, addresses: Addresses
) -> None:
    found = set(_met(signed_in(southwark["coordinator"]), canaries, addresses, "coordinator"))
    for word in (RESTRICTED, KEPT_FROM):
        assert {(word, page) for page in ("cases", "panel", "list_case", "case", "history")} <= found
    assert ELSEWHERE not in {word for word, _ in found}


@pytest.mark.rule("ALL-5")
def test_nobody_meets_a_child_they_may_not_see_on_any_page(
    canaries: dict[str, Case], southwark: Cast, signed_in: SignIn, addresses: Addresses, at: datetime
) -> None:
    restricted = canaries[RESTRICTED]
    cases.restrict(restricted, by=southwark["mash"], at=at + timedelta(days=40), reason=RESTRICTED)
    named = set(restricted.person_grants.values_list("user", flat=True))
    found = []
    for part in matrix.ONE_OF_EACH_ROLE:
        person = southwark[part]
        _keep_from(canaries[KEPT_FROM], person, at=at)
        met = _met(signed_in(person), canaries, addresses, part)
        found += [(part, word, page) for word, page in met if word != RESTRICTED or person.pk not in named]
    assert found == []


def test_no_message_says_a_word(canaries: dict[str, Case], southwark: Cast, at: datetime) -> None:
    for word, case in canaries.items():
        if case.authority == southwark.authority:
            cases.restrict(case, by=southwark["mash"], at=at + timedelta(days=40), reason=word)
    while notices.send_next(at=at + timedelta(days=41)) is not None:
        pass
    assert mail.outbox
    assert [mailed.subject for mailed in mail.outbox if any(word in str(mailed.message()) for word in CANARIES)] == []


def _met(client: Client, canaries: dict[str, Case], addresses: Addresses, part: str) -> Iterator[tuple[str, str]]:
    """Return the words that the browser gets, each with the page: the first child's, the desk's, the others' own."""
    for name, answer in _opened(client, addresses, part):
        text = _text(answer)
        yield from ((word, name) for word in CANARIES if word in text)
    for word, case in canaries.items():
        for name in ("case", "history", "pathway", "allocate", "screenings", "strategies", "mase"):
            if word in _text(client.get(reverse(name, args=[case.ref]))):
                yield word, name


def _opened(client: Client, addresses: Addresses, part: str) -> Iterator[tuple[str, HttpResponseBase]]:
    """Return what the browser gets at every address that the role may open, for the child whose pages are opened."""
    held = matrix.role_of(part).permissions
    open_to_role = [route for route in matrix.ROUTES if route.permission is None or route.enough & held]
    for route in [route for route in open_to_role if route.name not in matrix.PRINTED]:  # packed: no word shows in them
        try:
            address = reverse(route.name, kwargs=addresses.arguments(route, part))
        except (NoReverseMatch, ObjectDoesNotExist):  # of something this person has not begun
            continue
        if route.name != "account_logout":
            yield route.name, client.get(address)
        if route.name in DOWNLOADS:
            yield f"{route.name} as a sheet", client.get(address, {"format": "csv"})


def _text(answer: HttpResponseBase) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", errors="replace")


def _keep_from(case: Case, person: User, *, at: datetime) -> None:
    known = {"person": case.child, "relation": "Related", "declared_at": at, "declared_by": person}
    Conflict.objects.create(user=person, **known)


def _write_over(case: Case, word: str) -> None:
    """Put the word into every text of the file that is free to say anything."""
    child = case.child
    child.given_names, child.family_name, child.known_as = word, f"{word}family", word
    child.address, child.school = f"1 {word} Street", word
    child.save()
    guarded = locks.conditions()
    for model in apps.get_models():
        if model._meta.db_table in guarded and "case" in {field.name for field in model._meta.fields}:
            _fill(model, case, word)


def _fill(model: type[Model], case: Case, word: str) -> None:
    free = [field for field in model._meta.fields if _is_free(field)]
    if not free:
        return
    table = model._meta.db_table
    texts = ", ".join(f"\"{field.column}\" = CASE \"{field.column}\" WHEN '' THEN '' ELSE %s END" for field in free)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # what is append-only is written over too
        cursor.execute(f"UPDATE {table} SET {texts} WHERE case_id = %s", [*(word for _ in free), case.pk])  # noqa: S608
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _is_free(field: Field) -> bool:
    written = isinstance(field, TextField) or (isinstance(field, CharField) and (field.max_length or 0) >= 100)
    return written and not field.choices and not field.null and not field.unique
