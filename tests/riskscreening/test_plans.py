"""The written plans: one of a kind at a time, changed with the reason, ended with the reason (SO-17, SO-22, SO-23)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Outcome
from mase.demo.cast import Cast
from riskscreening import planned
from riskscreening.models import Plan, PlanKind
from riskscreening.operations import planning, plans
from riskscreening.operations.planning import ChangedMeanwhile
from tests.referrals.trail import ended, owed, rows, running
from tests.riskscreening.plans_made import NOON, OF_A_PATHWAY, WORDING, act, change, write
from tests.web.html import one, read, texts, words

DAY = timedelta(days=1)
PLAN = ("case", "begun_on", "aims", "arrangements", "recorded_at", "recorded_by", "changed_at", "changed_by")


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case on which a strategy meeting has decided on a child in need plan."""
    return told("hold")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Client:
    clock.move_to(NOON + DAY)
    return signed_in(southwark["worker"])


def typed(**differs: str) -> dict[str, str]:
    return {"begun_on-day": "10", "begun_on-month": "3", "begun_on-year": "2026"} | WORDING | differs


@pytest.mark.rule("SO-17")
def test_a_plan_is_written_once_of_a_kind_until_it_ends(case: Case, southwark: Cast) -> None:
    plan = write(case, southwark)
    with pytest.raises(AlreadyDone):
        write(case, southwark)
    other = write(case, southwark, PlanKind.CARE)
    planning.end(plan, ended_on=NOON.date(), because="She is safe.", by=southwark["worker"], at=NOON + DAY)
    again = write(case, southwark, at=NOON + 2 * DAY)
    assert set(planned.in_force(case)) == {other, again}
    assert [row.reason for row in rows(case, Verb.PLAN_ENDED)] == ["She is safe."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(**{name: getattr(other, name) for name in PLAN}, kind=PlanKind.CIN)


@pytest.mark.rule("SO-17")
def test_a_written_child_in_need_plan_starts_its_reviews_where_none_run(told: Callable[..., Case], southwark) -> None:
    case = told("sign")
    plan = write(case, southwark, begun_on=date(2026, 3, 8))
    assert owed(case, "cin_review").due_at == datetime(2026, 6, 8, 22, 59, 59, 999999, tzinfo=UTC)
    planning.end(plan, ended_on=NOON.date(), because="Not needed.", by=southwark["worker"], at=NOON + DAY)
    assert "cin_review" not in running(case)


@pytest.mark.rule("SO-17")
def test_writing_the_plan_leaves_the_running_three_months_alone(case: Case, southwark: Cast) -> None:
    before = owed(case, "cin_review")
    write(case, southwark)
    write(case, southwark, PlanKind.PLACEMENT)
    assert owed(case, "cin_review") == before


@pytest.mark.rule("SO-17")
def test_the_page_of_the_plan_leads_to_its_review(worker: Client, case: Case, southwark: Cast) -> None:
    shown = worker.get(write(case, southwark).get_absolute_url()).content.decode()
    assert "Review the child in need plan" in words(one(read(shown), "main"))
    assert reverse("review_plan", args=[case.ref]) in shown
    assert (
        reverse("review_plan", args=[case.ref])
        not in worker.get(write(case, southwark, PlanKind.CARE).get_absolute_url()).content.decode()
    )


@pytest.mark.rule("SO-17")
def test_a_review_that_ends_the_plan_ends_it_in_writing(case: Case, southwark: Cast) -> None:
    plan, held_on = write(case, southwark), date(2026, 3, 12)
    said = {"held_on": held_on, "note": "She is safe.", "plan_continues": False}
    plans.review_plan(case, **said, by=southwark["worker"], at=NOON + 3 * DAY)
    plan.refresh_from_db()
    assert (plan.ended_on, plan.ended_because) == (held_on, "She is safe.")
    assert ended(case, "cin_review") == "met"


@pytest.mark.rule("SO-23")
def test_a_pathway_plan_names_the_vulnerability_and_what_impedes_recovery(case: Case, southwark: Cast) -> None:
    with pytest.raises(Refused):
        write(case, southwark, PlanKind.PATHWAY, wording=WORDING | {"vulnerability": "Alone", "impedes_recovery": ""})
    plan = write(case, southwark, PlanKind.PATHWAY)
    plan.impedes_recovery = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()


@pytest.mark.rule("SO-23", "HO-13")
def test_a_personal_adviser_writes_the_pathway_plan_of_a_care_leaver(case: Case, southwark: Cast, signed_in, clock):
    adviser = southwark["adviser"]
    access.open_to_person(case, adviser, Section, by=southwark["team"], at=NOON, reason="Their personal adviser")
    clock.move_to(NOON + DAY)
    client, address = signed_in(adviser), reverse("write_plan", args=[case.ref, "pathway"])
    page = read(client.post(address, typed()).content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Enter what makes the young person vulnerable",
        "Error: Enter what stands in the way of recovery",
    ]
    shown = client.get(client.post(address, typed(**OF_A_PATHWAY)).headers["Location"])
    assert all(said in shown.content.decode() for said in OF_A_PATHWAY.values())


def test_how_a_plan_read_before_is_kept_with_the_reason(case: Case, southwark: Cast) -> None:
    plan = write(case, southwark)
    change(plan, southwark, at=NOON + DAY, because="Her aunt fetches her now.")
    planning.end(plan, ended_on=date(2026, 3, 11), because="Over", by=southwark["worker"], at=NOON + 2 * DAY)
    read = [(version.aims, version.changed_because) for version in planned.wordings(plan)]
    assert read == [("Changed 11 March", "Her aunt fetches her now."), (WORDING["aims"], "")]
    assert [row.reason for row in rows(case, Verb.PLAN_CHANGED)] == ["Her aunt fetches her now."]


def test_nothing_is_written_changed_or_ended_where_it_cannot_be(case: Case, southwark: Cast) -> None:
    by, plan = southwark["worker"], write(case, southwark)
    for day in (date(2026, 3, 9), date(2026, 3, 11)):
        with pytest.raises(Refused):
            planning.end(plan, ended_on=day, because="x", by=by, at=NOON)
    planning.end(plan, ended_on=NOON.date(), because="x", by=by, at=NOON)
    with pytest.raises(AlreadyDone):
        change(plan, southwark, at=NOON + DAY)
    with pytest.raises(AlreadyDone):
        planning.end(plan, ended_on=NOON.date(), because="x", by=by, at=NOON)
    cases.close(case, outcome=Outcome.RISK_REDUCED, reason="x", by=southwark["team"], at=NOON + DAY)
    with pytest.raises(CaseClosed):
        write(case, southwark, PlanKind.CARE, at=NOON + 2 * DAY)


def test_the_worker_writes_a_plan_and_finds_it_on_the_tab(worker: Client, case: Case, southwark: Cast) -> None:
    address = reverse("write_plan", args=[case.ref, "cin"])
    page = read(worker.post(address, typed(aims=" ")).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter what has to be different"]
    assert one(page, "#id_arrangements").text_content().strip() == WORDING["arrangements"]
    plan_page = worker.post(address, typed()).headers["Location"]
    assert worker.post(address, typed()).status_code == 409
    plan = Plan.objects.get()
    assert (plan.begun_on, plan.aims, plan.recorded_by) == (date(2026, 3, 10), WORDING["aims"], southwark["worker"])
    assert (plan.vulnerability, plan.changed_because) == ("", "")
    for page in (plan_page, reverse("plans", args=[case.ref])):
        assert WORDING["aims"] in words(one(read(worker.get(page).content.decode()), "main"))
    assert worker.get(reverse("write_plan", args=[case.ref, "diet"])).status_code == 404


def test_whoever_was_overtaken_sees_both_wordings_and_loses_nothing(worker: Client, case: Case, southwark) -> None:
    plan = write(case, southwark)
    address = reverse("change_plan", args=[case.ref, plan.pk])
    seen = one(read(worker.get(address).content.decode()), "input[name=seen]").get("value")
    change(plan, southwark, at=NOON + DAY)
    mine = WORDING | {"aims": "What I typed", "because": "Mine", "seen": seen, "about": "orders"}
    page = read(worker.post(address, mine).content.decode())
    assert "Changed 11 March" in words(one(page, "main"))
    assert one(page, "#id_aims").text_content().strip() == "What I typed"
    assert one(page, "input[name=about][checked]").get("value") == "orders"
    plan.refresh_from_db()
    assert plan.aims == "Changed 11 March"
    with pytest.raises(ChangedMeanwhile):
        planning.change(plan, wording=WORDING, because="x", seen=seen, by=southwark["worker"], at=NOON + 2 * DAY)
    mine["seen"] = one(page, "input[name=seen]").get("value")
    assert worker.post(address, mine).status_code == 302
    plan.refresh_from_db()
    assert (plan.aims, plan.changed_because) == ("What I typed", "Orders that the police could obtain: Mine")


def test_who_writes_plans_and_who_only_reads_them(case: Case, southwark: Cast, signed_in, clock, subtests) -> None:
    clock.move_to(NOON + DAY)
    plan = write(case, southwark)
    write_page, own = reverse("write_plan", args=[case.ref, "care"]), plan.get_absolute_url()
    for part, reads, writes in [("team", 200, 403), ("coordinator", 200, 403), ("school", 403, 403)]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert [client.get(page).status_code for page in (own, write_page)] == [reads, writes]
            assert client.get(reverse("plans", args=[case.ref])).status_code == reads
    for part in ("second.worker", "yjs"):
        assert signed_in(southwark[part]).get(own).status_code == 404
    assert signed_in(southwark["worker"]).delete(own).status_code == 405


def test_a_plan_is_found_in_its_own_case_only(told: Callable[..., Case], case: Case, southwark: Cast, worker) -> None:
    other = told("allocate", number=1)
    plan = write(case, southwark)
    for name in ("plan", "change_plan", "end_plan", "agree_planned_action"):
        assert worker.get(reverse(name, args=[other.ref, plan.pk])).status_code == 404


def test_the_tab_asks_the_database_as_often_however_much_there_is(worker: Client, case: Case, southwark: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert worker.get(reverse("plans", args=[case.ref])).status_code == 200
        return len(found)

    plan = write(case, southwark)
    act(plan, southwark, southwark["health"])
    asked()
    before = asked()
    for kind in (PlanKind.CARE, PlanKind.PLACEMENT, PlanKind.PATHWAY):
        more = write(case, southwark, kind)
        for owner in (southwark["health"], southwark["police.member"], None):
            act(more, southwark, owner)
    assert asked() == before
    assert before < 45
