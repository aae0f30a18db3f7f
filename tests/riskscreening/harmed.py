"""A context in which a child is harmed, and what is done there, as the tests record them."""

from datetime import UTC, date, datetime

from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import Context, Intervention
from riskscreening.operations import contexts

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def harmed(cast: Cast, case: Case, *, where: str = "The bus stop at the gate") -> Context:
    """Record that adults wait for the child there."""
    facts = {"kind": "school", "where": where, "harm": "Adults in a car wait for her.", "safety": ""}
    return contexts.record(case, **facts, by=cast["worker"], at=NOON)


def begun(
    cast: Cast,
    *,
    kind: str = "school",
    where: str = "At the gate",
    review_on: date = date(2026, 4, 1),
) -> Intervention:
    """Begin what is done there, to be reviewed on the first of April."""
    facts = {"kind": kind, "where": where, "concern": "A car waits for pupils", "lead": "Deputy head"}
    facts |= {"what": "Staff at the gate after school", "begun_on": date(2026, 3, 9), "review_on": review_on}
    return contexts.begin(cast.authority, agency=cast.agency("harbour"), facts=facts, by=cast["worker"], at=NOON)
