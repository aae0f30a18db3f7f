"""The record of young people at risk as plain rows: what each lacks, narrowed, ordered and paged. No database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from reporting import at_risk
from reporting.at_risk import Known, Lack, Why
from reporting.at_risk_forms import AtRisk
from riskscreening.models import Band
from riskscreening.tools.tool import Rag
from riskscreening.trajectory import Direction, RiskNow

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def _risk(band: Rag, level: int | None) -> RiskNow:
    said = {"since": NOW, "direction": Direction.SAME, "screening": 1}
    return RiskNow(band=band, level=level, waiting_since=None, model_not_known_since=None, **said)


def _known(number: int = 1, *, name: str = "Example", **differs: Any) -> Known:
    child = SimpleNamespace(family_name=name)
    case = SimpleNamespace(pk=number, child=child, opened_at=NOW + timedelta(days=number))
    said = {
        "why": (Why.SCREENED,),
        "risk": _risk(Rag.RED, 2),
        "screened_at": NOW,
        "types": ("Online",),
        "worker": "Ada Ward",
        "listed_at": None,
    }
    return Known(**{"case": case} | said | differs)


def _numbers(found: list[Known]) -> list[int]:
    return [one.case.pk for one in found]


@pytest.mark.rule("SO-27")
@pytest.mark.parametrize(
    ("differs", "lacks"),
    [
        ({}, ()),
        ({"types": ()}, (Lack.TYPE,)),
        ({"risk": None, "screened_at": None}, (Lack.LEVEL, Lack.SCREENING)),
        ({"risk": _risk(Rag.AMBER, None)}, (Lack.LEVEL,)),
        ({"risk": _risk(Rag.GREEN, None)}, ()),  # green has no level
        ({"worker": ""}, (Lack.WORKER,)),
        ({"types": (), "risk": None, "screened_at": None, "worker": ""}, tuple(Lack)),
        ({"why": (Why.DATA_ONLY,), "types": (), "risk": None, "screened_at": None, "worker": ""}, (Lack.TYPE,)),
        ({"why": (Why.DATA_ONLY,), "risk": None, "screened_at": None, "worker": ""}, ()),
        ({"why": (Why.DATA_ONLY, Why.CARE_LEAVER), "worker": ""}, (Lack.WORKER,)),
    ],
)
def test_a_record_says_what_it_lacks_and_asks_little_where_another_authority_meets(
    differs: dict[str, Any], lacks: tuple[Lack, ...]
) -> None:
    assert _known(**differs).lacks == lacks


FOUND = [
    _known(1, name="Ward", screened_at=NOW - timedelta(days=9)),
    _known(2, name="adeyemi", risk=_risk(Rag.RED, 3), why=(Why.LISTED, Why.SCREENED), worker=""),
    _known(3, name="Castle", risk=None, screened_at=None, why=(Why.EARLY_HELP,)),
    _known(4, name="Thorne", risk=_risk(Rag.AMBER, 3), why=(Why.LEFT,)),
]


@pytest.mark.rule("SO-27")
@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"why": "screened"}, [1, 2]),
        ({"why": "listed"}, [2]),
        ({"level": "3"}, [2, 4]),
        ({"level": "none"}, [3]),
        ({"lacks": "any"}, [2, 3]),
        ({"lacks": "worker"}, [2]),
        ({"why": "listed", "level": "3", "lacks": "any"}, [2]),
        ({"why": "listed", "level": "2"}, []),
    ],
)
def test_it_is_narrowed_by_every_choice_at_once(chosen: dict[str, str], numbers: list[int]) -> None:
    assert _numbers(at_risk.narrowed(FOUND, chosen)) == numbers


@pytest.mark.rule("SO-27")
@pytest.mark.parametrize(
    ("by", "numbers"),
    [
        ("risk", [2, 1, 4, 3]),  # red before amber whatever the level; not screened last
        ("screened", [3, 1, 2, 4]),  # who never was comes first
        ("name", [2, 3, 4, 1]),  # small letters beside great ones
        ("opened", [4, 3, 2, 1]),
    ],
)
def test_each_order_is_whole_and_the_same_every_time(by: str, numbers: list[int]) -> None:
    assert _numbers(at_risk.ordered(FOUND, by=by)) == numbers
    assert _numbers(at_risk.ordered(reversed(FOUND), by=by)) == numbers


def test_a_page_goes_on_after_a_child_and_begins_anew_where_that_child_is_no_longer_there() -> None:
    many = [_known(number) for number in range(1, 54)]
    assert _numbers(at_risk.page(many, after=None)) == list(range(1, 27)), "one more, as it goes on"
    assert _numbers(at_risk.page(many, after=25)) == list(range(26, 52))
    assert _numbers(at_risk.page(many, after=50)) == [51, 52, 53]
    assert at_risk.page(many, after=53) == []
    assert _numbers(at_risk.page(many, after=99))[0] == 1


@pytest.mark.rule("SO-27")
def test_the_choice_is_kept_in_the_address_as_codes_and_said_in_words() -> None:
    levels = [("1", "Level 1"), ("2", "Level 2")]
    form = AtRisk({"why": "left", "level": "2", "lacks": "any", "sort": "name", "free": "Robin"}, levels=levels)
    assert form.is_valid()
    assert form.here == {"why": "left", "level": "2", "lacks": "any", "sort": "name"}
    assert form.described == [
        ("Why on the record", "Was on the MASE list"),
        ("Risk level", "Level 2"),
        ("What is missing", "Something is missing"),
    ]
    assert list(AtRisk({"level": "3", "sort": "x"}, levels=levels).errors) == ["level", "sort"]
    nothing = AtRisk({}, levels=levels)
    assert (nothing.is_valid(), nothing.here, nothing.described) == (True, {"sort": "risk"}, [])


@pytest.mark.parametrize("band", Band)
def test_the_record_knows_how_grave_every_band_is(band: Band) -> None:
    assert _known(risk=_risk(Rag(band.value), 1)).gravity[0] > _known(risk=None).gravity[0]
