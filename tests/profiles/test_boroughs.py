"""What each borough's procedure sets, as its profile says it."""

from dataclasses import FrozenInstanceError
from datetime import date, time

import pytest

from mase import profiles
from mase.agencies.roles import ROLES
from mase.profiles import vocabulary
from mase.timescales import Calendar, OfficeHours, Received, in_words

DAY = date(2026, 4, 1)
BOTH = ("social_care", "police")
BOROUGHS = {
    "barnet": ("Barnet", "E09000003"),
    "bromley": ("Bromley", "E09000006"),
    "hounslow": ("Hounslow", "E09000018"),
    "redbridge": ("Redbridge", "E09000026"),
    "southwark": ("Southwark", "E09000028"),
}
UP_FROM_THE_WORKER = ("assistant_team_manager", "team_manager", "service_manager")
# code: length, source, owner, ladder
TIMESCALES = {
    "mash_check": ("24 hours", "SO-11", "mash_manager", ("service_manager",)),
    "rag_outcome": ("1 working day", "ALL-1", "mash_manager", ("service_manager",)),
    "amber_resolution": ("5 working days", "ours", "mash_manager", ("service_manager",)),
    "information_reply": ("1 working day", "ours", "partner_lead", ("mash_manager", "service_manager")),
    "referrer_notice": ("1 working day", "ours", "mash_manager", ("service_manager",)),
    "allocation": ("1 working day", "ours", "team_manager", ("service_manager",)),
    "single_assessment": ("45 working days", "London procedures", "social_worker", UP_FROM_THE_WORKER),
    "screening": ("10 working days", "ours", "social_worker", UP_FROM_THE_WORKER),
    "screening_sign_off": ("5 working days", "ours", "team_manager", ("co_ordinator", "service_manager")),
    "rescreening": ("3 months", "ALL-3", "social_worker", UP_FROM_THE_WORKER),
    "strategy_meeting": ("3 working days", "HO-8", "social_worker", ("assistant_team_manager", "service_manager")),
    "strategy_meeting_urgent": ("same day", "HO-8", "social_worker", ("assistant_team_manager", "service_manager")),
    "icpc": ("15 working days", "Working Together", "assistant_team_manager", ("team_manager", "service_manager")),
    "host_borough_notice": ("24 hours", "HO-14", "social_worker", UP_FROM_THE_WORKER),
    "mase_submission": ("10 days before", "ours", "social_worker", UP_FROM_THE_WORKER),
    "mase_circulation": ("7 days before", "RE-6", "mase_administrator", ("co_ordinator", "service_manager")),
    "agency_update": ("2 working days before", "ours", "partner_lead", ("co_ordinator",)),
    "complex_meeting": ("72 hours", "ours", "co_ordinator", ("service_manager",)),
    "minutes_issued": ("5 working days", "ours", "mase_administrator", ("panel_chair", "service_manager")),
    "cin_review": ("3 months", "SO-17", "social_worker", UP_FROM_THE_WORKER),
    "safety_plan_review": ("6 months", "HO-11", "social_worker", UP_FROM_THE_WORKER),
    "return_interview": ("72 hours", "statutory guidance", "social_worker", UP_FROM_THE_WORKER),
    "consultation": ("1 working day", "ours", "co_ordinator", ("service_manager",)),
    "forwarded_concern": ("1 working day", "ours", "social_worker", UP_FROM_THE_WORKER),
    "crime_reference": ("24 hours", "ours", "police_mash", ("police_inspector", "mash_manager")),
    "iro_notice": ("1 working day", "ours", "social_worker", UP_FROM_THE_WORKER),
    "host_contact": ("1 working day", "ours", "social_worker", UP_FROM_THE_WORKER),
    "host_move_notice": ("its own date", "HO-14", "social_worker", UP_FROM_THE_WORKER),
    "nrm_referral": ("2 working days", "ours", "social_worker", UP_FROM_THE_WORKER),
    "adult_safeguarding": ("5 working days", "ours", "social_worker", UP_FROM_THE_WORKER),
    "early_help_review": ("3 months", "ours", "co_ordinator", ("service_manager",)),
    "look_back": ("3 months", "ours", "team_manager", ("service_manager",)),
    "emergency_review": ("2 working days", "ours", "privacy_officer", ("service_manager",)),
    "plan_action": ("its own date", "HO-11", "social_worker", UP_FROM_THE_WORKER),
    "care_plan_update": ("5 working days", "ours", "social_worker", UP_FROM_THE_WORKER),
    "intervention_review": ("its own date", "SO-6", "co_ordinator", ("team_manager", "service_manager")),
    "action": ("its own date", "RE-8", "partner_lead", ("partner_lead", "co_ordinator")),
}
# The timescales that only some procedures know, and the rule of the procedure that sets each.
ONLY_SOME = {
    "police_category": ("24 hours", "police_mash", ("police_inspector",)),
    "mase_update": ("2 working days before", "social_worker", UP_FROM_THE_WORKER),
    "agency_submission": ("10 days before", "partner_lead", ("co_ordinator",)),
    "clinical_offer": ("5 working days", "partner_lead", ("co_ordinator",)),
    "quarterly_return": ("20 working days", "co_ordinator", ("service_manager",)),
}
KNOWN_TO = {
    "barnet": {},
    "bromley": {},
    "hounslow": {"mase_update": "HO-16"},
    "redbridge": {"quarterly_return": "RE-9"},
    "southwark": {"police_category": "SO-13", "agency_submission": "SO-25", "clinical_offer": "SO-26"},
}
MAY_PAUSE = {"screening", "rescreening", "clinical_offer", "return_interview"}
EVERY_BOROUGH = pytest.mark.parametrize("code", BOROUGHS)


