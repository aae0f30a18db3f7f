"""An administrator's screening tools: listed, loaded, shown, compared, retired; and what is on offer then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase import profiles
from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.demo import brought
from mase.demo.cast import Cast
from riskscreening import stock, tools
from riskscreening.models import Assessment, LoadedTool, RetiredTool
from riskscreening.operations import answering
from riskscreening.operations import tools as operations
from riskscreening.stock import Offer
from riskscreening.tools import comparing
from tests.cases.pages import error_of, links, texts
from tests.riskscreening.test_scoring_ladder import LADDER, TOOL

TEXT = LADDER.read_text()
SECOND = TEXT.replace("version = 1", "version = 2").replace('label = "Home"', 'label = "The home"')
IN_MAY = date(2026, 5, 4)
SHIPPED = tools.get("cse-screening")


@pytest.fixture
def admin(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    """The browser of Southwark's administrator."""
    return signed_in(southwark["admin"])


def load(cast: Cast, text: str = TEXT, *, at: datetime) -> LoadedTool:
    """Load a tool for the cast's authority."""
    return operations.load(cast.authority, source=text, by=cast["admin"], at=at)


def retire(cast: Cast, code: str = "cse-screening", version: int = 1, *, at: datetime) -> RetiredTool:
    """Retire a version for the cast's authority."""
    return operations.retire(cast.authority, (code, version), reason="It has had its day.", by=cast["admin"], at=at)


def rows(page: Any) -> dict[str, list[str]]:
    """Return by tool what the list says of it."""
    lines = [texts_of.split("|") for texts_of in _rows(page)]
    return {name: rest for name, *rest in lines}


def _rows(page: Any) -> list[str]:
    names, cells = texts(page, "tbody th"), texts(page, "tbody td")
    return ["|".join([name, *cells[6 * place : 6 * place + 6]]) for place, name in enumerate(names)]


def offer(version: int, *, code: str = "ladder", valid_from: date = IN_MAY, ours: bool = True) -> Offer:
    """A version of a tool as it might stand in an authority's stock; no table is asked."""
    tool = replace(TOOL, code=code, version=version, valid_from=valid_from, title=code)
    return Offer(tool, LoadedTool(code=code, version=version) if ours else None)


THEIRS = Offer(SHIPPED, None)
BARNETS = Offer(tools.get("cse-stage2"), None)
JUNE = date(2026, 6, 1)


@pytest.mark.rule("BA-4", "HO-6")
@pytest.mark.parametrize(
    ("held", "without", "found"),
    [
        ([THEIRS, BARNETS], set(), [("cse-screening", 1)]),
        ([THEIRS, offer(1)], set(), [("cse-screening", 1), ("ladder", 1)]),
        ([THEIRS, offer(2), offer(1)], set(), [("cse-screening", 1), ("ladder", 2)]),
        ([THEIRS, offer(2), offer(1)], {("ladder", 2)}, [("cse-screening", 1), ("ladder", 1)]),
        ([THEIRS, offer(1), offer(2, valid_from=JUNE)], set(), [("cse-screening", 1), ("ladder", 1)]),
        ([THEIRS, offer(2, code="cse-screening")], set(), [("cse-screening", 2)]),
        ([THEIRS, offer(2, code="cse-screening", ours=False, valid_from=JUNE)], set(), [("cse-screening", 1)]),
        ([THEIRS, offer(1), offer(1, code="aaa")], set(), [("cse-screening", 1), ("aaa", 1), ("ladder", 1)]),
        ([THEIRS, offer(1)], {("cse-screening", 1)}, [("ladder", 1)]),
        ([THEIRS, BARNETS], {("cse-screening", 1)}, []),
    ],
)
def test_the_newest_version_of_the_profiles_tool_and_of_every_loaded_tool_is_on_offer(held, without, found) -> None:
    profile = profiles.get("southwark", on=IN_MAY)
    offers = stock.offered(held, without=without, profile=profile, on=IN_MAY)
    assert [one.version for one in offers] == found


