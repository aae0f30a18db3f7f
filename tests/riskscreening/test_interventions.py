"""What is done in a school, a group or a place: whose it is, whom it shows, when it is reviewed (SO-6)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Deadline
from mase.clock import LONDON
from mase.demo.cast import Cast
from riskscreening.models import Intervention
from riskscreening.operations import contexts
from tests.cases.everywhere import know
from tests.riskscreening.harmed import NOON, begun, harmed
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]


@pytest.fixture
def gate(southwark: Cast, clock) -> Intervention:
    clock.move_to(NOON)
    return begun(southwark)


def owed() -> list[tuple]:
    """Return for each review that was or is owed: who owes it, until which moment, and how it ended."""
    found = Deadline.objects.filter(code="intervention_review").order_by("pk")
    return [(row.owner_role, row.due_at.astimezone(LONDON), row.closed_as or "", row.case) for row in found]


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=LONDON)


def main(client: Client, path: str) -> str:
    return words(one(read(client.get(path).content.decode()), "main"))


def typed(**dates: date) -> dict[str, str]:
    boxes = {f"{name}-{part}": getattr(day, part) for name, day in dates.items() for part in ("day", "month", "year")}
    return {"concern": "Two cars wait", "what": "Police at the gate", "lead": "Sergeant", **boxes}


@pytest.mark.rule("SO-6")
def test_it_is_reviewed_until_the_end_of_the_day_that_was_named(
    gate: Intervention, southwark: Cast, signed_in: Browse
) -> None:
    spring = end_of(date(2026, 4, 1))
    assert owed() == [("co_ordinator", spring, "", None)]
    client, police = signed_in(southwark["coordinator"]), southwark.agency("police").code
    answer = client.post(f"/contexts/{gate.ref}/review/", typed(review_on=date(2026, 6, 1)) | {"agency": police})
    assert answer.headers["Location"] == gate.get_absolute_url()
    assert owed() == [("co_ordinator", spring, "met", None), ("co_ordinator", end_of(date(2026, 6, 1)), "", None)]
    gate.refresh_from_db()
    assert (gate.what, gate.agency.code, gate.review_on) == ("Police at the gate", police, date(2026, 6, 1))
    assert [row.what for row in gate.history.order_by("pk")] == ["Staff at the gate after school", "Police at the gate"]
    assert Event.objects.get(verb="intervention_changed").case == ""


@pytest.mark.rule("SO-6")
def test_two_reviews_run_beside_each_other_and_each_ends_with_its_own(gate: Intervention, southwark: Cast) -> None:
    park = begun(southwark, where="The park", review_on=date(2026, 5, 1))
    ends = {"ended_on": NOON.date(), "by": southwark["coordinator"], "at": NOON}
    contexts.end_intervention(gate, outcome="Nobody waits there now", **ends)
    assert [(day.date(), ended) for _, day, ended, _ in owed()] == [(date(2026, 4, 1), "met"), (date(2026, 5, 1), "")]
    with pytest.raises(AlreadyDone):
        contexts.end_intervention(gate, outcome="Again", **ends)
    assert Deadline.objects.open().get().path == park.get_absolute_url()


@pytest.mark.rule("SO-6")
def test_the_page_shows_the_children_whose_files_the_reader_may_see_and_leaves_a_row_for_each(
    case: Case, told: Callable[..., Case], gate: Intervention, southwark: Cast, signed_in: Browse
) -> None:
    hers, other = case, told("allocate", number=1)
    cases.allocate(other, southwark["second.worker"], by=southwark["team"], at=NOON)
    for file, by in ((hers, "worker"), (other, "second.worker")):
        contexts.serve(harmed(southwark, file), gate, by=southwark[by], at=NOON)
    seen = {"worker": [hers.ref], "second.worker": [other.ref], "coordinator": [hers.ref, other.ref]}
    for part, refs in seen.items():
        page = read(signed_in(southwark[part]).get(gate.get_absolute_url()).content.decode())
        assert sorted(texts(page, "tbody th")) == sorted(refs), part
        rows = Event.objects.filter(verb="listed", actor=southwark[part].pk).values_list("case", flat=True)
        assert sorted(rows) == sorted(refs), part


@pytest.mark.rule("ALL-5")
def test_a_restricted_record_and_one_that_a_conflict_closes_are_not_told_of(
    case: Case, told: Callable[..., Case], gate: Intervention, southwark: Cast, signed_in: Browse
) -> None:
    known = told("allocate", number=1)
    for file in (case, known):
        contexts.serve(harmed(southwark, file), gate, by=southwark["worker"], at=NOON)
    cases.restrict(case, by=southwark["mash"], at=NOON, reason="Related to a member of staff")
    know(southwark["coordinator"], known.child, at=NOON)
    page = main(signed_in(southwark["coordinator"]), gate.get_absolute_url())
    assert "It serves no child whose file you may see" in page
    assert case.ref not in page
    assert known.ref not in page
    assert texts(read(signed_in(southwark["team"]).get(gate.get_absolute_url()).content.decode()), "tbody th") == [
        known.ref
    ]


def test_the_list_shows_the_authoritys_own_by_the_day_of_the_review(
    gate: Intervention, southwark: Cast, barnet: Cast, signed_in: Browse
) -> None:
    begun(barnet, where="Somewhere in Barnet")
    soon = begun(southwark, kind="online", where="A chat", review_on=date(2026, 3, 12))
    ended = begun(southwark, where="The park")
    how = {"outcome": "Quiet now", "by": southwark["worker"], "at": NOON}
    contexts.end_intervention(ended, ended_on=NOON.date(), **how)
    client = signed_in(southwark["team"])
    for query, found in [
        ("", [soon.where, gate.where]),
        ("?kind=online", [soon.where]),
        ("?state=ended", [ended.where]),
        ("?kind=trafficking", []),
    ]:
        page = read(client.get(f"/contexts/{query}").content.decode())
        assert texts(page, "tbody th") == found, query


def test_whoever_keeps_them_begins_one_for_an_agency_of_their_authority(southwark: Cast, signed_in: Browse) -> None:
    client = signed_in(southwark["worker"])
    start = datetime(2026, 3, 2, tzinfo=UTC).date()
    sent = typed(begun_on=start, review_on=start + timedelta(days=30)) | {"kind": "peers", "where": "Year 10"}
    refused = read(client.post("/contexts/new/", sent | {"agency": "barnet-csc"}).content.decode())
    assert len(every(refused, ".govuk-error-message")) == 1
    late = client.post("/contexts/new/", sent | typed(review_on=start - timedelta(days=1)))
    assert "must be today or in the future" in late.content.decode()
    answer = client.post("/contexts/new/", sent | {"agency": southwark.agency("education").code})
    made = Intervention.objects.get()
    assert (answer.headers["Location"], made.authority) == (made.get_absolute_url(), southwark.authority)


def test_an_end_before_it_began_is_named_and_an_ended_one_is_changed_no_more(
    gate: Intervention, southwark: Cast, signed_in: Browse
) -> None:
    client, path = signed_in(southwark["worker"]), f"/contexts/{gate.ref}/end/"
    early = {"ended_on-day": "8", "ended_on-month": "3", "ended_on-year": "2026", "outcome": "Quiet now"}
    assert "must be 9 March 2026 or later" in client.post(path, early).content.decode()
    assert client.post(path, early | {"ended_on-day": "10"}).status_code == 302
    again = client.post(path, early | {"ended_on-day": "10", "outcome": "What was typed"}).content.decode()
    assert "This has ended already." in again
    assert "What was typed" in again
    assert f"/contexts/{gate.ref}/review/" not in client.get(gate.get_absolute_url()).content.decode()


def test_who_opens_them(gate: Intervention, southwark: Cast, barnet: Cast, signed_in: Browse) -> None:
    for part, status in (("worker", 200), ("atm", 200), ("police.mash", 403), ("school", 403), ("admin", 403)):
        client = signed_in(southwark[part])
        for path in ("/contexts/", "/contexts/new/", gate.get_absolute_url(), f"{gate.get_absolute_url()}end/"):
            assert client.get(path).status_code == status, (part, path)
    stranger = signed_in(barnet["coordinator"])
    assert stranger.get(gate.get_absolute_url()).status_code == 404
    assert stranger.post(f"/contexts/{gate.ref}/review/", typed()).status_code == 404
    assert signed_in(southwark["worker"]).put(f"/contexts/{gate.ref}/end/").status_code == 405


def test_its_page_asks_as_often_for_two_children_as_for_one(
    case: Case,
    told: Callable[..., Case],
    gate: Intervention,
    southwark: Cast,
    signed_in: Browse,
    django_assert_max_num_queries,
) -> None:
    for file in (case, told("allocate", number=1)):
        contexts.serve(harmed(southwark, file), gate, by=southwark["worker"], at=NOON)
    client = signed_in(southwark["coordinator"])
    with django_assert_max_num_queries(18):
        client.get(gate.get_absolute_url())
    with django_assert_max_num_queries(13):
        client.get("/contexts/")