def test_there_is_a_profile_for_each_of_the_five_boroughs():
    assert {profile.code: (profile.name, profile.gss_code) for profile in profiles.all_profiles(on=DAY)} == BOROUGHS


@EVERY_BOROUGH
def test_a_profile_is_found_by_its_code_and_is_the_same_one_each_time(code):
    assert profiles.get(code, on=DAY).code == code
    assert profiles.get(code, on=DAY) is profiles.get(code, on=DAY)


def test_an_unknown_borough_is_refused_by_name():
    with pytest.raises(profiles.UnknownProfile, match="'camden' is none of barnet, bromley, hounslow"):
        profiles.get("camden", on=DAY)


def test_what_boroughs_share_is_no_borough():
    with pytest.raises(profiles.UnknownProfile):
        profiles.get("_common", on=DAY)


def _said(timescale):
    return (
        in_words(timescale.length) if timescale.length else "its own date",
        timescale.source,
        timescale.owner_role,
        timescale.ladder,
    )


@pytest.mark.rule("SO-11", "HO-8", "HO-11", "HO-14", "SO-17", "RE-8", "ALL-3")
@EVERY_BOROUGH
def test_the_timescales_are_those_of_the_procedures(code):
    expected = dict(TIMESCALES)
    for key, source in KNOWN_TO[code].items():
        length, owner, ladder = ONLY_SOME[key]
        expected[key] = (length, source, owner, ladder)
    if code == "redbridge":
        expected["mase_submission"] = ("10 days before", "RE-6", "social_worker", UP_FROM_THE_WORKER)
    assert {key: _said(timescale) for key, timescale in profiles.get(code, on=DAY).timescales.items()} == expected


def test_only_what_depends_on_the_child_being_there_may_pause():
    for profile in profiles.all_profiles(on=DAY):
        pausing = {code for code, timescale in profile.timescales.items() if timescale.may_pause}
        assert pausing == MAY_PAUSE & profile.timescales.keys()


@EVERY_BOROUGH
def test_after_a_breach_the_next_rung_waits_a_working_day_and_the_last_three(code):
    ladder = profiles.get(code, on=DAY).ladder
    assert (in_words(ladder.next_rung), in_words(ladder.last_rung)) == ("1 working day", "3 working days")