@pytest.mark.rule("BA-4")
def test_each_borough_is_offered_the_tool_that_its_profile_names(southwark: Cast, barnet: Cast) -> None:
    for cast, code in ((southwark, "cse-screening"), (barnet, "cse-stage2")):
        (only,) = stock.on_offer(cast.authority, profile=cast.authority.profile, on=date(2026, 3, 2))
        assert (only.tool, only.loaded) == (tools.get(code), None)


def test_what_one_authority_loads_another_is_not_offered(southwark: Cast, barnet: Cast, at: datetime) -> None:
    loaded = load(southwark, at=at)
    ours, theirs = (
        stock.on_offer(cast.authority, profile=cast.authority.profile, on=IN_MAY) for cast in (southwark, barnet)
    )
    assert ours[1] == Offer(TOOL, loaded)
    assert len(theirs) == 1


def test_the_list_says_what_each_version_is_today_and_how_many_screenings_use_it(
    completed: Assessment, southwark: Cast, admin: Client, clock: Any, django_assert_max_num_queries: Any
) -> None:
    later = completed.completed_at + timedelta(days=1)
    load(southwark, at=later)
    load(southwark, SECOND, at=later)
    load(southwark, TEXT.replace("version = 1", "version = 3").replace("2026-02-01", "2027-01-01"), at=later)
    with django_assert_max_num_queries(20):
        page = admin.get(reverse("tools"))
    found = {name: (cells[0], cells[5]) for name, cells in rows(page).items()}
    assert found == {
        "CSE risk screening, version 1": ("In use", "1"),
        "Ladder of harm outside the home, version 3": ("Coming", "0"),
        "Ladder of harm outside the home, version 2": ("In use", "0"),
        "Ladder of harm outside the home, version 1": ("Replaced", "0"),
        "CSE stage 2 risk assessment, version 1": ("Not used here", "0"),
    }
    assert rows(page)["CSE risk screening, version 1"][1:5] == [
        "1 April 2026",
        "Screening",
        "Points are added up",
        "Comes with MASE",
    ]


