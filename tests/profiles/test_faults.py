"""A fault in a borough's file stops the start, with an error that names file, key, value and what is allowed."""

import pytest

from mase import profiles
from mase.profiles import loader
from tests.profiles.conftest import NEWHAM

LENGTH = "a length such as '24 hours', '3 working days', '3 months' or 'same day'"
LENGTH_BEFORE = "a length such as '10 days before' or '2 working days before'"
WORDS = "text, in which {panel}, {co_ordinator}, {partnership}, {map} stand for the borough's words"
KINDS = "social_care, police, health, education, youth_justice, early_help, housing, probation, voluntary"
OWN_FAULTS = [
    # what the file says, what it says instead, the key, what is told of the value, what is allowed
    ('code = "newham"', 'code = "barnet"', "code", "is 'barnet'", "newham"),
    ('code = "newham"', "", "code", "is missing", "newham"),
    ('name = "Newham"', 'name = ""', "name", "is ''", "text"),
    ('name = "Newham"', 'name = "   "', "name", "is '   '", "text"),
    ('name = "Newham"', "name = 25", "name", "is 25", "text"),
    ("E09000025", "E0900002", "gss_code", "is 'E0900002'", "a London borough's code such as E09000028"),
    ("E09000025", "W09000025", "gss_code", "is 'W09000025'", "a London borough's code such as E09000028"),
    ("2026-09-01", '"soon"', "valid_from", "is 'soon'", "a date such as 2026-04-01"),
    (
        "2026-09-01",
        "2026-09-01T09:00:00",
        "valid_from",
        "is datetime.datetime(2026, 9, 1, 9, 0)",
        "a date such as 2026-04-01",
    ),
    (
        '"green", "blue"]',
        '"puce"]',
        "rag_outcomes",
        "is ['red', 'amber', 'puce']",
        "a list of red, amber, green, blue, each once",
    ),
    (
        '"green", "blue"]',
        '"red"]',
        "rag_outcomes",
        "is ['red', 'amber', 'red']",
        "a list of red, amber, green, blue, each once",
    ),
    (
        '["red", "amber", "green", "blue"]',
        "[]",
        "rag_outcomes",
        "is []",
        "a list of red, amber, green, blue, each once",
    ),
    (
        '["red", "amber", "green", "blue"]',
        '"red"',
        "rag_outcomes",
        "is 'red'",
        "a list of red, amber, green, blue, each once",
    ),
    (
        '"green", "blue"]',
        '"green"]',
        "rag_outcomes",
        "is ['red', 'amber', 'green']",
        "red always, and blue wherever there is amber",
    ),
    ('["red", "amber", ', "[", "rag_outcomes", "is ['green', 'blue']", "red always, and blue wherever there is amber"),
    (
        '"Emerging", ',
        '"Significant", ',
        "risk_levels",
        "is ['Significant', 'Significant']",
        "a list of texts, each once",
    ),
    ('"Emerging", ', "1, ", "risk_levels", "is [1, 'Significant']", "a list of texts, each once"),
    (
        "rag_outcomes = [",
        "risk = 1\nrag_outcomes = [",
        "risk",
        "is not a setting",
        "pathway, police_categories, police_teams, quorum, rag_outcomes, risk_levels",
    ),
    (
        '["Director of Operations", "Superintendent"]',
        '"Superintendent"',
        "panel_chairs",
        "is 'Superintendent'",
        "a list of texts, each once",
    ),
    (
        '"Superintendent"]',
        '"Director of Operations"]',
        "panel_chairs",
        "is ['Director of Operations', 'Director of Operations']",
        "a list of texts, each once",
    ),
    ('"Superintendent"]', "3]", "panel_chairs", "is ['Director of Operations', 3]", "a list of texts, each once"),
    ("panel_chairs = [", "panel_chair = [", "panel_chairs", "is missing", "a list of texts, each once"),
    (
        "panel_chairs",
        'panel_chair_agencies = ["police"]\npanel_chairs',
        "panel_chair_agencies",
        "is ['police']",
        "a kind of agency for each of the panel_chairs",
    ),
    ('panel = "MACE"', "panel = []", "wording.panel", "is []", "text"),
    ('partnership = "Newham Safeguarding Children Partnership"', "", "wording.partnership", "is missing", "text"),
    ('map = "child', 'mapp = "child', "wording.mapp", "is not a setting", "co_ordinator, map, panel, partnership"),
    ("08:30:00", '"half past eight"', "office.opens", "is 'half past eight'", "a time such as 09:00:00"),
    ("18:00:00", "18", "office.closes", "is 18", "a time such as 09:00:00"),
    ("18:00:00", "08:30:00", "office.closes", "is datetime.time(8, 30)", "a time after 08:30, when the office opens"),
    (
        "2026-12-30",
        '"New Year"',
        "office.closing_days",
        "is [datetime.date(2026, 12, 29), 'New Year', ",
        "a list of dates such as 2026-12-29",
    ),
    ('"next_working_day"', '"later"', "office.received_out_of_hours", "is 'later'", "as_received, next_working_day"),
    (
        "closing_days = [",
        "closed = [",
        "office.closed",
        "is not a setting",
        "closes, closing_days, opens, received_out_of_hours",
    ),
    (
        '"5 working days before"',
        '"5 working days"',
        "timescales.mase_submission.length",
        "is '5 working days'",
        LENGTH_BEFORE,
    ),
    (
        '"2 working days"',
        '"2 days before"',
        "timescales.mase_submission.reminder",
        "is '2 days before'",
        "a length such as '6 hours', '3 days' or '2 working days'",
    ),
    ('"15 working hours"', '"soon"', "timescales.strategy_meeting.length", "is 'soon'", LENGTH),
    ('"15 working hours"', "15", "timescales.strategy_meeting.length", "is 15", LENGTH),
    ('"15 working hours"', '"0 hours"', "timescales.strategy_meeting.length", "is '0 hours'", LENGTH),
    ('"15 working hours"', '"3 days before"', "timescales.strategy_meeting.length", "is '3 days before'", LENGTH),
    ("[timescales.strategy_meeting]", "[timescales.strategy]", "timescales.strategy", "is not a setting", "mash_check"),
]
ADDED_FAULTS = [
    # what is added at the end of the file
    ('reminders = "1 hour"', "timescales.strategy_meeting.reminders", "is not a setting", "reminder, source, starts"),
    ('label = "Meet, {borough}"', "timescales.strategy_meeting.label", "is 'Meet, {borough}'", WORDS),
    ('starts = "from {"', "timescales.strategy_meeting.starts", "is 'from {'", WORDS),
    ('met_by = "{}"', "timescales.strategy_meeting.met_by", "is '{}'", WORDS),
    (
        'source = "a colleague"',
        "timescales.strategy_meeting.source",
        "is 'a colleague'",
        '"ours", a rule such as "SO-11", "London procedures", "Working Together" or "statutory guidance"',
    ),
    (
        'owner_role = "boss"',
        "timescales.strategy_meeting.owner_role",
        "is 'boss'",
        "mash_manager, service_manager, team_manager",
    ),
    (
        'ladder = "service_manager"',
        "timescales.strategy_meeting.ladder",
        "is 'service_manager'",
        "a list of mash_manager, service_manager, team_manager",
    ),
    (
        'ladder = ["team_manager", "boss"]',
        "timescales.strategy_meeting.ladder",
        "is ['team_manager', 'boss']",
        "a list of mash_manager, service_manager, team_manager",
    ),
    (
        'ladder = ["team_manager", "team_manager"]',
        "timescales.strategy_meeting.ladder",
        "is ['team_manager', 'team_manager']",
        "partner_lead, privacy_officer, each once",
    ),
    (
        'ladder = ["team_manager", "service_manager", "co_ordinator", "panel_chair"]',
        "timescales.strategy_meeting.ladder",
        "is ['team_manager', 'service_manager', 'co_ordinator', 'panel_chair']",
        "at most 3 roles: told at once, next, and last",
    ),
    ("ladder = []", "timescales.strategy_meeting.ladder", "is []", "a list of mash_manager, service_manager"),
    ('may_pause = "yes"', "timescales.strategy_meeting.may_pause", "is 'yes'", "true, false"),
    ('[ladder]\nnext_rung = "soon"', "ladder.next_rung", "is 'soon'", LENGTH),
    ('[ladder]\nlast_rung = "3 days before"', "ladder.last_rung", "is '3 days before'", LENGTH),
    ('[ladder]\nfirst_rung = "1 hour"', "ladder.first_rung", "is not a setting", "last_rung, next_rung"),
    ('[timescales.action]\nlength = "3 days"', "timescales.action.length", "is '3 days'", "its own date"),
    ('[pathway]\nmap_order = "sometimes"', "pathway.map_order", "is 'sometimes'", "before_panel, after_panel"),
    (
        "[pathway]\nstrategy_before_panel = true",
        "pathway.strategy_before_panel",
        "is True",
        "required, reason_if_missing",
    ),
    ('[pathway]\ncase_review = "never"', "pathway.case_review", "is 'never'", "every_case, by_exception"),
    ('[pathway]\njoint_rag_decision = "yes"', "pathway.joint_rag_decision", "is 'yes'", "true, false"),
    ("[pathway]\njoint_rag_decision = 1", "pathway.joint_rag_decision", "is 1", "true, false"),
    ('[pathway]\nlateness = "refused"', "pathway.lateness", "is 'refused'", "next_meeting"),
    (
        '[pathway]\nstrategy_chair_roles = ["social_worker"]',
        "pathway.strategy_chair_roles",
        "is ['social_worker']",
        "a list of assistant_team_manager, team_manager, service_manager, each once",
    ),
    ('[pathway]\nthird_carry_role = "director"', "pathway.third_carry_role", "is 'director'", "service_manager"),
    (
        '[pathway]\nstrategy_agencies = ["parents"]',
        "pathway.strategy_agencies",
        "is ['parents']",
        "a list of social_care, police",
    ),
    (
        '[letters.blue]\ndecided = "Of {child}"',
        "letters.blue.decided",
        "is 'Of {child}'",
        "text, in which only {authority}, {reference}, {sent_on} are filled in",
    ),
    ('[letters]\ncontact = "Call {0}"', "letters.contact", "is 'Call {0}'", "text, in which only {authority}"),
    ('[letters]\nopening = "Dear {"', "letters.opening", "is 'Dear {'", "text, in which only {authority}"),
    ('[letters]\nopening = ""', "letters.opening", "is ''", "text, in which only {authority}"),
    ('[letters.red]\nfollows = "{authority.name}"', "letters.red.follows", "is '{authority.name}'", "text, in which"),
    ('[letters.amber]\ndecided = "More"', "letters.amber", "is not a setting", "blue, contact, forwarded, green"),
    ('[letters.red]\nname = "More"', "letters.red.name", "is not a setting", "decided, follows"),
    ('[pathway]\ncolour = "red"', "pathway.colour", "is not a setting", "case_review, joint_rag_decision, lateness"),
]
TOP_FAULTS = [
    # what is added before the first table
    ('pathway = "short"', "pathway", "is 'short'", "a table"),
    ('screening_tool = "My tool"', "screening_tool", "is 'My tool'", "cse-screening, cse-stage2"),
    (
        'standing_members = ["police", "army"]',
        "standing_members",
        "is ['police', 'army']",
        f"a list of {KINDS}, each once",
    ),
    (
        'unused_timescales = ["screening"]',
        "unused_timescales",
        "is ['screening']",
        "a list of police_category, mase_update, agency_submission, clinical_offer, quarterly_return, each once",
    ),
    ("legal_bases = []", "legal_bases", "is []", "a list of texts, each once"),
    ("support_services = []", "support_services", "is []", "a list of texts, each once"),
    ("letters = 1", "letters", "is 1", "a table"),
    ("police_categories = {}", "police_categories", "is {}", "a list of texts, each once"),
    ('police_teams = "CID"', "police_teams", "is 'CID'", "a list of texts, one for each of the police_categories"),
    ("police_teams = [1, 2, 3]", "police_teams", "is [1, 2, 3]", "one for each of the police_categories"),
    ('police_teams = ["CID", "CID"]', "police_teams", "is ['CID', 'CID']", "one for each of the police_categories"),
]


