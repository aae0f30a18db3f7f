"""Whom people know: declared by themselves or the privacy officer, in force at once, ended only by another."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, conflicts, ladder, operations
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Conflict
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.people.models import Person, Relationship
from mase.web import reader
from tests.cases.pages import error_of, texts
from tests.factories import CaseFactory

DAY = timedelta(days=1)
TYPED = {"names": "Maya Hartwell", "address": "", "relation": "My niece"}
NOTHING = {"names": "", "born_on": None, "address": "", "relation": "Cousin"}
Browse = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """Maya Hartwell's case, allocated to a social worker."""
    return told("allocate")


def _declare(cast: Cast, part: str, at: datetime, **facts: object) -> Conflict:
    given = NOTHING | {"names": "Maya Hartwell"} | facts
    return conflicts.declare(cast[part], by=cast[part], at=at, **given)  # type: ignore[arg-type]


def _sees(user: User, case: Case, at: datetime) -> bool:
    return access.may(user, Permission.CASE_VIEW, case, at=at)


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(
    "facts",
    [
        {"names": "Maya Hartwell"},
        {"names": "maya  HARTWELL"},
        {"names": "Maya Hartwell", "born_on": "hers"},
        {"names": "", "address": "12 Other Road, SE1 7PB"},
        {"names": "", "address": "flat 3, se17pb"},
        {"names": "Devon Older"},
    ],
    ids=str,
)
def test_the_child_an_adult_or_the_address_closes_the_case_to_whoever_knows_them(
    case: Case, southwark: Cast, at: datetime, facts: dict[str, object]
) -> None:
    case.child.address = "3 Invented Street, London SE1 7PB"
    case.child.save()
    adult = Person.objects.create(given_names="Devon", family_name="Older")
    Relationship.objects.create(child=case.child, adult=adult, kind="parent", noted_at=at, noted_by=southwark["worker"])
    if "born_on" in facts:
        facts = facts | {"born_on": case.child.born_on}
    assert _sees(southwark["team"], case, at)
    _declare(southwark, "team", at, **facts)
    assert not _sees(southwark["team"], case, at)
    assert southwark["team"].pk in access.kept_out(case)


@pytest.mark.parametrize(
    "facts",
    [
        {"names": "Maya Hartwel"},
        {"names": "Hartwell Maya"},
        {"names": "Maya Hartwell", "born_on": date(1990, 1, 1)},
        {"names": "", "address": "12 Other Road, SE1 7PB"},
    ],
    ids=str,
)
def test_somebody_else_of_like_name_or_address_closes_nothing(
    case: Case, southwark: Cast, at: datetime, facts: dict[str, object]
) -> None:
    _declare(southwark, "team", at, **facts)
    assert _sees(southwark["team"], case, at)
    assert access.kept_out(case) == frozenset()


def test_the_worker_loses_sight_at_once_and_their_manager_is_asked_for_another(
    case: Case, southwark: Cast, at: datetime
) -> None:
    conflict = _declare(southwark, "worker", at + DAY)
    assert not _sees(southwark["worker"], case, at + DAY)
    notice = Message.objects.get(text="A case needs another social worker")
    assert (notice.recipient, notice.reference) == (southwark["team"], case.ref)
    assert notice.url == f"/cases/{case.ref}/allocate/"
    _declare(southwark, "worker", at + DAY, names="Else Where")
    assert Message.objects.filter(text="A case needs another social worker").count() == 1, "told once"
    event = Event.objects.filter(verb="conflict_declared").first()
    assert event is not None
    assert (event.actor, event.subject_id, event.case) == (southwark["worker"].pk, conflict.pk, "")
    assert "Maya" not in str(event.detail)


def test_where_the_manager_knows_the_child_too_the_service_manager_is_asked(
    case: Case, southwark: Cast, at: datetime
) -> None:
    _declare(southwark, "team", at + DAY)
    _declare(southwark, "worker", at + DAY)
    notice = Message.objects.get(text="A case needs another social worker")
    assert notice.recipient == southwark["service"]


def test_what_the_worker_owes_goes_up_the_ladder(case: Case, southwark: Cast, at: datetime) -> None:
    owed = case.deadlines.open().get(code="screening")
    assert owed.owner == southwark["worker"]
    _declare(southwark, "worker", at + DAY)
    Message.objects.all().delete()
    ladder.sweep(at=owed.due_at + timedelta(minutes=1))
    told = set(Message.objects.filter(key__startswith=f"deadline-{owed.pk}-").values_list("recipient", flat=True))
    assert southwark["team"].pk in told
    assert southwark["worker"].pk not in told


