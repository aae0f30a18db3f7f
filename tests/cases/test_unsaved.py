"""What is typed and not saved is kept alike everywhere: each person's own, one window at a time, within a limit."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from mase.cases import typed_notes, unsaved
from mase.cases.models import Case, TypedNote
from mase.cases.views import unsaved as views
from mase.demo.cast import Cast
from mase.web.typed import MOST_TYPED

WINDOWS = {"window": "two", "restored": "one"}


@pytest.mark.parametrize("before", [None, "one", "two"])
def test_a_window_goes_on_from_its_own_words_and_from_those_it_began_with(before: str | None) -> None:
    unsaved.refuse_elsewhere(before, **WINDOWS, doing="the minutes")


@pytest.mark.parametrize("before", ["three", ""])
def test_the_words_of_a_window_that_the_page_does_not_know_are_not_overwritten(before: str) -> None:
    with pytest.raises(unsaved.TypedElsewhere, match=r"^You are typing the minutes in another window too\.$"):
        unsaved.refuse_elsewhere(before, **WINDOWS, doing="the minutes")


def test_names_count_towards_what_is_too_much() -> None:
    unsaved.refuse_too_much({"a": ["x" * (MOST_TYPED - 1)]})
    with pytest.raises(unsaved.TooMuchTyped):
        unsaved.refuse_too_much({"ab": ["x" * (MOST_TYPED - 1)]})


def test_each_person_has_a_row_of_their_own_and_writes_over_no_other(case: Case, southwark: Cast, at: datetime) -> None:
    for part, text in (("worker", "First"), ("coordinator", "Other"), ("worker", "Sec\0ond")):
        about = {"doing": "a note", "window": part, "restored": ""}
        unsaved.keep(case.typed_notes, {"text": [text]}, **about, by=southwark[part], at=at)
    assert {row.typed_by: row.typed["text"] for row in TypedNote.objects.all()} == {
        southwark["worker"]: ["Second"],
        southwark["coordinator"]: ["Other"],
    }


def test_only_the_persons_own_words_of_these_windows_are_let_go(case: Case, southwark: Cast, at: datetime) -> None:
    for part in ("worker", "coordinator"):
        unsaved.keep(case.typed_notes, {}, doing="a note", window="one", restored="", by=southwark[part], at=at)
    unsaved.forget(case.typed_notes, windows=["two"], by=southwark["worker"])
    assert unsaved.own(case.typed_notes, southwark["worker"]) is not None
    unsaved.forget(case.typed_notes, windows=["one", "two"], by=southwark["worker"])
    assert unsaved.own(case.typed_notes, southwark["worker"]) is None
    assert unsaved.own(case.typed_notes, southwark["coordinator"]) is not None


def test_each_page_of_a_case_keeps_its_own_words(case: Case, southwark: Cast, at: datetime) -> None:
    about = {"window": "one", "restored": "", "by": southwark["worker"], "at": at}
    typed_notes.keep(case, {"text": ["A note"]}, **about)
    typed_notes.keep(case, {"text": ["A form"]}, about="mase-form", doing="the MASE form", **about)
    typed_notes.forget(case, windows=("one",), by=southwark["worker"])
    assert typed_notes.own(case, southwark["worker"]) is None
    kept = typed_notes.own(case, southwark["worker"], about="mase-form")
    assert kept
    assert kept.typed == {"text": ["A form"]}


def answered(refusal: Exception | None = None, **more: Any) -> HttpResponse:
    """Return what a page is answered whose words are kept, or refused so."""

    def keep(typed: Any, **about: str) -> None:
        assert (dict(typed), about) == ({"text": ["Words"]}, {"window": "w" * 40, "restored": ""})
        if refusal:
            raise refusal

    posted = {"text": "Words", "window": "w" * 50, "seen": "x", "do": "", "csrfmiddlewaretoken": "y"}
    request = RequestFactory().post("/", posted)
    return views.answer(request, keep, at=datetime.fromisoformat("2026-03-04T09:30+00:00"), **more)


def test_what_the_page_says_of_itself_is_not_kept_and_the_time_is_answered() -> None:
    answer = answered()
    assert (answer.status_code, json.loads(answer.content)["saved"]) == (202, "09:30")
    assert answered(kept=200).status_code == 200


def test_each_refusal_has_its_status_and_its_words() -> None:
    taken, much = unsaved.TypedElsewhere("Elsewhere."), unsaved.TooMuchTyped("Too much.")
    assert [answered(one).status_code for one in (taken, much)] == [423, 413]
    assert [answered(one, taken=409).status_code for one in (taken, much)] == [409, 413]
    assert json.loads(answered(taken).content) == {"refused": "Elsewhere."}


def test_another_refusal_is_not_swallowed() -> None:
    with pytest.raises(LookupError):
        answered(LookupError())


def test_only_the_named_boxes_count_where_they_are_named() -> None:
    posted = QueryDict("text=a&text=b&window=one&kind=c")
    assert views.typed_on(posted, only={"text"}) == {"text": ["a", "b"]}
    assert views.typed_on(posted) == {"text": ["a", "b"], "kind": ["c"]}