def test_a_tool_is_loaded_from_its_file_and_shown_in_full(southwark: Cast, admin: Client, at: datetime) -> None:
    assert "Screening tools" in links(admin.get("/"), "nav a")
    upload = SimpleUploadedFile("ours.toml", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    page = admin.post(reverse("load_tool", args=["southwark"]), {"file": upload, "text": ""}, follow=True)
    loaded = LoadedTool.objects.get()
    assert (loaded.authority, loaded.code, loaded.version) == (southwark.authority, "ladder", 1)
    assert (loaded.loaded_by, loaded.loaded_at, loaded.tool) == (southwark["admin"], at, TOOL)
    event = Event.objects.get(verb=Verb.TOOL_LOADED)
    assert (event.actor, event.detail) == (southwark["admin"].pk, {"code": "ladder", "version": 1})
    said = " ".join(texts(page, "main"))
    for item in TOOL.items:
        assert f"{item.code} {item.label}" in said
        assert item.hint in said
    for words in ("Steps from 0 to 5 are added up", "Score 8 to 17", "Step 5 or higher in item E2", "Threatened"):
        assert words in said
    assert "Narratives" not in said


def test_a_tool_is_loaded_from_pasted_text(southwark: Cast, admin: Client) -> None:
    answer = admin.post(reverse("load_tool", args=["southwark"]), {"text": TEXT})
    assert answer.url == reverse("tool", args=["southwark", "ladder", 1])
    assert LoadedTool.objects.get().source == TEXT


@pytest.mark.parametrize(
    "text", ["x = [" + "[" * 5000, "version = " + "9" * 5000, "version = 0x" + "f" * 5000, "a = \0"]
)
def test_text_that_no_tool_can_be_made_of_is_refused_and_nothing_breaks(text: str) -> None:
    with pytest.raises(tools.ToolError) as refusal:
        tools.read(text.encode(), name="the tool")
    assert len(refusal.value.in_words) < 400


def test_what_is_wrong_is_said_beside_where_it_came_from(southwark: Cast, admin: Client, at: datetime) -> None:
    load(southwark, at=at)
    address = reverse("load_tool", args=["southwark"])

    def said(field: str, **posted: Any) -> str:
        page = admin.post(address, posted)
        assert page.status_code == 200
        return error_of(page, field)

    assert said("file", text="") == "Upload a file or paste its text"
    assert said("file", file=SimpleUploadedFile("a.toml", b"x = 1"), text=TEXT) == "Use one of the two"
    assert said("text", text=f"# {'x' * 200_000}") == "The tool must be smaller than 200 KB"
    assert said("file", file=SimpleUploadedFile("a.toml", b"#" * 200_001)) == "The tool must be smaller than 200 KB"
    assert said("text", text="code = ").startswith("The file cannot be read")
    again = "There is a version 1 of {} already. Give yours the next number."
    assert said("text", text=TEXT) == again.format("ladder")
    shipped = TEXT.replace('code = "ladder"', 'code = "cse-stage2"')
    assert said("text", text=shipped) == again.format("cse-stage2")
    assert LoadedTool.objects.count() == 1


def test_every_fault_of_a_tool_is_told_at_once(southwark: Cast, admin: Client) -> None:
    page = admin.post(reverse("load_tool", args=["southwark"]), {"text": TEXT.replace('"vulnerability"', '"soft"')})
    assert texts(page, ".govuk-error-summary a") == [
        f"Section 1, item {number}, nature is 'soft'. Allowed: vulnerability, risk, harm." for number in (1, 2)
    ]


def test_a_version_that_came_in_meanwhile_is_not_loaded_again(southwark: Cast, at: datetime) -> None:
    load(southwark, at=at)
    with pytest.raises(AlreadyDone):
        load(southwark, at=at)
    kept = {"authority": southwark.authority, "code": "ladder", "version": 1, "source": TEXT}
    with pytest.raises(IntegrityError), transaction.atomic():
        LoadedTool.objects.create(**kept, loaded_at=at, loaded_by=southwark["admin"])


def test_the_file_of_a_tool_is_handed_out_and_can_be_read_again(southwark: Cast, admin: Client, at: datetime) -> None:
    load(southwark, at=at)
    for code, tool in (("ladder", TOOL), ("cse-screening", SHIPPED)):
        answer = admin.get(links(admin.get(reverse("tool", args=["southwark", code, 1])))["Download its file"])
        assert answer["Content-Disposition"] == f'attachment; filename="{code.replace("-", "_")}_v1.toml"'
        assert tools.read(answer.content, name="again") == tool


def test_two_versions_stand_side_by_side(southwark: Cast, admin: Client, at: datetime) -> None:
    load(southwark, at=at)
    load(southwark, SECOND, at=at)
    shown = admin.get(reverse("tool", args=["southwark", "ladder", 1]))
    page = admin.get(links(shown)["Compare with version 2"])
    assert texts(page, "h1") == ["Ladder of harm outside the home: versions 1 and 2"]
    (items,) = [table for table in texts(page, "table") if table.startswith("Items")]
    assert "H1 Reworded Home The home" in items
    assert "Where the child sleeps" not in items
    assert "5 others are the same." in texts(page, "main p")
    assert admin.get(reverse("compare_tools", args=["southwark", "ladder", 2, 3])).status_code == 404


def test_a_retired_tool_is_not_started_with_again_and_the_screenings_keep_it(
    completed: Assessment, southwark: Cast, signed_in: Callable[[User], Client], clock: Any
) -> None:
    now = completed.completed_at + timedelta(days=1)
    clock.move_to(now)
    admin = signed_in(southwark["admin"])
    load(southwark, at=now)
    address = reverse("retire_tool", args=["southwark", "cse-screening", 1])
    assert error_of(admin.post(address, {"reason": " "}), "reason") == "Enter why it is retired"
    page = admin.post(address, {"reason": "We use the ladder now."}, follow=True)
    assert "We use the ladder now." in " ".join(texts(page, "main"))
    assert rows(admin.get(reverse("tools")))["CSE risk screening, version 1"][0] == "Retired"
    event = Event.objects.get(verb=Verb.TOOL_RETIRED)
    assert (event.actor, event.reason) == (southwark["admin"].pk, "We use the ladder now.")
    offers = stock.on_offer(southwark.authority, profile=southwark.authority.profile, on=now.date())
    assert [one.version for one in offers] == [("ladder", 1)]
    completed.refresh_from_db()
    assert completed.tool == SHIPPED


def test_a_second_time_and_the_last_tool_are_refused(southwark: Cast, admin: Client, at: datetime) -> None:
    address = reverse("retire_tool", args=["southwark", "cse-screening", 1])
    last = "This is the last tool that screenings can be started with. Load another first."
    assert error_of(admin.post(address, {"reason": "Old"}), "reason") == last
    load(southwark, TEXT.replace("2026-02-01", "2027-01-01"), at=at)  # one that is still to come screens nobody
    with pytest.raises(Refused, match=last):
        retire(southwark, at=at)
    load(southwark, SECOND, at=at)
    retire(southwark, at=at)
    with pytest.raises(AlreadyDone):
        retire(southwark, at=at)
    again = admin.post(address, {"reason": "Old"})
    assert "This version has been retired already." in " ".join(texts(again, "main"))
    assert RetiredTool.objects.count() == 1


def test_the_invented_borough_has_a_version_to_come(southwark: Cast, at: datetime) -> None:
    brought.settle(southwark, at=at)
    coming, now, *_ = stock.entries(southwark.authority, profile=southwark.authority.profile, on=at.date())
    assert (coming.offer.version, coming.state) == (("cse-screening", 2), "coming")
    differences = comparing.compare(now.offer.tool, coming.offer.tool)
    assert [len(group.differences) for group in differences] == [1, 10, 2, 1]


@pytest.mark.parametrize("part", ["worker", "coordinator", "service"])
def test_only_who_keeps_the_tools_opens_their_pages(
    southwark: Cast, signed_in: Callable[[User], Client], part: str
) -> None:
    browser = signed_in(southwark[part])
    addresses = [reverse("tools"), reverse("load_tool", args=["southwark"])]
    addresses += [
        reverse(name, args=["southwark", "cse-screening", 1]) for name in ("tool", "download_tool", "retire_tool")
    ]
    assert [browser.get(address).status_code for address in addresses] == [403] * 5


def test_the_tools_of_another_authority_are_not_there(
    barnet: Cast, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    load(southwark, at=at)
    browser = signed_in(barnet["admin"])
    assert browser.get(reverse("tools"), {"of": "southwark"}).status_code == 404
    for code, authority in (("cse-screening", "southwark"), ("ladder", "southwark"), ("ladder", "barnet")):
        for name in ("tool", "download_tool", "retire_tool"):
            assert browser.get(reverse(name, args=[authority, code, 1])).status_code == 404
    assert browser.post(reverse("load_tool", args=["southwark"]), {"text": SECOND}).status_code == 404


def test_lists_and_tools_are_only_read(admin: Client) -> None:
    one = ["southwark", "cse-screening", 1]
    addresses = [reverse("tools"), reverse("tool", args=one), reverse("compare_tools", args=[*one, 1])]
    assert [admin.post(address).status_code for address in addresses] == [405] * 3


@pytest.mark.rule("HO-6", "SO-29")
def test_a_borough_screens_with_the_tool_it_brought(
    case: Case, southwark: Cast, worker: Client, later: datetime, at: datetime
) -> None:
    loaded = load(southwark, at=at)
    worker.post(reverse("start_screening", args=[case.ref]), {"tool": "ladder"})
    assessment = case.assessments.get()
    assert (assessment.loaded_tool, assessment.tool_code, assessment.tool_version) == (loaded, "ladder", 1)
    page = worker.get(reverse("answer_section", args=[case.ref, assessment.pk, "E"]))
    offered = texts(page, "input[name=E2_answer] + label")
    assert offered == [*(f"{step} {words}" for step, words in enumerate(TOOL.sections[2].steps)), "Not known yet"]
    given = {item.code: {"answer": "0"} for item in TOOL.items} | {"E1": {"answer": "4"}, "H1": {"answer": "not_known"}}
    answering.save_answers(assessment, given, by=southwark["worker"], at=later)
    assessment.refresh_from_db()
    found = answering.result(assessment, on=later.date(), sexual_harm_disclosed=False)
    assert (found.score, found.band_by_score, found.band, found.not_known) == (4, "green", "amber", 1)
