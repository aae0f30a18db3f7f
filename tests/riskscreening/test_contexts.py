"""Contexts outside the family in which a child is harmed, and what is done there for several children (SO-6)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Outcome
from mase.demo.cast import Cast
from riskscreening.models import Context, Intervention, Served
from riskscreening.operations import contexts
from tests.riskscreening.harmed import NOON, begun, harmed
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]
TYPED = {"kind": "school", "where": "The bus stop at the gate", "harm": "Adults in a car wait for her.", "safety": ""}


@pytest.fixture
def worker(southwark: Cast, signed_in: Browse, clock) -> Client:
    clock.move_to(NOON)
    return signed_in(southwark["worker"])


def address(case: Case, *rest: object) -> str:
    return f"/cases/{case.ref}/screenings/contexts/" + "".join(f"{part}/" for part in rest)


def shown(client: Client, path: str) -> str:
    return words(one(read(client.get(path).content.decode()), "main"))


@pytest.mark.rule("SO-6")
def test_it_is_recorded_where_the_child_is_harmed_and_what_keeps_them_safe(
    case: Case, southwark: Cast, worker: Client
) -> None:
    answer = worker.post(address(case, "new"), TYPED | {"safety": "Ms Adeyemi at the gate"})
    assert answer.headers["Location"] == address(case)
    recorded = Context.objects.get()
    assert (recorded.kind, recorded.recorded_by, recorded.ended_on) == ("school", southwark["worker"], None)
    page = shown(worker, address(case))
    assert all(text in page for text in ("The bus stop at the gate", "Adults in a car wait", "Ms Adeyemi at the gate"))
    assert Event.objects.get(verb="context_recorded").case == case.ref


def test_what_is_missing_is_said_and_what_was_typed_is_kept(case: Case, worker: Client) -> None:
    page = read(worker.post(address(case, "new"), TYPED | {"where": ""}).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter where it is"]
    assert one(page, "#id_harm").text_content().strip() == TYPED["harm"]
    assert not Context.objects.exists()


def test_the_same_place_is_recorded_once_while_it_is_harmful(case: Case, southwark: Cast) -> None:
    first = harmed(southwark, case)
    with pytest.raises(AlreadyDone):
        harmed(southwark, case)
    ends = {"ended_on": NOON.date(), "ended_because": "The car is gone", "by": southwark["worker"], "at": NOON}
    contexts.end(first, **ends)
    assert harmed(southwark, case).pk != first.pk
    with pytest.raises(AlreadyDone):
        contexts.end(first, **ends)


@pytest.mark.rule("SO-6")
def test_a_change_keeps_how_it_read_and_an_end_keeps_the_reason(case: Case, southwark: Cast, worker: Client) -> None:
    context = harmed(southwark, case)
    worker.post(address(case, context.pk, "change"), {"harm": "It is two cars now.", "safety": "An aunt meets her"})
    assert [row.harm for row in context.history.order_by("pk")] == [
        "Adults in a car wait for her.",
        "It is two cars now.",
    ]
    day = {"ended_on-day": "10", "ended_on-month": "3", "ended_on-year": "2026"}
    worker.post(address(case, context.pk, "end"), day | {"ended_because": "Nobody waits any more"})
    context.refresh_from_db()
    assert (context.ended_on, context.ended_because) == (date(2026, 3, 10), "Nobody waits any more")
    assert "Nobody waits any more" in shown(worker, address(case))
    assert Event.objects.get(verb="context_ended").reason == "Nobody waits any more"


@pytest.mark.rule("SO-6")
def test_what_is_done_there_is_found_by_kind_and_place_and_serves_the_child(
    case: Case, southwark: Cast, barnet: Cast, worker: Client
) -> None:
    context = harmed(southwark, case)
    gate, park = begun(southwark), begun(southwark, kind="neighbourhood", where="The park")
    foreign = begun(barnet, where="The gate of a school in Barnet")
    page = read(worker.get(address(case, context.pk, "serve")).content.decode())
    assert [box.get("value") for box in every(page, "[name=intervention]")] == [gate.ref]
    found = read(worker.get(address(case, context.pk, "serve") + "?kind=neighbourhood").content.decode())
    assert [box.get("value") for box in every(found, "[name=intervention]")] == [park.ref]
    worker.post(address(case, context.pk, "serve"), {"intervention": gate.ref})
    assert list(context.interventions.all()) == [gate]
    assert "Staff at the gate after school" in shown(worker, address(case))
    how = {"by": southwark["worker"], "at": NOON}
    with pytest.raises(AlreadyDone):
        contexts.serve(context, gate, **how)
    with pytest.raises(Refused):
        contexts.serve(context, foreign, **how)


@pytest.mark.rule("SO-6")
def test_one_intervention_serves_several_children_and_leaves_one_of_them(
    case: Case, told: Callable[..., Case], southwark: Cast, worker: Client
) -> None:
    gate, how = begun(southwark), {"by": southwark["worker"], "at": NOON}
    first, second = (contexts.serve(harmed(southwark, one), gate, **how) for one in (case, told("allocate", number=1)))
    assert worker.post(address(case, "served", first.pk), {"reason": "She goes to another school"}).status_code == 302
    assert list(gate.served.filter(ended_at=None)) == [second]
    assert Event.objects.get(verb="context_left").reason == "She goes to another school"
    assert worker.post(address(case, "served", first.pk), {"reason": "Again"}).status_code == 409
    assert worker.post(address(case, "served", second.pk), {"reason": "Not here"}).status_code == 404


def test_where_nothing_is_done_yet_it_is_begun_for_the_child(case: Case, southwark: Cast, worker: Client) -> None:
    context = harmed(southwark, case)
    typed = {
        "kind": "school",
        "where": "At the gate",
        "concern": "A car waits",
        "what": "Staff outside",
        "lead": "Head",
    }
    days = {"begun_on-day": "9", "begun_on-month": "3", "begun_on-year": "2026"}
    days |= {"review_on-day": "1", "review_on-month": "4", "review_on-year": "2026"}
    path = address(case, context.pk, "begin")
    assert worker.post(path, typed | days | {"agency": southwark.agency("csc").code}).status_code == 302
    assert Served.objects.get().intervention == Intervention.objects.get(authority=case.authority)


def test_ending_the_context_ends_what_serves_the_child_there(case: Case, southwark: Cast) -> None:
    context, how = harmed(southwark, case), {"by": southwark["worker"], "at": NOON}
    served = contexts.serve(context, begun(southwark), **how)
    contexts.end(context, ended_on=NOON.date(), ended_because="Gone", **how)
    served.refresh_from_db()
    assert (served.ended_at, served.ended_by) == (NOON, southwark["worker"])


def test_who_reads_and_who_records(
    case: Case, southwark: Cast, barnet: Cast, signed_in: Browse, worker: Client, subtests: pytest.Subtests
) -> None:
    context = harmed(southwark, case)
    assert worker.put(address(case, "new")).status_code == 405
    for part, reads, writes in [
        ("coordinator", 200, 200),
        ("team", 200, 403),
        ("police.mash", 403, 403),
        ("second.worker", 404, 404),
    ]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            page = client.get(address(case))
            assert (page.status_code, client.get(address(case, "new")).status_code) == (reads, writes)
            offered = address(case, context.pk, "end") in page.content.decode()
            assert offered == (writes == 200)
    assert signed_in(barnet["coordinator"]).get(address(case)).status_code == 404
    other = Context.objects.create(
        case=case, kind="online", where="x", harm="x", recorded_at=NOON, recorded_by=southwark["worker"]
    )
    assert worker.get(address(case, other.pk + 1, "end")).status_code == 404


def test_a_closed_case_is_read_only(told: Callable[..., Case], southwark: Cast, signed_in: Browse, clock) -> None:
    case = told("inform")
    context = harmed(southwark, case)
    closed_at = datetime(2026, 3, 11, 12, tzinfo=UTC)
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=closed_at, reason="Moved")
    clock.move_to(closed_at)
    page = signed_in(southwark["coordinator"]).get(address(case)).content.decode()
    assert context.harm in page
    assert address(case, "new") not in page
    with pytest.raises(CaseClosed):
        harmed(southwark, case, where="The park")


def test_the_page_asks_as_often_for_one_context_as_for_six(
    case: Case, southwark: Cast, worker: Client, django_assert_max_num_queries
) -> None:
    for number in range(6):
        context = harmed(southwark, case, where=f"Place {number}")
        contexts.serve(context, begun(southwark, where=f"Place {number}"), by=southwark["worker"], at=NOON)
    with django_assert_max_num_queries(24):
        worker.get(address(case))
