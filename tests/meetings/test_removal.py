"""A child leaves the MASE list by two people's decision, over what the file leaves open (SO-28)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import checklist
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled
from mase.cases.models import Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import leaving
from meetings.models import CohortEntry, CohortRemoval, ListEntry
from meetings.operations import removal, submission
from referrals import operations as referrals
from tests.cases.pages import error_of, links, texts
from tests.meetings.conftest import codes, told_by

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture
def entry(listed: ListEntry, southwark: Cast) -> CohortEntry:
    """The time on the list of a child whom pre-MASE has accepted; the members read the case."""
    stories.circulate(southwark, listed.panel, at=NOW - timedelta(days=1))
    return listed.case.cohort_entries.select_related("case__authority").get()


def _propose(cast: Cast, entry: CohortEntry, part: str = "coordinator", *, at: datetime = NOW) -> CohortRemoval:
    return removal.propose(entry, reason="Nothing new for six months.", by=cast[part], at=at)


def _answer(cast: Cast, proposed: CohortRemoval, part: str, *, agreed: bool = True, at: datetime = LATER) -> None:
    removal.answer(proposed, agreed=agreed, words="Seen at school every day.", by=cast[part], at=at)


@pytest.mark.rule("SO-28")
def test_a_child_leaves_when_a_second_person_agrees_and_not_before(southwark: Cast, entry: CohortEntry) -> None:
    proposed = _propose(southwark, entry)
    entry.refresh_from_db()
    assert entry.removed_at is None
    assert southwark["inspector"] in told_by(f"removal-{proposed.pk}") >= {southwark["team"]}
    assert southwark["coordinator"] not in told_by(f"removal-{proposed.pk}")
    _answer(southwark, proposed, "inspector")
    entry.refresh_from_db()
    assert entry.removed_at == LATER
    assert "clinical_offer" not in codes(entry.case)
    assert told_by(f"removal-answered-{proposed.pk}") == {southwark["coordinator"], southwark["worker"]}
    row = Event.objects.get(verb=Verb.REMOVAL_AGREED)
    assert (row.case, row.actor) == (entry.case.ref, southwark["inspector"].pk)
    assert {"missing", "investigation"} & set(row.detail["found"])


@pytest.mark.rule("SO-28")
def test_one_person_never_does_both(southwark: Cast, entry: CohortEntry, signed_in, clock) -> None:
    clock.move_to(NOW)
    client = signed_in(southwark["coordinator"])
    address = reverse("propose_removal", args=[entry.case.ref, entry.pk])
    answer = client.post(address, {"reason": "Nothing new."}).headers["Location"]
    assert texts(client.get(answer), "textarea") == []
    assert client.post(answer, {"agreed": "yes", "words": "I do"}).status_code == 409
    proposed = CohortRemoval.objects.get()
    with pytest.raises(NotEntitled):
        _answer(southwark, proposed, "coordinator")
    proposed.agreed, proposed.answered_at, proposed.answer = True, LATER, "I do"
    proposed.answered_by = southwark["coordinator"]
    with pytest.raises(IntegrityError), transaction.atomic():
        proposed.save()
    entry.refresh_from_db()
    assert entry.removed_at is None


def test_refused_the_child_stays_and_it_can_be_proposed_again(southwark: Cast, entry: CohortEntry) -> None:
    proposed = _propose(southwark, entry)
    with pytest.raises(AlreadyDone):
        _propose(southwark, entry, "team")
    _answer(southwark, proposed, "team", agreed=False)
    entry.refresh_from_db()
    assert entry.removed_at is None
    with pytest.raises(AlreadyDone):
        _answer(southwark, proposed, "inspector")
    again = _propose(southwark, entry, "team", at=LATER)
    _answer(southwark, again, "coordinator", at=LATER + timedelta(days=1))
    with pytest.raises(AlreadyDone):
        _propose(southwark, entry, at=LATER + timedelta(days=1))


@pytest.mark.rule("SO-28")
def test_a_child_who_comes_back_has_a_new_time_on_the_list(southwark: Cast, entry: CohortEntry) -> None:
    stories.schedule(southwark, on=date(2026, 4, 23), at=NOW)
    _answer(southwark, _propose(southwark, entry), "inspector")
    again = submission.submit(entry.case, form=stories.FORM, by=southwark["worker"], at=LATER)
    submission.decide(again, accepted=True, to_discuss=False, reason="Back", by=southwark["coordinator"], at=LATER)
    times = entry.case.cohort_entries.order_by("pk").values_list("admitted_at", "removed_at")
    assert list(times) == [(entry.admitted_at, LATER), (LATER, None)]


def test_what_the_file_leaves_open_is_named_before_the_child_leaves(southwark: Cast, discussed: ListEntry) -> None:
    case, how = discussed.case, {"by": southwark["worker"], "at": NOW}
    referrals.add_reference(case, kind="connect", number="4619283/26", note="", **how)
    referrals.record_disclosure(case, told_at=NOW, told_to="An aunt", **how)
    found = [one.code for one in leaving.findings(case, at=NOW)]
    assert {"actions", "missing", "disclosures", "investigation"} <= set(found)
    assert "cohort" not in found
    case.missing_episodes.all().delete()
    assert "missing" not in [one.code for one in leaving.findings(case, at=NOW)]


def test_what_the_child_says_is_quoted_or_missed(southwark: Cast, entry: CohortEntry) -> None:
    screening = entry.case.assessments.latest("pk")
    assert leaving.childs_words(entry.case) == leaving.Words(text=screening.in_their_words, at=screening.completed_at)
    screening.in_their_words = ""
    screening.save()
    assert leaving.childs_words(entry.case) is None
    assert leaving.findings(entry.case, at=NOW)[-1].code == "childs_view"


@pytest.mark.rule("ALL-4", "SO-28")
def test_a_case_closes_over_the_list_only_with_a_reason_and_takes_the_child_off(
    southwark: Cast, entry: CohortEntry
) -> None:
    case, proposed = entry.case, _propose(southwark, entry)
    assert "cohort" in [one.code for one in checklist.findings(case, at=NOW)]
    closed = cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=LATER, reason="Moved away")
    entry.refresh_from_db()
    assert entry.removed_at == LATER
    assert "cohort" in [one["code"] for one in closed.checked["findings"]]
    with pytest.raises(CaseClosed):
        _answer(southwark, proposed, "inspector")


@pytest.mark.rule("SO-28")
def test_it_is_proposed_and_answered_on_the_pages(southwark: Cast, entry: CohortEntry, signed_in: Any, clock) -> None:
    clock.move_to(NOW)
    ref = entry.case.ref
    proposer, second = signed_in(southwark["team"]), signed_in(southwark["inspector"])
    address, home = reverse("propose_removal", args=[ref, entry.pk]), reverse("mase", args=[ref])
    assert links(proposer.get(home))["Propose that the child leaves"] == address
    page = proposer.get(address)
    assert "The child was missing in the last 90 days" in texts(page, "main h3")
    assert "Enter why" in error_of(proposer.post(address, {"reason": " "}), "reason")
    answer = proposer.post(address, {"reason": "No contact since June."}).headers["Location"]
    assert "It has been proposed already" in proposer.get(address).text
    assert links(second.get(home))["Proposed, waiting for a second person"] == answer
    page = second.get(answer)
    assert "No contact since June." in page.text
    assert "a part of the file that is not open to you" in page.text
    page = second.post(answer, {"agreed": "", "words": "Typed"})
    assert (page.status_code, "Typed" in page.text) == (200, True)
    assert second.post(answer, {"agreed": "yes", "words": "Agreed at the meeting."}).status_code == 302
    assert second.post(answer, {"agreed": "no", "words": "After all"}).status_code == 409
    assert "The child is not on the list any more" in proposer.get(address).text
    assert "Agreed at the meeting." in proposer.get(answer).text
    assert links(proposer.get(home))["Agreed"] == answer


def test_who_reaches_the_pages(southwark: Cast, barnet: Cast, entry: CohortEntry, signed_in, subtests) -> None:
    addresses = [
        reverse("propose_removal", args=[entry.case.ref, entry.pk]),
        reverse("answer_removal", args=[entry.case.ref, _propose(southwark, entry).pk]),
    ]
    expected = {**dict.fromkeys(("coordinator", "service", "inspector"), 200), "worker": 403, "chair": 403}
    for part, status in {**expected, "education": 403, "second.worker": 404}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert [client.get(address).status_code for address in addresses] == [status, status]
    assert signed_in(barnet["coordinator"]).get(addresses[0]).status_code == 404
    assert signed_in(southwark["team"]).delete(addresses[1]).status_code == 405
