"""Leaving the MASE list at its edges: two at once, who is told what, what ends with it, and what is weighed."""

from datetime import UTC, datetime, timedelta

import pytest

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import checklist
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import leaving
from meetings.models import CohortEntry, CohortRemoval, ListEntry
from meetings.operations import oversight, removal
from tests.cases.everywhere import know
from tests.meetings.conftest import codes, told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
REASON = "Robin Example is at home since May."


@pytest.fixture
def entry(listed: ListEntry, southwark: Cast) -> CohortEntry:
    """The time on the list of a child whose case the members read."""
    stories.circulate(southwark, listed.panel, at=NOW - timedelta(days=1))
    return listed.case.cohort_entries.select_related("case__authority").get()


def _propose(cast: Cast, entry: CohortEntry, part: str = "coordinator", *, at: datetime = NOW) -> CohortRemoval:
    return removal.propose(entry, reason=REASON, by=cast[part], at=at)


def _answer(cast: Cast, proposed: CohortRemoval, part: str = "inspector", *, agreed: bool = True) -> None:
    removal.answer(proposed, agreed=agreed, words=REASON, by=cast[part], at=LATER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SO-28")
def test_of_two_who_propose_at_once_one_is_told_that_it_waits(southwark: Cast, entry: CohortEntry) -> None:
    first, second = overlapping(
        lambda: _propose(southwark, entry), lambda: _propose(southwark, entry, "team", at=NOW + timedelta(seconds=1))
    )
    assert isinstance(second, AlreadyDone)
    assert CohortRemoval.objects.get() == first


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SO-28")
def test_of_two_who_answer_at_once_the_first_word_stands(southwark: Cast, entry: CohortEntry) -> None:
    proposed = _propose(southwark, entry)
    _, second = overlapping(
        lambda: _answer(southwark, proposed, "team", agreed=False), lambda: _answer(southwark, proposed)
    )
    entry.refresh_from_db()
    proposed.refresh_from_db()
    assert (isinstance(second, AlreadyDone), entry.removed_at) == (True, None)
    assert (proposed.agreed, proposed.answered_by) == (False, southwark["team"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SO-28", "ALL-4")
def test_a_case_that_closes_while_somebody_agrees_ends_the_time_on_the_list_once(
    southwark: Cast, entry: CohortEntry
) -> None:
    proposed = _propose(southwark, entry)
    how = {"outcome": Outcome.MOVED, "by": southwark["team"], "at": LATER, "reason": "Moved away"}
    _, second = overlapping(
        lambda: cases.close(entry.case, **how), lambda: _answer(southwark, CohortRemoval.objects.get(pk=proposed.pk))
    )
    entry.refresh_from_db()
    assert (isinstance(second, CaseClosed), entry.removed_at) == (True, LATER)
    assert not Event.objects.filter(verb=Verb.REMOVAL_AGREED).exists()


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize("agreed", [True, False])
def test_what_people_are_told_names_the_case_by_reference_and_never_says_why(
    southwark: Cast, entry: CohortEntry, agreed: bool
) -> None:
    _answer(southwark, _propose(southwark, entry), agreed=agreed)
    said = Message.objects.filter(key__startswith="removal-")
    child = entry.case.child
    assert said.exists()
    assert set(said.values_list("reference", flat=True)) == {entry.case.ref}
    for one in said:
        assert not [word for word in (child.given_names, child.family_name, "Robin", "May") if word in one.text]


@pytest.mark.rule("SO-28", "ALL-5")
def test_only_those_are_asked_who_may_agree_on_this_very_case(southwark: Cast, entry: CohortEntry) -> None:
    know(southwark["inspector"], entry.case.child, at=NOW - timedelta(days=1))
    proposed = _propose(southwark, entry, "team")
    asked = told_by(f"removal-{proposed.pk}")
    assert southwark["coordinator"] in asked
    assert not {southwark[part] for part in ("inspector", "team", "worker", "education")} & asked


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize(("agreed", "verb"), [(True, Verb.REMOVAL_AGREED), (False, Verb.REMOVAL_REFUSED)])
def test_the_trail_keeps_both_with_their_reasons(southwark: Cast, entry: CohortEntry, agreed: bool, verb: Verb) -> None:
    _answer(southwark, _propose(southwark, entry), agreed=agreed)
    rows = Event.objects.filter(case=entry.case.ref, verb__in=[Verb.REMOVAL_PROPOSED, verb]).order_by("pk")
    found = [(row.verb, row.actor, row.at, row.reason) for row in rows]
    assert found == [
        (Verb.REMOVAL_PROPOSED, southwark["coordinator"].pk, NOW, REASON),
        (verb, southwark["inspector"].pk, LATER, REASON),
    ]


@pytest.mark.rule("SO-28", "SO-26")
def test_who_stays_keeps_what_is_owed_and_who_leaves_does_not(southwark: Cast, entry: CohortEntry) -> None:
    before = codes(entry.case)
    assert "clinical_offer" in before
    _answer(southwark, _propose(southwark, entry), agreed=False)
    assert codes(entry.case) == before
    _answer(southwark, _propose(southwark, entry, "team"))
    assert codes(entry.case) < before


@pytest.mark.rule("SO-28")
def test_what_somebody_has_promised_does_not_end_with_the_time_on_the_list(
    southwark: Cast, discussed: ListEntry
) -> None:
    before = codes(discussed.case)
    assert "action" in before
    entry = discussed.case.cohort_entries.select_related("case__authority").get()
    _answer(southwark, _propose(southwark, entry))
    assert before - codes(discussed.case) == {"clinical_offer"}


@pytest.mark.rule("SO-28", "ALL-5")
def test_the_number_on_the_list_counts_restricted_children_and_not_those_one_knows(
    southwark: Cast, barnet: Cast, panel, told
) -> None:
    known, restricted, gone = (told("admit", number=number) for number in range(3))
    know(southwark["coordinator"], known.child, at=NOW - timedelta(days=1))
    cases.restrict(restricted, by=southwark["service"], at=NOW, reason="In the newspapers")
    left = gone.cohort_entries.get()
    left.removed_at = NOW
    left.save()
    numbers = {part: oversight.number_for(southwark[part], southwark.authority) for part in ("coordinator", "minutes")}
    assert numbers == {"coordinator": 1, "minutes": 2}
    assert oversight.number_for(southwark["minutes"], barnet.authority) == 0


def _screening(case: Case, *, words: str, at: datetime | None) -> None:
    one = case.assessments.latest("pk")
    one.pk, one.in_their_words, one.completed_at, one.stands = None, words, at, None
    one.save()


def test_the_child_s_last_words_are_those_of_the_newest_completed_screening_that_quotes_them(told) -> None:
    case = told("sign")
    first = leaving.childs_words(case)
    assert first is not None
    _screening(case, words="", at=LATER)
    assert leaving.childs_words(case) == first
    _screening(case, words="I want my phone back.", at=LATER)
    assert leaving.childs_words(case) == leaving.Words(text="I want my phone back.", at=LATER)


def test_a_case_that_is_on_no_list_or_was_closes_without_it_being_said(southwark: Cast, entry: CohortEntry) -> None:
    def said() -> list[checklist.Finding]:
        return list(leaving.check([entry.case], LATER))

    (found,) = said()
    assert (found.code, found.page, len(found.facts)) == ("cohort", "mase", 1)
    assert found.facts[0].startswith("Since ")
    _answer(southwark, _propose(southwark, entry))
    assert said() == []


def test_what_was_proposed_is_read_the_newest_first_and_only_of_the_case(
    southwark: Cast, entry: CohortEntry, told
) -> None:
    first = _propose(southwark, entry)
    _answer(southwark, first, agreed=False)
    second = _propose(southwark, entry, "team", at=LATER)
    other = told("admit", number=1)
    _propose(southwark, other.cohort_entries.select_related("case__authority").get())
    assert list(leaving.removals_of(entry.case)) == [second, first]
