"""What the analysis of the victim profile counts a child as, and what each number of closed cases lets out (SO-30)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mase.demo.cast import Cast
from meetings.operations import victims as counting
from meetings.victims import Facts
from referrals.models import Placement, Referral, Route, RouteCode, Standing
from reporting import victims

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
NEXT_REF = "BCDF-2345"
LATELY, SECOND = timedelta(days=90), timedelta(seconds=1)
CHILD: dict[str, Any] = {
    "age": 14,
    "school_year": 9,
    "gender": "female",
    "ethnicity": "BCRB",
    "care": "family",
    "home": "not_in_care",
    "missing": "yes",
    "model": "online",
    "level": "2",
}


def _children(*, opened: int, closed: int) -> list[Facts]:
    return [Facts(**CHILD, is_open=number < opened) for number in range(opened + closed)]


@pytest.mark.rule("SO-30", "ALL-5")
@pytest.mark.parametrize(
    ("opened", "closed", "number", "left_out"),
    [
        (0, 0, 0, 0),
        (3, 0, 3, 0),
        (3, 1, 3, 1),
        (0, 1, 0, 1),
        (0, 4, 0, 4),
        (30, 4, 30, 4),
        (0, 5, 5, 0),
        (1, 5, 6, 0),
        (30, 5, 35, 0),
    ],
)
def test_of_whom_the_analysis_is_follows_from_how_many_are_closed_to_its_reader(
    opened: int, closed: int, number: int, left_out: int
) -> None:
    found = victims.profile(_children(opened=opened, closed=closed), levels={2: "Level 2"})
    assert (found.number, found.left_out) == (number, left_out)
    assert all(sum(row.number or 0 for row in table.rows) <= number for table in found.tables)
    assert not found.keeps_back, "all of one answer: nothing is small"


@pytest.mark.rule("SO-30")
def test_one_child_that_is_open_among_five_closed_does_not_give_the_five_away_by_a_difference() -> None:
    child = Facts(**CHILD | {"gender": "male"}, is_open=True)
    found = victims.profile([*_children(opened=0, closed=5), child], levels={2: "Level 2"})
    (gender,) = [table for table in found.tables if table.title == "Gender"]
    assert next(row.number for row in gender.rows if row.label == "Boy") is None


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("WBRI", "White"),
        ("MWBC", "Mixed"),
        ("AIND", "Asian"),
        ("CHNE", "Asian"),
        ("BCRB", "Black"),
        ("OOTH", "Any other ethnic group"),
        ("REFU", "Asked, and preferred not to say"),
        ("NOBT", "Not recorded"),
        ("", "Not recorded"),
    ],
)
def test_a_code_has_one_broad_group(code: str, group: str) -> None:
    assert victims.ethnic_group(code) == group


@pytest.mark.parametrize(
    ("year", "stage"),
    [
        (None, "Not recorded"),
        (-1, "Primary school"),
        (6, "Primary school"),
        (9, "Years 7 to 9"),
        (10, "Years 10 to 11"),
        (11, "Years 10 to 11"),
        (12, "Beyond year 11"),
    ],
)
def test_a_year_of_school_has_one_stage(year: int | None, stage: str) -> None:
    assert victims.school_stage(year) == stage


def _counted(cast: Cast, *, at: datetime = NOW) -> Facts:
    (found,) = counting.facts_for(cast["coordinator"], cast.authority, at=at)
    return found


@pytest.mark.rule("SO-30")
def test_where_a_child_lives_and_whether_in_care_routes_say_before_the_referral(
    southwark: Cast, panel: Any, told
) -> None:
    case = told("admit")
    referral = case.referrals.latest("pk")

    def said(standing: Standing, placement: Placement, *codes: RouteCode) -> tuple[str, str]:
        referral.standing, referral.placement = standing, placement
        referral.save()
        case.routes.all().delete()
        for code in codes:
            Route.objects.create(case=case, code=code, **began)
        found = _counted(southwark)
        return found.care, found.home

    began = {"began_at": NOW, "began_by": southwark["worker"], "reason": "Said"}
    assert said(Standing.NOT_KNOWN, Placement.NOT_KNOWN) == ("", "")
    assert said(Standing.CIN, Placement.NOT_KNOWN) == ("family", "")
    assert said(Standing.FOSTER, Placement.ELSEWHERE) == ("looked_after", Placement.ELSEWHERE)
    assert said(Standing.LEAVER, Placement.NOT_KNOWN) == ("care_leaver", "")
    assert said(Standing.CIN, Placement.HERE, RouteCode.PLACED_ELSEWHERE) == ("looked_after", Placement.ELSEWHERE)
    assert said(Standing.LEAVER, Placement.HERE, RouteCode.LOOKED_AFTER) == ("looked_after", Placement.HERE)
    assert said(Standing.CIN, Placement.HERE, RouteCode.CARE_LEAVER) == ("care_leaver", Placement.HERE)


@pytest.mark.rule("SO-30")
def test_missing_lately_is_back_within_ninety_days(southwark: Cast, panel: Any, told) -> None:
    case = told("admit")
    returned_at = case.missing_episodes.latest("pk").returned_at
    found = [_counted(southwark, at=returned_at + after).missing for after in (LATELY, LATELY + SECOND)]
    assert found == ["yes", "no"]


@pytest.mark.rule("SO-30")
@pytest.mark.parametrize(
    ("named", "main", "model"),
    [
        ([], "", ""),
        (["not_known"], "", ""),
        (["online"], "", "online"),
        (["online", "not_known"], "", "online"),
        (["online", "peer"], "", "several"),
        (["online", "peer"], "peer", "peer"),
    ],
)
def test_a_child_counts_under_the_main_model_or_the_only_one(named: list[str], main: str, model: str) -> None:
    screened = type("Screened", (), {"exploitation": named, "main_model": main})
    assert counting._model(screened) == model


def test_the_newest_referral_speaks_for_the_child(southwark: Cast, panel: Any, told) -> None:
    case = told("admit")
    older = case.referrals.latest("pk")
    older.standing = Standing.CIN
    older.save()
    newer = Referral.objects.get(pk=older.pk)
    newer.pk, newer.draft_ref, newer.standing, newer.received_at = None, NEXT_REF, Standing.FOSTER, NOW
    newer.save()
    assert _counted(southwark).care == "looked_after"
