"""Since when the MASE list shows what changed, and what the risk was at that moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import since
from meetings.models import Panel
from meetings.operations import information, moving
from riskscreening.models import Assessment, Band, Signature, Verdict

SECOND = timedelta(seconds=1)


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (_utc(2026, 3, 20, 9), _utc(2026, 2, 20, 9)),
        (_utc(2026, 3, 31, 9), _utc(2026, 2, 28, 10)),  # ten in London, in a shorter month
        (_utc(2026, 4, 15, 9), _utc(2026, 3, 15, 10)),  # ten before and after the clocks went on
        (_utc(2026, 11, 10, 9), _utc(2026, 10, 10, 8)),  # nine before and after they went back
        (_utc(2026, 3, 28, 23, 59), _utc(2026, 2, 28, 23, 59)),
        (_utc(2026, 6, 30, 23, 30), _utc(2026, 5, 31, 23, 30)),  # in London the first of July and of June
        (_utc(2028, 3, 29, 9), _utc(2028, 2, 29, 10)),
    ],
)
def test_before_the_first_meeting_changes_of_a_month_are_shown(now: datetime, begins: datetime) -> None:
    assert since.begins(None, at=now) == begins


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize(
    ("meets_at", "now", "counts"),
    [
        (_utc(2026, 3, 26, 10), _utc(2026, 3, 26, 9, 59), False),
        (_utc(2026, 3, 26, 10), _utc(2026, 3, 26, 23, 59, 59), False),
        (_utc(2026, 3, 26, 10), _utc(2026, 3, 27), True),
        (_utc(2026, 6, 25, 9), _utc(2026, 6, 25, 22, 59, 59), False),
        (_utc(2026, 6, 25, 9), _utc(2026, 6, 25, 23), True),  # midnight in London
        (_utc(2026, 3, 29, 12), _utc(2026, 3, 29, 22, 59), False),  # the day of 23 hours
        (_utc(2026, 3, 29, 12), _utc(2026, 3, 29, 23), True),
        (_utc(2026, 10, 25, 12), _utc(2026, 10, 25, 23, 59), False),  # the day of 25 hours
        (_utc(2026, 10, 25, 12), _utc(2026, 10, 26), True),
    ],
)
def test_a_meeting_is_the_last_one_from_midnight_in_london_on(
    panel: Panel, meets_at: datetime, now: datetime, counts: bool
) -> None:
    panel.scheduled_for = meets_at
    panel.save()
    assert since.last_meeting(panel.authority, at=now) == (panel if counts else None)


def test_a_cancelled_meeting_and_one_of_another_borough_are_not_the_last(
    southwark: Cast, barnet: Cast, panel: Panel, at: datetime
) -> None:
    earlier = stories.schedule(southwark, on=date(2026, 3, 12), at=at)
    stories.schedule(barnet, on=date(2026, 3, 27), at=at)
    assert since.last_meeting(southwark.authority, at=_utc(2026, 4, 1)) == panel
    moving.cancel(panel, reason="No room", by=southwark["coordinator"], at=at)
    assert since.last_meeting(southwark.authority, at=_utc(2026, 4, 1)) == earlier
    assert since.begins(earlier, at=_utc(2026, 4, 1)) == earlier.scheduled_for


@pytest.fixture
def lowered(told) -> tuple[Case, list[Signature]]:
    """A screening whose worker judged amber where the tool says red, signed by two people an hour apart."""
    case = told("sign")
    one = case.assessments.get()
    one.band, one.judgement, one.stands, one.level = Band.RED, Band.AMBER, Band.AMBER, 1
    one.save()
    given = list(one.all_signatures.order_by("pk"))
    for number, signature in enumerate(given, 1):
        Signature.objects.filter(pk=signature.pk).update(at=one.completed_at + timedelta(hours=number))
    return case, list(one.all_signatures.order_by("pk"))


def _read(case: Case) -> list[Assessment]:
    return list(case.assessments.prefetch_related("all_signatures").order_by("completed_at", "pk"))


@pytest.mark.rule("SO-29")
def test_a_lowered_band_counts_from_the_second_signature_and_the_graver_until_then(
    lowered: tuple[Case, list[Signature]],
) -> None:
    case, (first, second) = lowered
    completed_at, found = _read(case)[0].completed_at, _read(case)
    assert since.risk_at(completed_at - SECOND, found) is None
    bands = [since.risk_at(moment, found).band for moment in (completed_at, first.at, second.at - SECOND, second.at)]
    assert bands == [Band.RED, Band.RED, Band.RED, Band.AMBER]
    waiting = [since.risk_at(moment, found).waiting_since for moment in (second.at - SECOND, second.at)]
    assert waiting == [completed_at, None]


@pytest.mark.rule("SO-29")
def test_a_dissent_of_then_keeps_the_graver_band_of_then(lowered: tuple[Case, list[Signature]]) -> None:
    case, (_, second) = lowered
    Signature.objects.filter(pk=second.pk).update(verdict=Verdict.DISAGREED, note="A car waits", would_say=Band.RED)
    assert since.risk_at(second.at, _read(case)).band == Band.RED


@pytest.mark.rule("SO-25")
@pytest.mark.parametrize(
    ("last", "now", "may"),
    [
        (None, _utc(2026, 3, 2, 9), True),
        (_utc(2026, 3, 2, 9), _utc(2026, 3, 2, 9), False),
        (_utc(2026, 3, 2, 9), _utc(2026, 3, 2, 23, 59, 59), False),
        (_utc(2026, 3, 2, 23, 59, 59), _utc(2026, 3, 3), True),
        (_utc(2026, 6, 2, 9), _utc(2026, 6, 2, 22, 59, 59), False),
        (_utc(2026, 6, 2, 9), _utc(2026, 6, 2, 23), True),
        (_utc(2026, 3, 29, 0, 30), _utc(2026, 3, 29, 22, 59), False),
        (_utc(2026, 10, 24, 23), _utc(2026, 10, 25, 23, 59), False),  # the whole day of 25 hours
        (_utc(2026, 10, 25, 23, 59), _utc(2026, 10, 26), True),
    ],
)
def test_an_agency_is_reminded_again_from_midnight_in_london_on(
    last: datetime | None, now: datetime, may: bool
) -> None:
    assert information.may_be_chased(last, at=now) is may
