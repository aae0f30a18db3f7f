"""Pre-MASE decides of each child of the cohort: discussed at this meeting, or not this time, and why (HO-16, SO-28)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import board
from meetings.models import CohortEntry, ListEntry, NotDiscussed, Panel
from meetings.operations import cohort, moving, removal, submission, themes
from meetings.operations import panel as panels
from tests.together import overlapping
from tests.web.html import read, words

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WHY = "Nothing is new; her plan is looked at on Tuesday."


@pytest.fixture
def april(southwark: Cast, listed: ListEntry, at: datetime) -> Panel:
    """The meeting after the one on whose list the child stands."""
    return stories.schedule(southwark, on=date(2026, 4, 30), at=at)


@pytest.fixture
def entry(listed: ListEntry) -> CohortEntry:
    """The child's time on the cohort."""
    return listed.case.cohort_entries.select_related("case__authority").get()


def _leave_out(cast: Cast, panel: Panel, entry: CohortEntry, *, reason: str = WHY) -> NotDiscussed:
    return cohort.leave_out(panel, entry, reason=reason, by=cast["coordinator"], at=NOW)


def _bring(cast: Cast, panel: Panel, entry: CohortEntry, *, instead_of: int | None = None) -> ListEntry:
    why = {"reason": "Hurt again", "exceptional": "difficulty", "instead_of": instead_of}
    return cohort.bring(panel, entry, **why, by=cast["coordinator"], at=NOW)


@pytest.mark.rule("HO-16", "SO-28")
def test_a_child_of_the_cohort_is_left_for_another_meeting_until_the_case_is_put_on_the_list(
    southwark: Cast, april: Panel, entry: CohortEntry
) -> None:
    left = _leave_out(southwark, april, entry)
    event = Event.objects.get(verb=Verb.NOT_DISCUSSED)
    assert (event.case, event.reason, event.detail) == (entry.case.ref, WHY, {"meeting": april.ref})
    with pytest.raises(AlreadyDone, match="another meeting already"):
        _leave_out(southwark, april, entry)
    with pytest.raises(AlreadyDone, match="another meeting"):
        _bring(southwark, april, entry)
    put = _bring(southwark, april, entry, instead_of=left.pk)
    assert not NotDiscussed.objects.exists()
    assert [row.history_type for row in NotDiscussed.history.order_by("history_date", "history_id")] == ["+", "-"]
    added = board.who_listed([put])[put.pk]
    assert (added.history_user, added.history_date) == (southwark["coordinator"], NOW)
    assert Event.objects.get(verb=Verb.CASE_LISTED).reason == "Hurt again"
    with pytest.raises(AlreadyDone, match="on the list"):
        _leave_out(southwark, april, entry)


def test_whoever_lists_the_case_elsewhere_takes_it_back_too_and_so_does_a_list_that_is_carried_over(
    southwark: Cast, listed: ListEntry, april: Panel, entry: CohortEntry
) -> None:
    _leave_out(southwark, april, entry)
    moving.cancel(listed.panel, reason="Chairs", by=southwark["coordinator"], at=NOW)
    assert (april.entries.get().case, april.not_discussed.count()) == (listed.case, 0)


@pytest.mark.rule("HO-16")
def test_nothing_is_decided_for_a_child_who_left_a_case_that_closed_or_a_meeting_that_is_over(
    southwark: Cast, discussed: ListEntry, april: Panel, told: Callable[..., Case], later: datetime
) -> None:
    entry = discussed.case.cohort_entries.select_related("case__authority").get()
    other = told("admit", number=1)
    closing = other.cohort_entries.select_related("case__authority").get()
    cases.close(other, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=later, reason="Plan completed")
    with pytest.raises(CaseClosed):
        _leave_out(southwark, april, closing)
    submission.submit(discussed.case, form=stories.FORM, by=southwark["worker"], at=later)
    with pytest.raises(AlreadyDone, match="decide on that"):
        _leave_out(southwark, april, entry)
    assert not board.board_of(april, southwark["coordinator"], at=later).cohort
    submission.withdraw(discussed.case.mase_forms.waiting().get(), reason="x", by=southwark["worker"], at=later)
    assert [form.case for form in board.board_of(april, southwark["coordinator"], at=later).cohort] == [discussed.case]
    proposed = removal.propose(entry, reason="She is safe", by=southwark["coordinator"], at=later)
    removal.answer(proposed, agreed=True, words="Yes", by=southwark["team"], at=later + MINUTE)
    for act in (_leave_out, _bring):
        with pytest.raises(AlreadyDone, match="left the cohort"):
            act(southwark, april, entry)
    moving.cancel(april, reason="Chairs", by=southwark["coordinator"], at=later)
    with pytest.raises(AlreadyDone, match="cancelled"):
        _leave_out(southwark, april, entry)
    assert not NotDiscussed.objects.exists()


