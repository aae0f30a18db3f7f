"""A borough is a file: one more file makes one more borough."""

from datetime import date, time

import pytest

from mase import profiles, timescales
from mase.profiles import Ladder, loader
from mase.timescales import Length, Received, Unit
from tests.profiles.conftest import NEWHAM
from tests.timescales.days import london


def test_a_borough_that_says_mace_needs_no_more_than_its_file(newham):
    profile = newham()
    assert (profile.code, profile.name, profile.wording.panel) == ("newham", "Newham", "MACE")
    submission = profile.timescales["mase_submission"]
    assert submission.label == "Submit the MACE form"
    assert submission.rule == "5 working days before the MACE meeting"
    assert submission.met_by == "MACE form submitted"
    assert profile.timescales["screening_sign_off"].met_by.endswith(
        "signed by the line manager and by the Exploitation co-ordinator"
    )


def test_it_brings_its_own_office_and_so_its_own_due_moments(newham):
    profile = newham()
    assert (profile.office_hours.opens, profile.office_hours.closes) == (time(8, 30), time(18))
    assert profile.received_out_of_hours is Received.NEXT_WORKING_DAY
    length = profile.timescales["rag_outcome"].length
    due = timescales.due_at(length, starts_at=london("2026-12-24T18:30"), calendar=profile.calendar)
    assert due == london("2027-01-05T18:00")


def test_a_reminder_is_how_long_before_the_moment(newham):
    assert newham().timescales["mase_submission"].reminder == Length(2, Unit.WORKING_DAYS)


def test_a_ladder_is_a_list_of_roles_from_the_nearest_up(newham):
    assert newham().timescales["strategy_meeting"].ladder == ("assistant_team_manager", "service_manager")
    longer = newham(new='ladder = ["team_manager", "service_manager", "partner_lead"]')
    assert longer.timescales["strategy_meeting"].ladder == ("team_manager", "service_manager", "partner_lead")


def test_how_long_the_rungs_wait_is_the_borough_s_to_say(newham):
    assert newham().ladder == Ladder(next_rung=Length(1, Unit.WORKING_DAYS), last_rung=Length(3, Unit.WORKING_DAYS))
    slower = newham(new='[ladder]\nlast_rung = "48 hours"').ladder
    assert slower == Ladder(next_rung=Length(1, Unit.WORKING_DAYS), last_rung=Length(48, Unit.HOURS))


@pytest.mark.parametrize(
    ("added", "may_pause"), [("", False), ("may_pause = true", True), ("may_pause = false", False)]
)
def test_a_timescale_pauses_only_where_the_profile_lets_it(newham, added, may_pause):
    assert newham(new=added).timescales["strategy_meeting"].may_pause is may_pause


def test_a_timescale_that_the_procedure_does_not_know_is_left_out(newham):
    assert "police_category" not in newham().timescales
    with_police = newham("panel_chairs", 'unused_timescales = ["quarterly_return"]\npanel_chairs').timescales
    assert "police_category" in with_police
    assert "quarterly_return" not in with_police


def test_a_fault_in_a_timescale_that_is_left_out_still_counts(newham):
    with pytest.raises(profiles.ProfileError, match=r"timescales\.police_category\.length is 'soon'"):
        newham(new='[timescales.police_category]\nlength = "soon"')


def test_what_a_borough_leaves_out_is_what_most_boroughs_do(newham):
    profile, southwark = newham(), profiles.get("southwark", on=date(2026, 4, 1))
    assert profile.timescales["mash_check"] == southwark.timescales["mash_check"]
    assert profile.timescales["mase_submission"].owner_role == southwark.timescales["mase_submission"].owner_role
    assert profile.legal_bases == southwark.legal_bases
    assert profile.screening_tool == "cse-screening"


def test_what_is_no_table_is_replaced_whole(newham):
    assert newham("rag_outcomes = [", 'standing_members = ["police"]\nrag_outcomes = [').standing_members == ("police",)


@pytest.mark.rule("RE-9")
def test_levels_are_numbered_in_the_order_of_the_file(newham):
    assert newham().risk_levels == {1: "Emerging", 2: "Significant"}
    assert profiles.get("redbridge", on=date(2026, 4, 1)).risk_levels[2] == "Category 2: medium risk"


@pytest.mark.parametrize(
    ("own", "common", "expected"),
    [
        ("2026-09-01", "2026-04-01", date(2026, 9, 1)),
        ("2026-09-01", "2027-01-01", date(2027, 1, 1)),
    ],
)
def test_a_profile_holds_from_the_later_day_of_its_two_files(tmp_path, own, common, expected):
    borough, shared = tmp_path / "newham.toml", tmp_path / "_common.toml"
    borough.write_text(NEWHAM.replace("2026-09-01", own))
    shared.write_text(
        loader.COMMON.read_text().replace("common_valid_from = 2026-04-01", f"common_valid_from = {common}")
    )
    assert loader.load(borough, common=shared).version == f"newham {expected}"
