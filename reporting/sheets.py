"""Tables as CSV for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpResponse

from mase.cases.showing import Owed
from mase.clock import LONDON
from reporting import sight
from reporting.at_risk import Known
from reporting.measures import OUTCOMES
from reporting.periods import Period
from reporting.showing import Line
from reporting.trail import Shown

Sheet = tuple[Sequence[str], list[Sequence[object]]]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the table as CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def plain(cell: object) -> object:
    """Leave numbers as they are, a negative one included; quote whatever text begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(_STARTS_A_FORMULA) else cell


def download(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return the table as a file to save; the mark at its beginning tells spreadsheets that it is UTF-8."""
    response = HttpResponse(csv_of(head, rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def owed(shown: Iterable[Owed], *, titles: Mapping[str, str]) -> Sheet:
    """Return the deadlines as rows: cases by reference, what has to be done in the words of the rule, no child."""
    head = ("Deadline", "Case", "What has to be done", "Rule", "Who answers", "Agency", "Due", "State")
    return head, [(*_owed(one, titles), one.who, one.deadline.agency.name, *_when(one)) for one in shown]


def measured(lines: Iterable[Line], *, period: Period) -> Sheet:
    """Return the measures as rows, one for each rule in each agency; lateness in hours."""
    outcomes = [label for label, _ in OUTCOMES.values()]
    late = ("Late by, median (hours)", "Late by, 90th percentile (hours)", "Late by, worst (hours)")
    head = ("From", "To", "What has to be done", "Agency", "Ended or fell due", *outcomes, *late)
    return head, [(period.first, period.last, *_measured(line)) for line in lines]


def looked(rows: Iterable[Shown]) -> Sheet:
    """Return rows of the trail: staff by name, cases by reference, no child."""
    head = ("When", "Who", "For which agency", "What", "Page", "Case", "Kind of processing", "Through", "Reason")
    return head, [(*_look(row), row.log, row.through, row.reason) for row in rows]


def at_risk(rows: Iterable[Known]) -> Sheet:
    """Return the record of young people at risk as rows: cases by reference, no child."""
    head = ("Case", "Why on the record", "Stage", "Band", "Level", "Screened", "How exploited", "Worker", "Missing")
    return head, [(one.case.ref, *_known(one)) for one in rows]


def _known(one: Known) -> tuple[object, ...]:
    return (
        "; ".join(why.label for why in one.why),
        one.case.get_stage_display(),
        one.risk.band if one.risk else "",
        one.risk.level or "" if one.risk else "",
        f"{_local(one.screened_at):%Y-%m-%d}" if one.screened_at else "",
        "; ".join(one.types),
        one.worker,
        "; ".join(lack.label for lack in one.lacks),
    )


def _look(row: Shown) -> tuple[str, ...]:
    return f"{_local(row.at):%Y-%m-%d %H:%M:%S}", row.who, row.agency, row.what, row.page, row.case


def _owed(one: Owed, titles: Mapping[str, str]) -> tuple[str, ...]:
    deadline = one.deadline
    case = deadline.case.ref if deadline.case else ""
    return deadline.ref, case, sight.title(deadline.code, titles), one.rule


def _when(one: Owed) -> tuple[str, str]:
    return f"{_local(one.deadline.due_at):%Y-%m-%d %H:%M}", one.left


def _measured(line: Line) -> tuple[object, ...]:
    found = line.measured
    late = (_hours(found.median), _hours(found.ninetieth), _hours(found.worst))
    return line.title, line.agency, found.total, *(found.counts[name] for name in OUTCOMES), *late


def _hours(late: timedelta | None) -> object:
    return "" if late is None else round(late / timedelta(hours=1), 1)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)