@EVERY_BOROUGH
def test_each_timescale_lies_under_its_own_code(code):
    assert all(timescale.code == key for key, timescale in profiles.get(code, on=DAY).timescales.items())


@EVERY_BOROUGH
def test_a_reminder_of_its_own_comes_while_the_time_is_running(code):
    for timescale in profiles.get(code, on=DAY).timescales.values():
        if timescale.reminder is not None:
            assert timescale.reminder.unit == timescale.length.unit
            assert timescale.reminder.amount < timescale.length.amount


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("mash_check", "24 hours from referral or police MERLIN received"),
        ("allocation", "1 working day from red recorded, or referral accepted"),
        ("strategy_meeting_urgent", "same day as serious risk of harm, or alleged penetrative abuse, identified"),
        ("mase_submission", "10 days before the MASE meeting"),
        ("action", "its own date"),
    ],
)
def test_a_rule_about_time_is_said_in_words(code, rule):
    assert profiles.get("southwark", on=DAY).timescales[code].rule == rule


@EVERY_BOROUGH
def test_no_word_of_a_timescale_is_left_unfilled(code):
    for timescale in profiles.get(code, on=DAY).timescales.values():
        assert not set("{}") & set(timescale.label + timescale.starts + timescale.met_by)


@pytest.mark.rule("RE-3", "HO-12", "BA-2")
@pytest.mark.parametrize(
    ("code", "strategy"),
    [
        ("barnet", profiles.StrategyBeforePanel.REASON_IF_MISSING),
        ("bromley", profiles.StrategyBeforePanel.REASON_IF_MISSING),
        ("hounslow", profiles.StrategyBeforePanel.REQUIRED),
        ("redbridge", profiles.StrategyBeforePanel.REQUIRED),
        ("southwark", profiles.StrategyBeforePanel.REASON_IF_MISSING),
    ],
)
def test_redbridge_and_hounslow_ask_for_a_strategy_meeting_and_the_others_for_a_reason(code, strategy):
    assert profiles.get(code, on=DAY).pathway.strategy_before_panel is strategy


@pytest.mark.rule("BR-5")
@EVERY_BOROUGH
def test_only_bromley_plans_after_the_panel(code):
    expected = profiles.MapOrder.AFTER_PANEL if code == "bromley" else profiles.MapOrder.BEFORE_PANEL
    assert profiles.get(code, on=DAY).pathway.map_order is expected


@pytest.mark.rule("SO-34", "BA-1")
@EVERY_BOROUGH
def test_only_southwark_looks_at_cases_by_exception(code):
    expected = profiles.CaseReview.BY_EXCEPTION if code == "southwark" else profiles.CaseReview.EVERY_CASE
    assert profiles.get(code, on=DAY).pathway.case_review is expected


@pytest.mark.rule("BA-4")
@EVERY_BOROUGH
def test_only_barnet_uses_the_stage_2_assessment(code):
    assert profiles.get(code, on=DAY).screening_tool == ("cse-stage2" if code == "barnet" else "cse-screening")


@pytest.mark.rule("HO-2", "HO-8", "RE-6")
@EVERY_BOROUGH
def test_every_borough_decides_jointly_has_managers_chair_and_moves_late_forms_on(code):
    pathway = profiles.get(code, on=DAY).pathway
    assert pathway.joint_rag_decision is True
    assert pathway.strategy_chair_roles == ("assistant_team_manager", "team_manager", "service_manager")
    assert pathway.strategy_agencies == ("police", "health", "education")
    assert pathway.lateness is profiles.Lateness.NEXT_MEETING


@pytest.mark.rule("HO-3")
@EVERY_BOROUGH
def test_a_referral_is_red_amber_blue_or_outside_bromley_green(code):
    green = set() if code == "bromley" else {"green"}
    assert set(profiles.get(code, on=DAY).rag_outcomes) == {"red", "amber", "blue"} | green