def test_who_knows_the_child_is_not_offered_the_case_and_is_not_given_it(
    told: Callable[..., Case], southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    case = told("decide")
    _declare(southwark, "second.worker", at)
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/allocate/")
    offered = " ".join(texts(page, ".govuk-radios__label"))
    assert southwark["worker"].name in offered
    assert southwark["second.worker"].name not in offered
    with pytest.raises(NotEntitled) as refused:
        operations.allocate(case, southwark["second.worker"], by=southwark["team"], at=at + DAY)
    assert "conflict" not in str(refused.value), "why is between the person and the privacy officer"


def test_everybody_declares_whom_they_know_and_sees_their_own(southwark: Cast, signed_in: Browse) -> None:
    for part in ("worker", "police.member", "school", "admin", "privacy"):
        client = signed_in(southwark[part])
        page = client.post("/conflicts/", TYPED, follow=True)
        assert "It has been noted." in page.content.decode()
        assert texts(page, "tbody th") == ["Maya Hartwell"]
    assert Conflict.objects.count() == 5


def test_the_page_names_whom_to_ask_for_an_end_and_offers_none(
    southwark: Cast, barnet: Cast, signed_in: Browse, at: datetime
) -> None:
    _declare(southwark, "worker", at)
    page = signed_in(southwark["worker"]).get("/conflicts/").content.decode()
    assert southwark["privacy"].name in page
    assert "/end/" not in page
    assert "Maya" not in signed_in(southwark["team"]).get("/conflicts/").content.decode()


@pytest.mark.rule("ALL-5")
def test_the_answer_is_the_same_whether_or_not_there_is_such_a_child(
    case: Case, southwark: Cast, signed_in: Browse
) -> None:
    answers, queries = [], []
    for names in ("Maya Hartwell", "Zoya Hartwell"):
        client = signed_in(southwark["second.worker"])
        with CaptureQueriesContext(connection) as asked:
            posted = client.post("/conflicts/", TYPED | {"names": names})
        queries.append(len(asked))
        assert (posted.status_code, posted["Location"]) == (302, "/conflicts/")
        answers.append(_without_tokens(client.get("/conflicts/").content.decode()).replace(names, "X"))
        Conflict.objects.all().delete()
    assert answers[0] == answers[1]
    assert queries[0] == queries[1], "nor does the time it takes say it"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"names": "", "address": ""}, "names"),
        ({"names": " - ", "address": ""}, "names"),
        ({"names": "", "address": "3 Invented Street"}, "address"),
        ({"relation": ""}, "relation"),
        ({"born_on-day": "1", "born_on-month": "1", "born_on-year": "2099"}, "born_on"),
    ],
)
def test_what_says_too_little_is_explained_and_kept(
    southwark: Cast, signed_in: Browse, typed: dict[str, str], field: str
) -> None:
    page = signed_in(southwark["worker"]).post("/conflicts/", TYPED | typed)
    assert error_of(page, field)
    assert not Conflict.objects.exists()


def test_the_privacy_officer_links_a_child_whose_name_is_spelled_otherwise(
    case: Case, southwark: Cast, barnet: Cast, signed_in: Browse
) -> None:
    client = signed_in(southwark["privacy"])
    typed = {"user": str(southwark["team"].pk), "names": "", "address": "", "relation": "Cousin"}
    wrong = client.post("/privacy/conflicts/new/", typed | {"reference": "NNNN-NNNN"})
    assert "No case of their authority has this reference" in error_of(wrong, "reference")
    assert client.post("/privacy/conflicts/new/", typed | {"reference": case.ref.lower()}).status_code == 302
    assert Conflict.objects.get().person == case.child
    page = client.get("/privacy/conflicts/")
    assert texts(page, "td[data-label=Cases]") == ["1"]
    assert "Maya" not in page.content.decode()