@pytest.mark.rule("HO-16")
def test_the_month_counts_new_forms_and_the_cohort_as_the_page_of_pre_mase_does(
    southwark: Cast, april: Panel, entry: CohortEntry, told: Callable[..., Case], signed_in: Callable[..., Any], clock
) -> None:
    clock.move_to(NOW)
    other, client = told("admit", number=1), signed_in(southwark["coordinator"])
    pages = [reverse(name, args=[april.ref]) for name in ("panel", "pre_mase")]

    def said() -> list[list[str]]:
        return [re.findall(r"\d of \d decided", client.get(page).text) for page in pages]

    assert said() == [["0 of 2 decided"]] * 2
    _leave_out(southwark, april, entry)
    assert said() == [["1 of 2 decided"]] * 2
    _bring(southwark, april, other.cohort_entries.select_related("case__authority").get())
    assert said() == [["2 of 2 decided"]] * 2
    newer = submission.submit(other, form=stories.FORM, by=southwark["worker"], at=NOW)
    assert (newer.panel, said()) == (april, [["1 of 2 decided"]] * 2)
    waiting = told("submit", number=7).mase_forms.get()
    waiting.panel = april
    waiting.save()
    assert said() == [["1 of 3 decided"]] * 2
    submission.withdraw(newer, reason="x", by=southwark["worker"], at=NOW)
    assert said() == [["2 of 3 decided"]] * 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_about_a_child_at_once_one_is_refused(
    southwark: Cast, april: Panel, entry: CohortEntry
) -> None:
    _, second = overlapping(lambda: _leave_out(southwark, april, entry), lambda: _bring(southwark, april, entry))
    assert isinstance(second, AlreadyDone)
    assert (april.entries.count(), april.not_discussed.count()) == (0, 1)


@pytest.mark.rule("HO-16", "SO-34")
def test_the_coordinator_decides_about_the_cohort_in_its_place_and_goes_on_with_the_next_child(
    southwark: Cast, april: Panel, entry: CohortEntry, told: Callable[..., Case], signed_in: Callable[..., Any], clock
) -> None:
    clock.move_to(NOW)
    other = told("admit", number=1)
    theme = themes.record(april, about="trends", title="A shop", known="Two", by=southwark["minutes"], at=NOW)
    client, page = signed_in(southwark["coordinator"]), reverse("pre_mase", args=[april.ref])
    first, second = (reverse("decide_cohort", args=[case.ref, april.ref]) for case in (entry.case, other))
    shown = client.get(page).text
    assert all(text in shown for text in ("0 of 2 decided", f'action="{first}"', "Not this time", theme.title))
    answer = client.post(first, {"decision": "later", "reason": WHY, "exceptional": "theme", "seen": ""})
    assert answer.headers["Location"] == f"{page}#form-{other.mase_forms.get().pk}"
    typed = {"decision": "discuss", "reason": "Two at one shop", "exceptional": "theme", "seen": ""}
    assert "Select the theme" in client.post(second, typed).text
    answer = client.post(second, typed | {"theme": theme.pk})
    assert answer.headers["Location"] == f"{page}#decided"
    listed = april.entries.get()
    assert (listed.case, listed.theme, listed.exceptional) == (other, theme, "theme")
    seen = words(read(client.get(page).text))
    who = f"{southwark['coordinator'].name}, 20 March 2026"
    assert all(text in seen for text in ("2 of 2 decided", WHY, "Not this time", "Two at one shop"))
    assert seen.count(who) == 2
    assert all(text in words(read(client.get(reverse("list_case", args=[april.ref])).text)) for text in (WHY,))


def test_whoever_comes_second_sees_what_the_first_decided_and_keeps_their_words(
    southwark: Cast, april: Panel, entry: CohortEntry, signed_in: Callable[..., Any], clock
) -> None:
    clock.move_to(NOW)
    client, address = signed_in(southwark["coordinator"]), reverse("decide_cohort", args=[entry.case.ref, april.ref])
    typed = {"decision": "discuss", "reason": "Hurt again", "exceptional": "blockage", "seen": ""}
    assert "Enter the reasons" in client.post(address, typed | {"reason": ""}).text
    left = _leave_out(southwark, april, entry)
    second = client.post(address, typed)
    assert second.status_code == 409
    assert all(text in second.text for text in (WHY, "Hurt again", f'name="seen" value="{left.pk}"'))
    assert client.post(address, typed | {"seen": left.pk}).status_code == 302
    third = client.post(address, {"decision": "later", "reason": "Not now", "seen": ""})
    assert third.status_code == 409
    assert all(text in third.text for text in ("Hurt again", "Not now", "The case is on the list"))
    panels.circulate(april, by=southwark["coordinator"], at=NOW)
    assert client.get(address).status_code == 200


@pytest.mark.rule("ALL-5")
def test_who_decides_and_who_reads_that_a_child_is_not_discussed_this_time(
    southwark: Cast, barnet: Cast, april: Panel, entry: CohortEntry, signed_in: Callable[..., Any], subtests
) -> None:
    _leave_out(southwark, april, entry)
    address, month = reverse("decide_cohort", args=[entry.case.ref, april.ref]), april.get_absolute_url()
    inside = dict.fromkeys(("minutes", "worker", "chair", "team"), 403)
    for part, status in {"coordinator": 200, **inside, "other.school": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["coordinator"]).get(address).status_code == 404
    assert signed_in(southwark["coordinator"]).put(address).status_code == 405
    assert WHY in signed_in(southwark["coordinator"]).get(month).text
    reader = signed_in(southwark["yjs"])
    assert WHY not in reader.get(month).text
    assert WHY in signed_in(southwark["worker"]).get(reverse("mase", args=[entry.case.ref])).text
    how = {"by": southwark["mash"], "at": NOW - timedelta(days=30), "reason": "Test"}
    access.open_to_agency(entry.case, southwark.agency("yjs"), [Section.CASE, Section.PANEL], **how)
    assert WHY in reader.get(month).text