def assert_named(refusal, key, value, allowed):
    error = refusal.value
    assert (error.file, error.key) == ("newham.toml", key)
    assert error.value.startswith(value)
    assert allowed in error.allowed
    assert str(error) == f"newham.toml: {key} {error.value}; allowed: {error.allowed}"


@pytest.mark.parametrize(("old", "new", "key", "value", "allowed"), OWN_FAULTS)
def test_a_fault_is_named_with_file_key_value_and_what_is_allowed(newham, old, new, key, value, allowed):
    with pytest.raises(profiles.ProfileError) as refusal:
        newham(old, new)
    assert_named(refusal, key, value, allowed)


@pytest.mark.parametrize(("added", "key", "value", "allowed"), ADDED_FAULTS)
def test_a_faulty_setting_among_the_rules_is_named(newham, added, key, value, allowed):
    with pytest.raises(profiles.ProfileError) as refusal:
        newham(new=added)
    assert_named(refusal, key, value, allowed)


@pytest.mark.parametrize(("added", "key", "value", "allowed"), TOP_FAULTS)
def test_a_faulty_setting_at_the_top_is_named(newham, added, key, value, allowed):
    with pytest.raises(profiles.ProfileError) as refusal:
        newham("[wording]", f"{added}\n[wording]")
    assert_named(refusal, key, value, allowed)