def test_a_reference_of_another_authority_links_nothing(case: Case, barnet: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        conflicts.declare(barnet["team"], by=barnet["privacy"], at=at, **NOTHING, reference=case.ref)


def test_the_register_holds_ones_own_authority_and_who_has_left(
    southwark: Cast, barnet: Cast, signed_in: Browse, at: datetime
) -> None:
    _declare(southwark, "worker", at)
    _declare(barnet, "worker", at, names="Elsewhere Only")
    southwark["worker"].memberships.get().delete()
    southwark["worker"].memberships.create(
        agency=southwark.agency("csc"), role="social_worker", begins_at=at - 9 * DAY, ends_at=at - DAY
    )
    page = signed_in(southwark["privacy"]).get("/privacy/conflicts/").content.decode()
    assert "Has left" in page
    assert "Elsewhere Only" not in page


def test_ending_asks_for_the_reason_and_opens_the_case_again(
    case: Case, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    conflict = _declare(southwark, "team", at)
    address = f"/privacy/conflicts/{conflict.pk}/end/"
    client = signed_in(southwark["privacy"])
    assert error_of(client.post(address, {"reason": " "}), "reason")
    assert client.post(address, {"reason": "Another child of that name"}).status_code == 302
    assert _sees(southwark["team"], case, at)
    event = Event.objects.get(verb="conflict_ended")
    assert (event.actor, event.reason) == (southwark["privacy"].pk, "Another child of that name")
    with pytest.raises(AlreadyDone):
        conflicts.end(conflict, reason="Again", by=southwark["privacy"], at=at)


def test_nobody_ends_their_own(southwark: Cast, at: datetime) -> None:
    conflict = _declare(southwark, "privacy", at)
    with pytest.raises(NotEntitled):
        conflicts.end(conflict, reason="It is nothing", by=southwark["privacy"], at=at)


def test_another_authoritys_privacy_officer_finds_nothing_to_end(
    southwark: Cast, barnet: Cast, signed_in: Browse, at: datetime
) -> None:
    conflict = _declare(southwark, "worker", at)
    address = f"/privacy/conflicts/{conflict.pk}/end/"
    assert signed_in(barnet["privacy"]).post(address, {"reason": "x"}).status_code == 404
    assert signed_in(southwark["service"]).post(address, {"reason": "x"}).status_code == 403


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    declared=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["child", "adult", "address", "linked"]),
            st.integers(0, 3),
            st.booleans(),
        ),
        max_size=6,
    ),
    related=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=5),
    restricted=st.sets(st.integers(0, 3), max_size=2),
)
def test_pythons_rule_and_the_databases_agree_and_both_ends_of_the_register_do(
    southwark: Cast,
    at: datetime,
    declared: list[tuple[int, str, int, bool]],
    related: set[tuple[int, int]],
    restricted: set[int],
) -> None:
    with transaction.atomic():
        people = [southwark[part] for part in ("team", "coordinator", "service")]
        cases = [_filed(southwark, n, at=at) for n in range(4)]
        grown = [Person.objects.create(given_names="Adult", family_name=f"Number{n}") for n in range(2)]
        of = {"kind": "parent", "noted_at": at, "noted_by": people[0]}
        for number, adult in related:
            Relationship.objects.create(child=cases[number].child, adult=grown[adult], **of)
        for number in restricted:
            operations.restrict(cases[number], by=southwark["mash"], at=at, reason="x")
        for who, what, number, ended in declared:
            _made(people[who], what, cases[number].child, grown[number % 2], ended=ended, at=at)
        for person in people:
            _agree_on(person, cases, at=at)
        transaction.set_rollback(True)


def _filed(cast: Cast, number: int, *, at: datetime) -> Case:
    return CaseFactory(cast=cast, opened_at=at, opened=cast, child__address=f"{number} Road, SE1 {number}AA")


def _agree_on(person: User, cases: list[Case], *, at: datetime) -> None:
    """Hold what access gives, asked by the owner and behind the lock, against what the database shows and keeps."""
    granted = _granted(person, at)
    with reader.answering(person.pk, at=at):
        shown, behind = set(Case.objects.values_list("pk", flat=True)), _granted(person, at)
    assert granted == behind <= shown
    kept = {case.pk for case in cases if person.pk in access.kept_out(case)}
    assert kept == _kept_from(person)
    assert not kept & (granted | shown)
    assert shown == {case.pk for case in cases if case.restricted_at is None} - kept


def _granted(person: User, at: datetime) -> set[int]:
    return {pk for grants in access.visible(person, at=at) for pk in grants.values_list("content_object", flat=True)}


def _made(user: User, what: str, child: Person, adult: Person, *, ended: bool, at: datetime) -> None:
    by = {
        "child": {"names": child.name},
        "adult": {"names": adult.name},
        "address": {"address": child.address},
        "linked": {"person": child},
    }[what]
    over = {"ended_at": at, "ended_by": user, "ended_because": "x"} if ended else {}
    Conflict.objects.create(user=user, relation="x", declared_at=at, declared_by=user, **by, **over)


def _kept_from(user: User) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_kept_from(%s)", [user.pk])
        found = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(
            "SELECT m FROM cases_conflict d, cases_matched_by(d.id) m WHERE d.user_id = %s AND d.ended_at IS NULL",
            [user.pk],
        )
        assert {pk for (pk,) in cursor.fetchall()} == found, "what the register counts is what the lock keeps"
        return found


def _without_tokens(page: str) -> str:
    lines = [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line]
    return "\n".join(lines)