@pytest.mark.rule("SO-25", "RE-1", "BR-4")
@pytest.mark.parametrize(("code", "chairs"), [("southwark", BOTH), ("redbridge", BOTH), ("bromley", BOTH[1:])])
def test_the_panel_has_the_chairs_of_the_procedure_and_the_police_are_among_them(code, chairs):
    profile = profiles.get(code, on=DAY)
    assert profile.panel_chair_agencies == chairs
    assert len(profile.panel_chairs) == len(chairs)
    assert "Detective Inspector" in profile.panel_chairs[chairs.index("police")]


def test_a_chair_can_be_of_the_kinds_of_agency_in_which_the_role_can_be_held():
    assert set(vocabulary.PANEL_CHAIR_KINDS) == ROLES["panel_chair"].kinds


@EVERY_BOROUGH
def test_social_care_police_health_and_education_sit_on_every_panel(code):
    assert {"social_care", "police", "health", "education"} <= set(profiles.get(code, on=DAY).standing_members)


@pytest.mark.rule("RE-9", "SO-32")
@EVERY_BOROUGH
def test_levels_and_police_categories_run_from_1_to_3(code):
    profile = profiles.get(code, on=DAY)
    assert list(profile.risk_levels) == list(profile.police_categories) == [1, 2, 3]


@pytest.mark.rule("SO-32")
@EVERY_BOROUGH
def test_every_police_category_has_the_team_it_goes_to(code):
    profile = profiles.get(code, on=DAY)
    assert profile.police_teams == {
        1: "The local CSE team",
        2: "The central exploitation team or the sexual offences unit",
        3: "The sexual offences unit",
    }


@pytest.mark.rule("BR-1")
@EVERY_BOROUGH
def test_a_request_for_information_has_legal_bases_to_choose_from(code):
    bases = profiles.get(code, on=DAY).legal_bases
    assert any("section 47" in basis for basis in bases)
    assert any("section 17" in basis for basis in bases)


@pytest.mark.rule("HO-3", "SO-18")
@EVERY_BOROUGH
def test_there_is_a_letter_for_every_outcome_that_ends_and_services_to_share(code):
    profile = profiles.get(code, on=DAY)
    assert set(profile.letters.of) >= set(profile.rag_outcomes) - {"amber"}
    assert len(profile.support_services) >= 3
    for letter in profile.letters.of.values():
        assert len(f"{letter.decided} {letter.follows}".split()) < 90


def test_the_panel_is_called_mase_and_each_borough_names_its_own_co_ordinator_and_partnership():
    southwark = profiles.get("southwark", on=DAY).wording
    assert southwark == profiles.Wording(
        panel="MASE",
        co_ordinator="CSE and Missing co-ordinator",
        partnership="Southwark Safeguarding Children Partnership",
        map="MAP",
    )
    assert len({profile.wording.partnership for profile in profiles.all_profiles(on=DAY)}) == 5
    assert profiles.get("hounslow", on=DAY).wording.co_ordinator == "Exploitation and Vulnerability co-ordinator"


@EVERY_BOROUGH
def test_the_calendar_is_that_of_the_office(code):
    profile = profiles.get(code, on=DAY)
    assert profile.calendar == Calendar(OfficeHours(time(9), time(17)), frozenset(), Received.AS_RECEIVED)
    assert profile.calendar.office_hours == profile.office_hours


@EVERY_BOROUGH
def test_a_version_names_the_borough_and_the_day_it_holds_from(code):
    assert profiles.get(code, on=DAY).valid_from == date(2026, 4, 1)
    assert profiles.get(code, on=DAY).version == f"{code} 2026-04-01"


@EVERY_BOROUGH
def test_nothing_can_change_a_profile(code):
    profile = profiles.get(code, on=DAY)
    with pytest.raises(FrozenInstanceError):
        profile.name = "Elsewhere"
    with pytest.raises(FrozenInstanceError):
        profile.timescales["screening"].length = None
    for mapping in (profile.timescales, profile.risk_levels, profile.police_categories, profile.police_teams):
        with pytest.raises(TypeError):
            mapping["x"] = "y"