@pytest.mark.parametrize("content", [b"code = ", b"code = 'a'\ncode = 'b'", b"\xff\xfe"], ids=["cut", "twice", "bytes"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    path = tmp_path / "newham.toml"
    path.write_bytes(content)
    with pytest.raises(profiles.ProfileError, match=r"^newham\.toml: the file cannot be read \(.+\); allowed: TOML in"):
        loader.load(path)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('length = "24 hours"', 'length = "a day"', "timescales.mash_check.length"),
        ('lateness = "next_meeting"', 'lateness = "never"', "pathway.lateness"),
        ("[wording]", "colour = 1\n[wording]", "colour"),
    ],
)
def test_a_fault_in_what_boroughs_share_is_named_in_the_shared_file(tmp_path, old, new, key):
    borough, shared = tmp_path / "newham.toml", tmp_path / "_common.toml"
    borough.write_text(NEWHAM)
    content = loader.COMMON.read_text()
    assert old in content
    shared.write_text(content.replace(old, new, 1))
    with pytest.raises(profiles.ProfileError) as refusal:
        loader.load(borough, common=shared)
    assert (refusal.value.file, refusal.value.key) == ("_common.toml", key)


def test_a_setting_missing_from_both_files_is_asked_of_the_borough(tmp_path):
    borough, shared = tmp_path / "newham.toml", tmp_path / "_common.toml"
    borough.write_text(NEWHAM)
    shared.write_text(loader.COMMON.read_text().replace('screening_tool = "cse-screening"', ""))
    with pytest.raises(
        profiles.ProfileError, match=r"^newham\.toml: screening_tool is missing; allowed: cse-screening"
    ):
        loader.load(borough, common=shared)
