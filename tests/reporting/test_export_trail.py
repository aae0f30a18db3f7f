"""The trail for the regulator: checked offline, limited to the officer's borough, made for a reason, written down."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event, Seal
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo.cast import Cast
from reporting import regulator
from tests.cases.pages import error_of
from tests.reporting.looking import looked

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)
CSC = "southwark-csc"
SHA256SUM = shutil.which("sha256sum") or "sha256sum"


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("refer")


@pytest.fixture
def proven(southwark: Cast, barnet: Cast, signed_in: SignIn, clock: Any) -> Callable[..., Client]:
    """The browser of a privacy officer who has just proved again that it is them."""

    def sign_in(cast: Cast = southwark) -> Client:
        officer = cast["privacy"]
        officer.set_password("keep-children-safe")
        officer.save()
        browser = signed_in(officer)
        answer = browser.post("/account/prove/?next=/trail/export/", {"password": "keep-children-safe"})
        assert (answer.status_code, answer.url) == (302, "/trail/export/")
        return browser

    return sign_in


def _asked(first: datetime, last: datetime, **more: str) -> dict[str, Any]:
    days = {"begins": first, "ends": last}
    dates = {
        f"{name}-{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")
    }
    return {**dates, "reason": "Asked for by the regulator, letter of 1 March", **more}


def _files(answer: HttpResponse) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.content[:2000]
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.rule("ALL-5")
def test_the_file_holds_every_row_of_the_period_twice_and_says_so(
    case: Case, southwark: Cast, proven: Callable[..., Client], at: datetime
) -> None:
    looked(southwark["team"], [case.ref], at=at - DAY, agency=CSC)
    looked(southwark["team"], [case.ref], at=at - 2 * DAY, agency=CSC)
    browser = proven()
    meant = Event.objects.filter(
        at__gte=(at - DAY).replace(hour=0), agency__startswith="southwark"
    ) | Event.objects.filter(case=case.ref, at__gte=(at - DAY).replace(hour=0))
    count = meant.distinct().count()
    files = _files(browser.post("/trail/export/", _asked(at - DAY, at)))
    manifest = json.loads(files["manifest.json"])
    lines = [json.loads(line) for line in files["events.jsonl"].splitlines()]
    table = list(csv.DictReader(io.StringIO(files["events.csv"].decode(), newline="")))
    assert len(lines) == len(table) == manifest["events"] == count > 1
    assert [line["number"] for line in lines] == [int(row["number"]) for row in table]
    first = next(line for line in lines if line["verb"] == "viewed")
    assert (first["name"], first["agency_name"], first["case"], first["kind"]) == (
        southwark["team"].name,
        "Southwark children’s social care",
        case.ref,
        "consultation",
    )
    assert manifest["period"] == {"from": "2026-03-01", "to": "2026-03-02", "time_zone": "Europe/London"}
    assert manifest["reason"] == "Asked for by the regulator, letter of 1 March"
    assert manifest["made_by"] == {"number": southwark["privacy"].pk, "name": southwark["privacy"].name}


def test_the_file_is_checked_offline_and_a_change_is_found(
    case: Case, proven: Callable[..., Client], at: datetime, tmp_path: Path
) -> None:
    files = _files(proven().post("/trail/export/", _asked(at, at)))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    check = [SHA256SUM, "--check", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0  # noqa: S603
    manifest = json.loads(files["manifest.json"])
    for name in ("events.jsonl", "events.csv"):
        assert manifest["files"][name]["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert manifest["files"][name]["bytes"] == len(files[name])
    (tmp_path / "events.jsonl").write_bytes(files["events.jsonl"].replace(b"case_opened", b"case_closed", 1))
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1  # noqa: S603


@pytest.mark.rule("ALL-5")
def test_the_trail_keeps_who_made_it_why_of_what_and_the_hash_of_its_manifest(
    case: Case, southwark: Cast, proven: Callable[..., Client], at: datetime
) -> None:
    files = _files(proven().post("/trail/export/", _asked(at, at)))
    row = Event.objects.get(verb=Verb.TRAIL_EXPORTED)
    assert (row.actor, row.agency) == (southwark["privacy"].pk, CSC)
    assert row.reason == "Asked for by the regulator, letter of 1 March"
    assert row.detail == {
        "page": "export for the regulator",
        "period": "2026-03-02/2026-03-02",
        "events": json.loads(files["manifest.json"])["events"],
        "manifest_sha256": hashlib.sha256(files["manifest.json"]).hexdigest(),
    }


def test_the_newest_seal_stands_in_the_manifest(case: Case, proven: Callable[..., Client], at: datetime) -> None:
    browser = proven()
    assert json.loads(_files(browser.post("/trail/export/", _asked(at, at)))["manifest.json"])["newest_seal"] is None
    for number in (1, 2):
        Seal.objects.create(
            number=number,
            first_event=number * 10**9,
            last_event=number * 10**9 + 1,
            count=1,
            digest="d" * 64,
            head=f"{number}" * 64,
            sealed_at=at,
        )
    manifest = json.loads(_files(browser.post("/trail/export/", _asked(at, at)))["manifest.json"])
    assert manifest["newest_seal"] == {"number": 2, "head": "2" * 64}


def test_another_authority_s_rows_are_not_in_it_and_a_restricted_case_s_are(
    case: Case, southwark: Cast, barnet: Cast, proven: Callable[..., Client], at: datetime
) -> None:
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    theirs = _files(proven(barnet).post("/trail/export/", _asked(at, at)))["events.jsonl"].decode()
    assert case.ref not in theirs
    assert "southwark" not in theirs
    assert case.ref in _files(proven().post("/trail/export/", _asked(at, at)))["events.jsonl"].decode()


def test_no_child_is_named_and_no_reason_of_the_record_leaves(
    case: Case, southwark: Cast, proven: Callable[..., Client], at: datetime
) -> None:
    child = case.child
    child.given_names, child.family_name = "Canaria", "Yellowfinch"
    child.save()
    looked(southwark["team"], [case.ref], at=at, agency=CSC, reason="Canaria is missing", verb=Verb.CASE_RESTRICTED)
    looked(southwark["team"], ["Yellowfinch"], at=at, agency=CSC, verb=Verb.REFUSED)
    for name, content in _files(proven().post("/trail/export/", _asked(at, at))).items():
        assert b"Canaria" not in content, name
        assert b"Yellowfinch" not in content, name


def test_a_name_that_looks_like_a_formula_is_text_in_the_table(
    case: Case, southwark: Cast, proven: Callable[..., Client], at: datetime
) -> None:
    southwark["team"].name = '=HYPERLINK("http://x")'
    southwark["team"].save()
    looked(southwark["team"], [case.ref], at=at, agency=CSC)
    files = _files(proven().post("/trail/export/", _asked(at, at)))
    rows = list(csv.DictReader(io.StringIO(files["events.csv"].decode(), newline="")))
    assert '\'=HYPERLINK("http://x")' in {row["name"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_officer_proves_again_first_that_it_is_them(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    officer = southwark["privacy"]
    officer.set_password("keep-children-safe")
    officer.save()
    browser = signed_in(officer)
    for answer in (browser.get("/trail/export/"), browser.post("/trail/export/", _asked(at, at))):
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/account/prove/")
    assert not Event.objects.filter(verb=Verb.TRAIL_EXPORTED).exists()


def test_the_proof_counts_for_five_minutes(proven: Callable[..., Client], clock: Any, at: datetime) -> None:
    browser = proven()
    clock.shift(timedelta(minutes=4))
    assert browser.get("/trail/export/").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert browser.post("/trail/export/", _asked(at, at)).status_code == 302
    assert not Event.objects.filter(verb=Verb.TRAIL_EXPORTED).exists()


@pytest.mark.parametrize(("field", "value"), [("reason", ""), ("reason", "x" * 501), ("begins-day", "")])
def test_without_a_reason_or_a_period_nothing_leaves(
    proven: Callable[..., Client], at: datetime, field: str, value: str
) -> None:
    page = proven().post("/trail/export/", _asked(at, at) | {field: value})
    assert error_of(page, field.partition("-")[0])
    assert not Event.objects.filter(verb=Verb.TRAIL_EXPORTED).exists()


def test_too_long_a_period_is_said_beside_the_field(
    case: Case, southwark: Cast, proven: Callable[..., Client], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(southwark["team"], [case.ref] * 6, at=at, agency=CSC)
    monkeypatch.setattr(regulator, "MOST", 5)
    page = proven().post("/trail/export/", _asked(at, at))
    assert error_of(page, "begins") == "Choose a shorter period: one file takes 5 entries"
    assert not Event.objects.filter(verb=Verb.TRAIL_EXPORTED).exists()
