"""Case notes: written at the time, never edited, put right by an addendum; whom a new concern reaches (HO-12)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import notes, operations
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Addendum, Case, Note, NoteKind, Outcome
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.noted import HOUR, NOON, noted
from tests.cases.test_append_only import BY_SQL
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]
DAY = timedelta(days=1)
TYPED = {
    "kind": "contact",
    "about_at-day": "10",
    "about_at-month": "3",
    "about_at-year": "2026",
    "about_at-time": "9:30",
    "text": "She said: “He waits for me.”",
}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def worker(southwark: Cast, signed_in: Browse, clock) -> Client:
    clock.move_to(NOON)
    return signed_in(southwark["worker"])


def address(case: Case, *rest: object) -> str:
    return f"/cases/{case.ref}/notes/" + "".join(f"{part}/" for part in rest)


def written(client: Client, path: str) -> list[str]:
    """Return what the notes on the page say, without their addenda."""
    page = read(client.get(path).content.decode())
    return [words(one(note, ".app-prose")) for note in every(page, "main .moj-timeline__item")]


@pytest.mark.rule("HO-12")
def test_a_note_says_what_happened_when_and_who_wrote_it_how_much_later(
    case: Case, southwark: Cast, signed_in: Browse, clock
) -> None:
    clock.move_to(NOON + 3 * DAY)
    worker = signed_in(southwark["worker"])
    assert worker.post(address(case, "new"), TYPED).headers["Location"] == address(case)
    note = Note.objects.get()
    assert (note.kind, note.recorded_by, note.recorded_at) == ("contact", southwark["worker"], NOON + 3 * DAY)
    page = words(one(read(worker.get(address(case)).content.decode()), "main"))
    for text in (
        "He waits for me",
        "10 March 2026 at 09:30",
        "Written 13 March 2026 at 12:00, 3 days later",
        southwark["worker"].name,
    ):
        assert text in page
    row = Event.objects.get(verb="note_written")
    assert (row.case, row.subject_id, row.detail) == (case.ref, note.pk, {"kind": "contact"})


def test_what_is_missing_or_still_to_come_is_named_and_what_was_typed_stays(case: Case, worker: Client) -> None:
    for differs, error in [
        ({"text": ""}, "Error: Enter what happened"),
        ({"kind": ""}, "Error: Select what it is"),
        ({"about_at-day": "11"}, "Error: When it happened must be in the past"),
    ]:
        page = read(worker.post(address(case, "new"), TYPED | differs).content.decode())
        assert texts(page, ".govuk-error-message") == [error]
        assert one(page, "#id_text").text_content().strip() == (TYPED | differs)["text"]
    assert not Note.objects.exists()


def test_no_note_is_about_what_has_not_happened(case: Case, southwark: Cast) -> None:
    with pytest.raises(Refused):
        noted(southwark, case, about_at=NOON + HOUR)


@pytest.mark.rule("HO-12")
def test_a_note_is_put_right_below_it_and_stays_as_it_was_written(case: Case, southwark: Cast, worker: Client) -> None:
    note = noted(southwark, case)
    answer = worker.post(address(case, note.pk, "add"), {"text": "It was at her youth club."})
    assert answer.headers["Location"] == note.get_absolute_url()
    page = words(one(read(worker.get(note.get_absolute_url()).content.decode()), "main"))
    assert page.index("Met her at school.") < page.index("It was at her youth club.")
    note.refresh_from_db()
    assert note.text == "Met her at school."
    assert Event.objects.get(verb="addendum_written").subject_id == note.pk


@pytest.mark.rule("HO-12")
@pytest.mark.parametrize("model", [Note, Addendum])
def test_the_database_changes_neither_a_note_nor_an_addendum(case: Case, southwark: Cast, model: type) -> None:
    notes.add(noted(southwark, case), text="At her club", by=southwark["team"], at=NOON + HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in BY_SQL:
        changed = statement.format(model._meta.db_table).replace("at = at", "text = 'x'")
        with (
            pytest.raises(DatabaseError, match=r"append-only|foreign key"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(changed)
    assert model.objects.count() == 1


@pytest.mark.rule("HO-12")
def test_a_new_concern_tells_who_works_with_the_child_and_nothing_of_what_it_says(
    case: Case, southwark: Cast, worker: Client
) -> None:
    Message.objects.all().delete()
    answer = worker.post(address(case, "new"), TYPED | {"kind": "concern"})
    note = Note.objects.get()
    assert answer.headers["Location"] == note.get_absolute_url()
    told = {message.recipient: (message.text, message.reference) for message in Message.objects.all()}
    assert told == dict.fromkeys(
        (southwark["team"], southwark["coordinator"]), ("A new concern has been written down", case.ref)
    )
    assert f"/cases/{case.ref}/screenings/" in [
        a.get("href")
        for a in every(read(worker.get(note.get_absolute_url()).content.decode()), "main .govuk-inset-text a")
    ]
    noted(southwark, case, "He is back.", part="coordinator", kind=NoteKind.CONCERN)
    assert Message.objects.filter(recipient=southwark["worker"]).count() == 1
    operations.restrict(case, by=southwark["team"], at=NOON, reason="Related to a member of staff")
    noted(southwark, case, "He rang.", kind=NoteKind.CONCERN)
    assert [southwark[part].messages.count() for part in ("team", "coordinator")] == [3, 1]


@pytest.mark.rule("HO-12")
def test_the_same_words_within_a_minute_are_a_second_press(case: Case, southwark: Cast, worker: Client) -> None:
    note = noted(southwark, case, "Rang the school.")
    with pytest.raises(AlreadyDone):
        noted(southwark, case, "Rang the school.", at=NOON + timedelta(seconds=59))
    noted(southwark, case, "Rang the school.", at=NOON + timedelta(seconds=60))
    noted(southwark, case, "Rang the school.", part="team")
    notes.add(note, text="Twice", by=southwark["worker"], at=NOON)
    with pytest.raises(AlreadyDone):
        notes.add(note, text="Twice", by=southwark["worker"], at=NOON)
    assert worker.post(address(case, "new"), TYPED).status_code == 302
    assert worker.post(address(case, "new"), TYPED).status_code == 409
    assert Note.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_write_one_note(case: Case, southwark: Cast) -> None:
    results = in_parallel(lambda number: noted(southwark, case), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Note"]


def test_notes_are_chosen_by_kind_by_whom_and_by_days_in_london(
    case: Case, southwark: Cast, worker: Client, subtests: pytest.Subtests
) -> None:
    noted(southwark, case, "School", about_at=NOON - DAY)
    noted(southwark, case, "Family", kind=NoteKind.FAMILY)
    noted(southwark, case, "Midnight", part="team", about_at=NOON.replace(hour=0, minute=0))
    day = "since-day={0}&since-month=3&since-year=2026&until-day={0}&until-month=3&until-year=2026"
    for query, found in [
        ("", ["Family", "Midnight", "School"]),
        ("kind=family", ["Family"]),
        (f"by={southwark['team'].pk}", ["Midnight"]),
        (day.format(9), ["School"]),
        (day.format(10), ["Family", "Midnight"]),
        ("kind=agency", []),
    ]:
        with subtests.test(query=query):
            assert written(worker, f"{address(case)}?{query}") == found
            assert written(worker, f"{address(case, 'print')}?{query}") == found[::-1]
    wrong = worker.get(f"{address(case)}?since-day=99&since-month=3&since-year=2026").content.decode()
    assert "The first day must be a real date" in wrong


def test_the_list_goes_on_where_it_stopped_and_asks_as_often_for_a_full_page(
    case: Case, southwark: Cast, worker: Client, django_assert_max_num_queries
) -> None:
    noted(southwark, case, "First")
    rest = [
        Note(case=case, kind="note", text=f"{n}", about_at=NOON - HOUR, recorded_at=NOON, recorded_by=southwark["team"])
        for n in range(29)
    ]
    Note.objects.bulk_create(rest)
    with django_assert_max_num_queries(20):
        first = worker.get(address(case))
    page = read(first.content.decode())
    older = one(page, "main .govuk-pagination__next a").get("href")
    shown = [words(one(note, ".app-prose")) for note in every(page, "main .moj-timeline__item")]
    following = written(worker, older)
    assert (len(shown), len(following)) == (25, 5)
    assert shown + following == [*(f"{n}" for n in reversed(range(29))), "First"]
    assert worker.get(address(case) + "?before=nonsense").status_code == 404


def test_who_reads_and_who_writes(
    case: Case, southwark: Cast, barnet: Cast, signed_in: Browse, worker: Client, subtests: pytest.Subtests
) -> None:
    note = noted(southwark, case)
    for part, reads, writes in [
        ("coordinator", 200, 200),
        ("team", 200, 200),
        ("atm", 200, 200),
        ("mash", 200, 403),
        ("police.mash", 403, 403),
        ("school", 403, 403),
        ("second.worker", 404, 404),
    ]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            pages = [address(case), address(case, "print"), note.get_absolute_url()]
            assert {client.get(path).status_code for path in pages} == {reads}
            assert {client.get(address(case, *rest)).status_code for rest in (["new"], [note.pk, "add"])} == {writes}
    assert signed_in(barnet["coordinator"]).get(address(case)).status_code == 404
    assert worker.post(address(case)).status_code == 405


def test_a_note_of_another_case_is_not_found_here(
    case: Case, told: Callable[..., Case], southwark: Cast, worker: Client
) -> None:
    other = noted(southwark, told("allocate", number=1))
    assert worker.get(address(case, other.pk)).status_code == 404
    assert worker.post(address(case, other.pk, "add"), {"text": "x"}).status_code == 404


def test_the_notes_of_a_closed_case_are_there_to_be_read(
    told: Callable[..., Case], southwark: Cast, signed_in: Browse, clock
) -> None:
    case = told("inform")
    note = noted(southwark, case)
    operations.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOON + HOUR, reason="Moved")
    clock.move_to(NOON + 2 * HOUR)
    client = signed_in(southwark["coordinator"])
    assert written(client, address(case)) == ["Met her at school."]
    assert address(case, "new") not in client.get(address(case)).content.decode()
    with pytest.raises(CaseClosed):
        noted(southwark, case, "More", part="coordinator", at=NOON + 2 * HOUR)
    with pytest.raises(CaseClosed):
        notes.add(note, text="More", by=southwark["coordinator"], at=NOON + 2 * HOUR)
