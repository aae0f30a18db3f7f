"""A sixth borough is a file: its own words in the pages, its own lengths in the deadlines, its own ladder."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from mase import profiles, timescales
from mase.agencies.models import User
from mase.cases import deadlines
from mase.cases.models import Case
from mase.demo import cast as demo_cast
from mase.demo import stories
from mase.demo.cast import Cast
from tests.cases.pages import texts
from tests.timescales.days import london

LAMBETH = """
code = "lambeth"
name = "Lambeth"
gss_code = "E09000022"
valid_from = 2026-01-01
rag_outcomes = ["red", "amber", "blue"]
risk_levels = ["Emerging", "Significant"]
screening_tool = "cse-stage2"
panel_chairs = ["Director of Operations"]

[wording]
panel = "MACE"
co_ordinator = "Exploitation lead"
partnership = "Lambeth Safeguarding Children Partnership"
map = "child exploitation meeting"

[office]
closing_days = [2026-03-03]

[pathway]
map_order = "after_panel"

[ladder]
next_rung = "2 working days"

[timescales.rag_outcome]
length = "2 working days"
ladder = ["co_ordinator", "service_manager"]

[timescales.mase_submission]
length = "4 working days before"

[timescales.screening]
length = "7 working days"
"""
SignIn = Callable[[User], Client]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The installation's own profiles, in use."""
    (tmp_path / "lambeth.toml").write_text(LAMBETH)
    common = (Path(profiles.__file__).parent / "_common.toml").read_text()
    old = common.replace("common_valid_from = 2026-04-01", "common_valid_from = 2025-01-01")
    (tmp_path / "_common.2025-01-01.toml").write_text(old)
    profiles.use(tmp_path)
    yield tmp_path
    profiles.use()


@pytest.fixture
def lambeth(db: None, folder: Path, at: datetime) -> Cast:
    """A borough that does not ship with the product, with somebody in every role."""
    return demo_cast.hire("lambeth", at=at, password=None)


def _due(case: Case, code: str) -> datetime:
    return case.deadlines.get(code=code).due_at


def test_its_lengths_and_closing_days_are_in_its_deadlines(lambeth: Cast, at: datetime) -> None:
    case = stories.tell(lambeth, 0, begins_at=at, until="allocate")
    # Referred on a Monday; on Tuesday the office is closed.
    assert _due(case, "rag_outcome") == london("2026-03-05T17:00")
    assert _due(case, "mash_check") == at + timedelta(hours=24)
    allocated_at = case.deadlines.get(code="screening").started_at
    assert _due(case, "screening") == timescales.due_at(
        timescales.parse("7 working days"), starts_at=allocated_at, calendar=lambeth.authority.profile_at(at).calendar
    )
    assert case.deadlines.get(code="rag_outcome").version == "lambeth 2026-01-01"


def test_its_ladder_stands_behind_its_deadlines(lambeth: Cast, at: datetime) -> None:
    case = stories.tell(lambeth, 0, begins_at=at)
    assert case.deadlines.get(code="rag_outcome").ladder == ["co_ordinator", "service_manager"]
    assert case.deadlines.get(code="mash_check").ladder == ["service_manager"]


def test_its_case_goes_through_to_the_panel_in_its_own_words(lambeth: Cast, at: datetime, signed_in: SignIn) -> None:
    panel = stories.schedule(lambeth, on=date(2026, 4, 8), at=at)
    case = stories.tell(lambeth, 0, begins_at=at, until="discuss")
    assert case.assessments.get().tool_code == "cse-stage2"
    browser = signed_in(lambeth["coordinator"])
    form = case.mase_forms.get()
    for address in (
        panel.get_absolute_url(),
        form.get_absolute_url(),
        f"/cases/{case.ref}/mase/",
        "/procedures/",
    ):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "MACE" in " ".join(texts(page, "main")), address
    assert "Exploitation lead" in " ".join(texts(browser.get("/procedures/"), "main"))


@pytest.mark.rule("BR-5")
def test_its_planning_follows_its_panel(lambeth: Cast, at: datetime, signed_in: SignIn) -> None:
    stories.schedule(lambeth, on=date(2026, 4, 8), at=at)
    case = stories.tell(lambeth, 0, begins_at=at, until="admit")
    page = signed_in(lambeth["coordinator"]).get(f"/cases/{case.ref}/map/")
    assert "child exploitation meeting" in " ".join(texts(page, "main"))
    assert not texts(page, "main a[href$='/map/refer/']")


@pytest.mark.rule("HO-3")
def test_it_is_offered_no_green(lambeth: Cast, at: datetime, signed_in: SignIn) -> None:
    case = stories.tell(lambeth, 0, begins_at=at, until="answer")
    referral = case.referrals.get()
    page = signed_in(lambeth["mash"]).get(f"/cases/{case.ref}/referrals/{referral.pk}/propose/")
    assert page.status_code == 200
    assert "Green" not in " ".join(texts(page, ".govuk-radios__label"))
    assert "Amber" in " ".join(texts(page, ".govuk-radios__label"))


def test_a_change_never_moves_a_deadline_that_is_running(lambeth: Cast, folder: Path, at: datetime) -> None:
    case = stories.tell(lambeth, 0, begins_at=at)
    running = case.deadlines.get(code="rag_outcome")
    changed = LAMBETH.replace("2026-01-01", "2026-03-03").replace(
        '"2 working days"\nladder', '"9 working days"\nladder'
    )
    (folder / "lambeth.2026-03-03.toml").write_text(changed)
    profiles.use(folder)
    kept = case.deadlines.get(code="rag_outcome")
    assert (kept.due_at, kept.rule, kept.version) == (running.due_at, running.rule, running.version)
    before = stories.tell(lambeth, 1, begins_at=at + timedelta(hours=1))
    after = stories.tell(lambeth, 2, begins_at=at + timedelta(days=1))
    assert (before.deadlines.get(code="rag_outcome").version, _due(before, "rag_outcome")) == (
        "lambeth 2026-01-01",
        running.due_at,
    )
    assert (after.deadlines.get(code="rag_outcome").version, _due(after, "rag_outcome")) == (
        "lambeth 2026-03-03",
        london("2026-03-16T17:00"),
    )


def test_a_borough_leaves_out_what_its_procedure_does_not_know(lambeth: Cast, at: datetime) -> None:
    case = stories.tell(lambeth, 0, begins_at=at, until="allocate")
    assert deadlines.start(case, "police_category", at=at, by=lambeth["police.mash"]) is None


def _start(folder: Path) -> subprocess.CompletedProcess[str]:
    asked = "import django; django.setup(); from mase import profiles; print(len(profiles._VERSIONS))"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mase.settings", "MASE_PROFILES": str(folder)}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", asked], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )


def test_the_product_starts_with_the_boroughs_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "lambeth.toml").write_text(LAMBETH)
    assert _start(tmp_path).stdout.strip() == "6"


def test_a_fault_in_the_folder_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "lambeth.toml").write_text(LAMBETH.replace('"cse-stage2"', '"cse-stage3"'))
    ended = _start(tmp_path)
    assert ended.returncode != 0
    assert "lambeth.toml: screening_tool is 'cse-stage3'; allowed: cse-screening, cse-stage2" in ended.stderr
