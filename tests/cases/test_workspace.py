"""When the workspace of a child opens, and that of a care leaver of 18 and over (HO-12, HO-13)."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.test import Client

from mase.agencies.models import Membership, User
from mase.audit.models import Event
from mase.cases import advising, closing, deadlines, notes
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Case, Outcome, Workspace
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.everywhere import know
from tests.cases.noted import NOON, noted
from tests.web.html import every, one, read, words

Browse = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def of_age(case: Case) -> Case:
    """A young person who is 18 on that day."""
    _grow_up(case)
    return case


def _grow_up(case: Case) -> None:
    case.child.born_on = date(2008, 3, 10)
    case.child.save(update_fields=["born_on"])


@pytest.fixture
def coordinator(southwark: Cast, signed_in: Browse, clock) -> Client:
    clock.move_to(NOON)
    return signed_in(southwark["coordinator"])


def address(case: Case, *rest: str) -> str:
    return f"/cases/{case.ref}/notes/" + "".join(f"{part}/" for part in rest)


def kinds(case: Case) -> list[tuple[str, User]]:
    return [(space.kind, space.opened_by) for space in case.workspaces.order_by("pk")]


@pytest.mark.rule("HO-12")
def test_the_first_note_opens_it_where_notes_are_kept_from_the_allocation_on(case: Case, southwark: Cast) -> None:
    noted(southwark, case)
    noted(southwark, case, "Rang her mother.")
    assert kinds(case) == [("child", southwark["worker"])]
    assert Event.objects.get(verb="workspace_opened").case == case.ref


@pytest.mark.rule("HO-12")
def test_before_the_allocation_nobody_writes_and_the_page_says_why(
    told: Callable[..., Case], southwark: Cast, coordinator: Client
) -> None:
    case = told("decide")
    with pytest.raises(StepMissing, match="from the allocation on"):
        noted(southwark, case, part="coordinator")
    page = read(coordinator.get(address(case)).content.decode())
    assert "Notes are kept from the allocation on" in words(one(page, "main"))
    assert every(page, "main form[method=post], main a.govuk-button") == []
    typed = {"kind": "note", "text": "What was typed", "about_at-time": "9:00"}
    typed |= {"about_at-day": "9", "about_at-month": "3", "about_at-year": "2026"}
    kept = coordinator.post(address(case, "new"), typed).content.decode()
    assert "from the allocation on" in kept
    assert "What was typed" in kept


@pytest.mark.rule("HO-12")
@pytest.mark.rule("HO-13")
def test_where_the_forms_come_first_the_co_ordinator_opens_it_after_them(hire: Callable[[str], Cast], at) -> None:
    cast = hire("hounslow")
    case = stories.tell(cast, 0, begins_at=at, until="allocate")
    _grow_up(case)
    adult = {"adviser": cast["adviser"], "by": cast["coordinator"]}
    with pytest.raises(StepMissing, match="once the screening is completed"):
        notes.open_for_adult(case, **adult, at=NOON)
    for acts, owed in [
        ((), "the risk screening and the MASE form"),
        ((stories.screen,), "the MASE form"),
        ((stories.sign, stories.convene, stories.hold, stories.submit), ""),
    ]:
        for number, act in enumerate(acts):
            act(cast, case, NOON + timedelta(days=number))
        now = NOON + timedelta(days=len(acts))
        assert owed in notes.missing(case, at=now)
        with pytest.raises(StepMissing, match="forms are in" if owed else "opens it first"):
            noted(cast, case, at=now)
        with pytest.raises(StepMissing, match=f"Still missing: {owed}\\.") if owed else nullcontext():
            notes.open_workspace(case, by=cast["coordinator"], at=now)
    assert notes.open_for_adult(case, **adult, at=now).kind == "adult"
    assert noted(cast, case, at=now).recorded_by == cast["worker"]


@pytest.mark.rule("HO-12")
def test_the_co_ordinator_opens_it_once_on_the_page_and_nobody_else_does(
    case: Case, southwark: Cast, signed_in: Browse, coordinator: Client
) -> None:
    for part, status in (("worker", 403), ("team", 403), ("school", 403), ("second.worker", 404)):
        assert signed_in(southwark[part]).post(address(case, "open")).status_code == status, part
    assert coordinator.get(address(case, "open")).status_code == 405
    assert coordinator.post(address(case, "open")).headers["Location"] == address(case)
    assert coordinator.post(address(case, "open")).status_code == 409
    assert kinds(case) == [("child", southwark["coordinator"])]
    with pytest.raises(AlreadyDone):
        notes.open_workspace(case, by=southwark["coordinator"], at=NOON)


@pytest.mark.rule("HO-13")
def test_the_personal_adviser_gets_the_case_by_name_and_writes_in_the_same_notes(
    of_age: Case, southwark: Cast, signed_in: Browse, coordinator: Client
) -> None:
    adviser = southwark["adviser"]
    noted(southwark, of_age)
    assert signed_in(adviser).get(address(of_age)).status_code == 404
    assert coordinator.post(address(of_age, "open", "adult"), {"adviser": adviser.pk}).status_code == 302
    space = Workspace.objects.get(kind="adult")
    assert (space.adviser, space.opened_by) == (adviser, southwark["coordinator"])
    assert [row.case for row in Event.objects.filter(verb="workspace_opened", detail__person=adviser.pk)] == [
        of_age.ref
    ]
    told = Message.objects.filter(text__startswith="A workspace").values_list("recipient__name", flat=True)
    assert sorted(told) == sorted(southwark[part].name for part in ("adviser", "worker", "team"))
    client = signed_in(adviser)
    assert "Met her at school." in client.get(address(of_age)).content.decode()
    noted(southwark, of_age, "Saw his flat.", part="adviser")
    assert "Saw his flat." in coordinator.get(address(of_age)).content.decode()


@pytest.mark.rule("HO-13")
def test_it_opens_for_nobody_under_18_and_with_a_personal_adviser_only(
    case: Case, southwark: Cast, coordinator: Client
) -> None:
    how = {"by": southwark["coordinator"], "at": NOON}
    for born_on in (None, date(2008, 3, 11)):
        case.child.born_on = born_on
        case.child.save(update_fields=["born_on"])
        with pytest.raises(Refused, match="18 and over"):
            notes.open_for_adult(case, adviser=southwark["adviser"], **how)
    page = words(one(read(coordinator.get(address(case, "open", "adult")).content.decode()), "main"))
    assert "Not of age yet" in page
    _grow_up(case)
    with pytest.raises(NotEntitled):
        notes.open_for_adult(case, adviser=southwark["second.worker"], **how)
    know(southwark["adviser"], case.child, at=NOON)
    with pytest.raises(NotEntitled):
        notes.open_for_adult(case, adviser=southwark["adviser"], **how)
    assert not Workspace.objects.exists()


@pytest.mark.rule("HO-13")
def test_it_opens_once_and_a_new_concern_reaches_the_adviser_too(of_age: Case, southwark: Cast) -> None:
    how = {"adviser": southwark["adviser"], "by": southwark["coordinator"], "at": NOON}
    notes.open_for_adult(of_age, **how)
    with pytest.raises(AlreadyDone):
        notes.open_for_adult(of_age, **how)
    noted(southwark, of_age, kind="concern")
    assert Message.objects.filter(recipient=southwark["adviser"], text__startswith="A new concern").exists()


@pytest.mark.rule("HO-13")
def test_another_adviser_gets_the_file_and_the_one_before_loses_it(
    of_age: Case, southwark: Cast, signed_in: Browse, coordinator: Client
) -> None:
    first, second = southwark["adviser"], southwark["second.worker"]
    how = {"by": southwark["coordinator"], "at": NOON}
    with pytest.raises(StepMissing):
        advising.change(of_age, adviser=first, **how)
    notes.open_for_adult(of_age, adviser=first, **how)
    with pytest.raises(NotEntitled):
        advising.change(of_age, adviser=second, **how)
    agency = first.memberships.get().agency
    Membership.objects.create(user=second, agency=agency, role="personal_adviser", begins_at=of_age.opened_at)
    assert signed_in(southwark["worker"]).post(address(of_age, "open", "adult"), {}).status_code == 403
    assert coordinator.post(address(of_age, "open", "adult"), {"adviser": first.pk}).status_code == 200
    assert coordinator.post(address(of_age, "open", "adult"), {"adviser": second.pk}).status_code == 302
    assert Workspace.objects.get(kind="adult").adviser == second
    assert signed_in(first).get(address(of_age)).status_code == 404
    assert signed_in(second).get(address(of_age)).status_code == 200
    assert Event.objects.get(verb="access_withdrawn", detail__person=first.pk).reason == "Another personal adviser"


@pytest.mark.rule("HO-13")
def test_with_the_case_the_file_closes_to_the_adviser_until_one_is_named_again(
    of_age: Case, southwark: Cast, signed_in: Browse, coordinator: Client
) -> None:
    adviser = southwark["adviser"]
    notes.open_for_adult(of_age, adviser=adviser, by=southwark["coordinator"], at=NOON)
    deadlines.meet(of_age, "referrer_notice", at=NOON, by=southwark["mash"])
    how = {"by": southwark["team"], "at": NOON + timedelta(days=1), "reason": "Moved"}
    cases.close(of_age, outcome=Outcome.MOVED, **how)
    assert signed_in(adviser).get(address(of_age)).status_code == 404
    closing.reopen(of_age, **how)
    advising.change(of_age, adviser=adviser, by=southwark["coordinator"], at=NOON + timedelta(days=2))
    assert signed_in(adviser).get(address(of_age)).status_code == 200
