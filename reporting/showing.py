"""The board and timeliness as their pages show them: every number with the address of its list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.cases.models import Deadline
from reporting import measures, obligations, sight, words
from reporting.addresses import address, boxes
from reporting.measures import OUTCOMES, Measured
from reporting.obligations import STATES, Order, Pile
from reporting.periods import Period

Chosen = Mapping[str, str]
Titles = Mapping[str, str]
Shown = dict[str, object]

ALL = "all"
_COLUMNS = (("rule", "What has to be done"), ("", "Case"), ("who", "Who answers"), ("agency", "Agency"), ("due", "Due"))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number and the list behind it."""

    label: str
    number: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """The numbers of one rule, person or agency: by state, and all together."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """The measures of one rule, in one agency or in all of them, and the lists behind its numbers by outcome."""

    title: str
    agency: str
    measured: Measured
    lists: Mapping[str, str]

    @property
    def share(self) -> str:
        """Return the share that was met in time, of what was not waived and still needed."""
        return words.share(self.measured.counts["in_time"], self.measured.judged)

    @property
    def late_by(self) -> dict[str, str]:
        """Return how late the late ones were, in words: the one in the middle, nine in ten, and the worst."""
        found = {name: getattr(self.measured, name) for name in ("median", "ninetieth", "worst")}
        return {name: words.lateness(value) for name, value in found.items()}

    @property
    def sentence(self) -> str:
        """Say the counts that are not nothing: "3 of 5 in time, 1 met late, 1 open and overdue"."""
        counts = self.measured.counts
        late = [(counts["met_late"], "met late"), (counts["overdue"], "open and overdue")]
        said = [f"{number:,} {what}" for number, what in late if number]
        return ", ".join([f"{counts['in_time']:,} of {self.measured.judged:,} in time", *said])


def offers(piles: Iterable[Pile], titles: Titles) -> dict[str, list[tuple[str, str]]]:
    """Return what a reader can choose from: what occurs among the open deadlines, by name."""
    return {
        "rule": _by_name((pile.rule, sight.title(pile.rule, titles)) for pile in piles),
        "who": _by_name((pile.who, pile.name) for pile in piles),
        "agency": _by_name((pile.agency, pile.agency_name) for pile in piles),
        "state": list(STATES.items()),
    }


def figures(piles: list[Pile], chosen: Chosen) -> list[Figure]:
    """Return how much is open in each state among what was chosen otherwise, and which state is shown."""
    others = {name: value for name, value in chosen.items() if name != "state"}
    return list(_figures(obligations.chosen_of(piles, others), others, of=piles, current=chosen.get("state", "")))


def rows(piles: list[Pile], chosen: Chosen, *, by: str, titles: Titles) -> list[Row]:
    """Return the numbers of what was chosen by state, a row for each rule, person ("who") or agency, by name."""
    kept = obligations.chosen_of(piles, chosen)
    named = offers(kept, titles)[by]
    return [
        Row(
            title=title,
            figures=_figures(obligations.chosen_of(kept, {by: value}), {**chosen, by: value}, of=piles),
        )
        for value, title in named
    ]


def columns(chosen: Chosen, order: Order) -> list[dict[str, str]]:
    """Return the headings of the list, with what each sorts by and how it is sorted now."""
    return [_column(by, text, chosen, order) if by else {"text": text} for by, text in _COLUMNS]


def line(measured: Measured, *, title: str, period: Period, chosen: Chosen) -> Line:
    """Return the measures with the addresses of their lists."""
    own = {"rule": measured.rule, "agency": measured.agency}
    shared = {**boxes(period), **chosen, **{name: value for name, value in own.items() if value}}
    behind = {name: address("timeliness_list", {**shared, "outcome": name}) for name in (*OUTCOMES, "late")}
    lists = {ALL: address("timeliness_list", shared), **behind}
    agency = measured.agency_name or ("All agencies" if measured.rule else "")
    return Line(title=title, agency=agency, measured=measured, lists=lists)


def lines(found: Iterable[Measured], *, titles: Titles, period: Period, chosen: Chosen) -> list[Line]:
    """Return a line for each of the measures, by name of the rule and then of the agency."""
    shown = [line(one, title=sight.title(one.rule, titles), period=period, chosen=chosen) for one in found]
    return sorted(shown, key=lambda line: (line.title, line.agency))


def measured(rows: QuerySet[Deadline], *, titles: Titles, period: Period, chosen: Chosen, at: datetime) -> Shown:
    """Return the measures of these deadlines: all together, by rule, as the table has them, and what has none."""
    by_rule = lines(measures.by_rule(rows, at=at), titles=titles, period=period, chosen=chosen)
    by_agency = lines(measures.by_agency(rows, at=at), titles=titles, period=period, chosen=chosen)
    return {
        "whole": line(measures.overall(rows, at=at), title="Everything", period=period, chosen=chosen),
        "lines": by_rule,
        "rows": interleaved(by_rule, by_agency),
        "without": without(by_rule, titles=titles, chosen=chosen),
    }


def interleaved(by_rule: Iterable[Line], by_agency: Iterable[Line]) -> list[Line]:
    """Return the lines as a table has them: a rule and, where several agencies share in it, each of them below."""
    shown: list[Line] = []
    parts = list(by_agency)
    for whole in by_rule:
        own = [part for part in parts if part.measured.rule == whole.measured.rule]
        shown += own if len(own) == 1 else [whole, *own]
    return shown


def without(found: Iterable[Line], *, titles: Titles, chosen: Chosen) -> list[str]:
    """Return what else was asked for and of which nothing ended or fell due, by name."""
    shown = {line.measured.rule for line in found}
    asked = {chosen["rule"]} if "rule" in chosen else titles.keys()
    return sorted(sight.title(code, titles) for code in asked - shown)


def _figures(piles: list[Pile], chosen: Chosen, *, of: list[Pile], current: str | None = None) -> tuple[Figure, ...]:
    counted, whole = obligations.numbers(piles, "state"), sum(pile.number for pile in of)
    found = [("", "All open", sum(counted.values()))]
    found += [(state, label, counted[(state,)]) for state, label in STATES.items()]
    return tuple(
        Figure(
            label=label,
            number=obligations.in_figures(number, of=whole),
            href=address("board", {**chosen, "state": state}),
            current=state == current,
        )
        for state, label, number in found
    )


def _column(by: str, text: str, chosen: Chosen, order: Order) -> dict[str, str]:
    turned = Order(by=by, backwards=order.by == by and not order.backwards)
    now = ("descending" if order.backwards else "ascending") if order.by == by else "none"
    return {"text": text, "href": address("board", {**chosen, "sort": turned.code}), "sort": now}


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
