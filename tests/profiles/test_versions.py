"""A change of a profile is another file with its day: what came before it stays as it was."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from mase import profiles
from mase.profiles import loader
from tests.profiles.conftest import NEWHAM

FIRST, LATER = date(2026, 9, 1), date(2027, 4, 1)
CHANGED = NEWHAM.replace("2026-09-01", "2027-04-01").replace('"15 working hours"', '"2 working days"')
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file into the folder of further profiles."""

    def call(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content)
        return path

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of further profiles; afterwards only the shipped ones are in use again."""
    yield tmp_path
    profiles.use()


def _common(day: str, old: str = "", new: str = "") -> str:
    content = loader.COMMON.read_text()
    assert old in content
    return content.replace(old, new, 1).replace("common_valid_from = 2026-04-01", f"common_valid_from = {day}")


def _length(profile: profiles.Profile) -> str:
    return profile.timescales["strategy_meeting"].rule.partition(" from ")[0]


def test_a_file_in_the_folder_is_one_more_borough(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM)
    profiles.use(folder)
    assert profiles.get("newham", on=FIRST).wording.panel == "MACE"
    assert len(profiles.all_profiles(on=FIRST)) == 6
    profiles.use()
    assert len(profiles.all_profiles(on=FIRST)) == 5


@pytest.mark.parametrize(
    ("on", "length"),
    [
        (date(2020, 1, 1), "15 working hours"),  # before the first version there is the first
        (FIRST, "15 working hours"),
        (LATER - timedelta(days=1), "15 working hours"),
        (LATER, "2 working days"),
        (date(2050, 1, 1), "2 working days"),
    ],
)
def test_a_day_has_the_newest_version_that_holds_on_it(folder: Path, write: Write, on: date, length: str) -> None:
    write("newham.toml", NEWHAM)
    write("newham.2027-04-01.toml", CHANGED)
    profiles.use(folder)
    assert _length(profiles.get("newham", on=on)) == length


def test_every_version_is_kept_and_named_by_its_day(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM)
    write("newham.2027-04-01.toml", CHANGED)
    profiles.use(folder)
    found = profiles.versions("newham")
    assert [profile.version for profile in found] == ["newham 2026-09-01", "newham 2027-04-01"]
    assert {profile.code for profile in found} == {"newham"}


def test_the_coming_version_is_known_until_its_day(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM)
    write("newham.2027-04-01.toml", CHANGED)
    profiles.use(folder)
    coming = profiles.coming("newham", on=FIRST)
    assert coming is profiles.get("newham", on=LATER)
    assert profiles.coming("newham", on=date(2020, 1, 1)) is coming
    assert profiles.coming("newham", on=LATER) is None
    assert profiles.coming("southwark", on=LATER) is None


def test_the_folder_can_hold_the_coming_version_of_a_shipped_borough(folder: Path, write: Write) -> None:
    shipped = (loader.COMMON.parent / "bromley.toml").read_text()
    write(
        "bromley.2027-04-01.toml",
        shipped.replace("2026-04-01", "2027-04-01").replace('"after_panel"', '"before_panel"'),
    )
    profiles.use(folder)
    orders = [profile.pathway.map_order for profile in profiles.versions("bromley")]
    assert orders == [profiles.MapOrder.AFTER_PANEL, profiles.MapOrder.BEFORE_PANEL]


def test_a_new_version_of_what_boroughs_share_holds_in_every_borough(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM)
    write("_common.2027-01-01.toml", _common("2027-01-01", 'length = "45 working days"', 'length = "40 working days"'))
    write("newham.2027-04-01.toml", CHANGED)
    profiles.use(folder)
    found = [
        (profile.valid_from.isoformat(), profile.timescales["single_assessment"].length.amount, _length(profile))
        for profile in profiles.versions("newham")
    ]
    assert found == [
        ("2026-09-01", 45, "15 working hours"),
        ("2027-01-01", 40, "15 working hours"),
        ("2027-04-01", 40, "2 working days"),
    ]
    assert [profile.version for profile in profiles.versions("barnet")] == ["barnet 2026-04-01", "barnet 2027-01-01"]


def test_a_borough_older_than_what_is_shared_begins_with_it(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM.replace("2026-09-01", "2025-01-01"))
    profiles.use(folder)
    assert [profile.version for profile in profiles.versions("newham")] == ["newham 2026-04-01"]


def _refused(folder: Path) -> str:
    with pytest.raises(profiles.ProfileError) as refusal:
        profiles.use(folder)
    return str(refusal.value)


def test_the_day_in_the_name_has_to_be_the_day_it_holds_from(folder: Path, write: Write) -> None:
    write("newham.2027-04-02.toml", CHANGED)
    assert _refused(folder) == (
        "newham.2027-04-02.toml: valid_from is 2027-04-01; allowed: 2027-04-02, as the file's name says"
    )


def test_the_day_of_what_is_shared_has_to_be_that_of_its_name_too(folder: Path, write: Write) -> None:
    write("_common.2027-01-01.toml", _common("2027-01-02"))
    assert _refused(folder) == (
        "_common.2027-01-01.toml: common_valid_from is 2027-01-02; allowed: 2027-01-01, as the file's name says"
    )


def test_two_versions_of_the_same_day_are_refused(folder: Path, write: Write) -> None:
    write("newham.toml", CHANGED)
    write("newham.2027-04-01.toml", CHANGED)
    assert _refused(folder) == (
        "newham.toml: valid_from is 2027-04-01; allowed: another day than newham.2027-04-01.toml holds from"
    )


def test_a_shipped_borough_is_not_replaced_in_silence(folder: Path, write: Write) -> None:
    write("bromley.toml", (loader.COMMON.parent / "bromley.toml").read_text())
    assert _refused(folder) == (
        "bromley.toml: valid_from is 2026-04-01; allowed: another day than bromley.toml holds from"
    )


@pytest.mark.parametrize("name", ["Newham.toml", "newham.2027.toml", "newham v2.toml", "_shared.toml", "2newham.toml"])
def test_a_file_whose_name_says_nothing_is_refused(folder: Path, write: Write, name: str) -> None:
    write(name, NEWHAM)
    assert _refused(folder) == (
        f"{name}: the file's name is {name!r}; "
        "allowed: a borough's code, and for a later version its day: newham.toml, newham.2027-04-01.toml"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (NEWHAM.replace("valid_from = 2026-09-01\n", ""), "valid_from is missing; allowed: a date such as 2026-04-01"),
        (NEWHAM.replace("2026-09-01", '"soon"'), "valid_from is 'soon'; allowed: a date such as 2026-04-01"),
    ],
)
def test_a_file_without_its_day_is_refused(folder: Path, write: Write, content: str, said: str) -> None:
    write("newham.toml", content)
    assert _refused(folder) == f"newham.toml: {said}"


def test_a_fault_in_a_coming_version_stops_the_start_too(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM)
    write("newham.2027-04-01.toml", CHANGED.replace('"2 working days"', '"soon"', 1))
    assert _refused(folder).startswith(
        "newham.2027-04-01.toml: timescales.mase_submission.reminder is 'soon'; allowed:"
    )


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(profiles.ProfileError, match=r"nowhere: the folder is not there; allowed: a folder of files$"):
        profiles.use(missing)


def test_after_a_refusal_what_was_in_use_still_is(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM.replace("2026-09-01", '"soon"'))
    _refused(folder)
    assert len(profiles.all_profiles(on=FIRST)) == 5


def test_checking_a_file_reads_it_among_the_others_and_changes_nothing(write: Write) -> None:
    profiles.check(write("newham.toml", NEWHAM))
    with pytest.raises(profiles.UnknownProfile):
        profiles.get("newham", on=FIRST)
    with pytest.raises(profiles.ProfileError, match=r"^bromley\.toml: valid_from is 2026-04-01; allowed: another day"):
        profiles.check(write("bromley.toml", (loader.COMMON.parent / "bromley.toml").read_text()))


def test_a_shipped_file_and_one_of_the_folder_can_be_checked_where_they_lie(folder: Path, write: Write) -> None:
    profiles.check(loader.COMMON)
    profiles.check(write("newham.toml", NEWHAM), folder)


def test_checking_what_is_shared_finds_the_borough_that_it_breaks(folder: Path, write: Write) -> None:
    write("newham.toml", NEWHAM.replace("08:30:00", "16:00:00").replace("closes = 18:00:00\n", ""))
    profiles.check(folder / "newham.toml")
    earlier = write("_common.2027-01-01.toml", _common("2027-01-01", "closes = 17:00:00", "closes = 15:30:00"))
    with pytest.raises(profiles.ProfileError, match=r"^_common\.2027-01-01\.toml: office\.closes is .+ after 16:00"):
        profiles.check(earlier, folder)
