"""A profile in plain words, with the source of every setting, and what a coming version changes."""

from dataclasses import fields, replace
from datetime import date

import pytest

from mase import profiles
from mase.profiles import sources, vocabulary, words
from mase.timescales import Length, Received, Unit

DAY = date(2026, 4, 1)
LABELS = {code: code.replace("_", " ").capitalize() for code in vocabulary.ROLES + vocabulary.AGENCY_KINDS} | {
    "mase_administrator": "MASE administrator",
    "panel_chair": "MASE chair",
}
CODES = [profile.code for profile in profiles.all_profiles(on=DAY)]


def get(code: str) -> profiles.Profile:
    return profiles.get(code, on=DAY)


def settings(profile: profiles.Profile) -> dict[str, words.Setting]:
    return {row.key: row for section in words.sections(profile, labels=LABELS) for row in section.settings}


def rules(profile: profiles.Profile) -> dict[str, words.Rule]:
    return {row.code: row for group in words.groups(profile, labels=LABELS) for row in group.rules}


@pytest.mark.parametrize("code", CODES)
def test_every_timescale_of_the_borough_is_said_once(code):
    said = [row.code for group in words.groups(get(code), labels=LABELS) for row in group.rules]
    assert sorted(said) == sorted(get(code).timescales)


def test_every_timescale_that_there_can_be_has_its_place(newham):
    everything = newham("panel_chairs", 'unused_timescales = ["clinical_offer"]\npanel_chairs').timescales
    known = set(vocabulary.RUNS_ON + vocabulary.COUNTS_BACK + vocabulary.OWN_DATE)
    assert set(everything) == known - {"clinical_offer"}
    assert set(rules(get("southwark"))) | set(rules(get("hounslow"))) | set(rules(get("redbridge"))) == known


def test_every_field_of_a_profile_is_said():
    said = set(settings(get("southwark")))
    inner = {"panel", "co_ordinator", "partnership", "map", "bank_holidays", "next_rung", "last_rung"}
    pathway = {field.name for field in fields(profiles.Pathway)}
    elsewhere = {"code", "valid_from", "timescales", "wording", "pathway", "ladder"}
    assert said == ({field.name for field in fields(profiles.Profile)} - elsewhere) | inner | pathway


@pytest.mark.parametrize("code", CODES)
def test_every_setting_and_every_rule_names_its_source(code):
    for row in (*settings(get(code)).values(), *rules(get(code)).values()):
        assert row.source
        assert row.source != "The borough’s own file"


@pytest.mark.parametrize("code", CODES)
def test_no_word_is_left_unfilled_and_no_code_is_shown(code):
    for row in settings(get(code)).values():
        assert not set("{}_") & set("".join(row.words))
    for rule in rules(get(code)).values():
        assert not set("{}_") & set("".join(words.lines(rule)))


def test_the_sources_hold_every_setting_and_no_other():
    assert set(sources.SOURCES) == set(settings(get("southwark")))
    for found in sources.SOURCES.values():
        assert sources.ELSEWHERE in found or set(found) >= set(CODES)


@pytest.mark.rule("SO-34", "RE-3", "BR-5", "BA-4")
@pytest.mark.parametrize(
    ("code", "key", "said", "source"),
    [
        (
            "southwark",
            "case_review",
            "MASE looks at a single case only for a common theme, a difficulty or a blockage.",
            "Southwark procedure, SO-34",
        ),
        ("barnet", "case_review", "MASE looks at every case on its list.", "Barnet procedure, BA-1"),
        (
            "redbridge",
            "strategy_before_panel",
            "No case comes to MASE before a strategy meeting or MAP has been held.",
            "Redbridge procedure, RE-3",
        ),
        (
            "bromley",
            "strategy_before_panel",
            "A form without a strategy meeting or MAP needs the reason why.",
            "Our default",
        ),
        (
            "bromley",
            "map_order",
            "The child’s own professionals plan together after MASE has discussed the child.",
            "Bromley procedure, BR-5",
        ),
        ("hounslow", "map_order", "The child’s own professionals plan together before MASE.", "Every borough, ALL-1"),
        ("barnet", "screening_tool", "CSE stage 2 risk assessment", "Barnet procedure, BA-4"),
        (
            "hounslow",
            "joint_rag_decision",
            "MASH proposes the outcome of a referral and the police agree.",
            "Hounslow procedure, HO-2",
        ),
        ("bromley", "panel_chair_agencies", "Police", "Bromley procedure, BR-4"),
        ("bromley", "office_hours", "Monday to Friday, 09:00 to 17:00", "Our default"),
        ("bromley", "closing_days", "None", "Our default"),
        (
            "bromley",
            "bank_holidays",
            "England’s bank holidays, announced until 31 December 2027; later ones may still move.",
            "Banking and Financial Dealings Act 1971",
        ),
        ("bromley", "next_rung", "1 working day after the moment has passed", "Our default"),
        ("bromley", "last_rung", "3 working days after the moment has passed", "Our default"),
    ],
)
def test_a_setting_is_said_in_words_with_its_source(code, key, said, source):
    row = settings(get(code))[key]
    assert (row.words, row.source) == ((said,), source)


def test_what_is_a_list_is_said_line_by_line():
    found = settings(get("bromley"))
    assert found["rag_outcomes"].words == ("Red", "Amber", "Blue")
    assert found["police_categories"].words[0] == "Category 1: At risk of grooming, no offence evidenced"
    assert found["police_teams"].words[2] == "Category 3: The sexual offences unit"
    assert found["strategy_agencies"].words == ("Police", "Health", "Education")
    assert found["third_carry_role"].words == ("Service manager",)
    assert found["strategy_chair_roles"].words == ("Assistant team manager", "Team manager", "Service manager")


@pytest.mark.rule("SO-18", "HO-3")
def test_the_letters_to_the_referrer_are_shown_as_the_borough_writes_them():
    found = settings(get("southwark"))
    opening, red, forwarded, green, blue, contact = found["letters"].words
    assert opening.startswith("Thank you for the referral that you sent to Southwark on …")
    assert red.startswith("Red: MASH and the police have looked at it")
    assert "no further action" in blue
    assert "the MASH duty desk of Southwark" in contact
    assert found["letters"].source == "Southwark procedure, SO-18"
    assert [line.partition(":")[0] for line in (forwarded, green)] == [
        "Red, where a social worker takes it up",
        "Green",
    ]


def test_a_borough_without_green_shows_no_letter_for_it():
    assert not any(line.startswith("Green:") for line in settings(get("bromley"))["letters"].words)


def test_a_borough_of_its_own_file_speaks_its_own_words(newham):
    profile = newham()
    found = settings(profile)
    assert [section.title for section in words.sections(profile, labels=LABELS)][3] == "MACE meeting"
    assert found["case_review"].words == ("MACE looks at every case on its list.",)
    assert found["strategy_before_panel"].name == "Before MACE"
    assert found["closing_days"].words == ("29 December 2026", "30 December 2026", "31 December 2026")
    assert found["received_out_of_hours"].words == (
        "Working days are counted as if it arrived on the next working day.",
    )
    assert {row.source for row in found.values()} == {"The borough’s own file"}


def test_where_the_agency_of_the_only_chair_is_left_open_either_kind_is_said(newham):
    one, two = newham(', "Superintendent"]', "]"), newham()
    assert settings(one)["panel_chair_agencies"].words == ("Social care or Police",)
    assert settings(two)["panel_chair_agencies"].words == ("Social care", "Police")


def test_what_only_mash_decides_is_said(newham):
    assert settings(newham(new="[pathway]\njoint_rag_decision = false"))["joint_rag_decision"].words == (
        "MASH alone decides the outcome of a referral.",
    )


def test_a_rule_says_who_answers_and_who_is_told_when():
    rule = rules(get("southwark"))["screening"]
    assert words.lines(rule) == (
        "10 working days from allocation",
        "Done when: screening completed",
        "Answers: Social worker",
        (
            "Told when it is late: Assistant team manager at once, Team manager after 1 working day, "
            "Service manager after 3 working days"
        ),
        "Reminder: a quarter of the time before, at least an hour",
        "May pause: with a reason",
    )
    assert rule.source == "Our default"


def test_roles_are_called_as_the_borough_calls_them(newham):
    found = rules(newham())
    assert found["screening_sign_off"].late[0] == "Exploitation co-ordinator at once"
    assert found["minutes_issued"].owner == "MACE administrator"
    assert found["minutes_issued"].late[0] == "MACE chair at once"


def test_a_reminder_of_its_own_and_what_never_pauses_are_said(newham):
    rule = rules(newham())["mase_submission"]
    assert (rule.reminder, rule.pause) == ("2 working days before", "no")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("SO-11", "Southwark procedure, SO-11"),
        ("BA-1", "Barnet procedure, BA-1"),
        ("ALL-3", "Every borough, ALL-3"),
        ("ours", "Our default"),
        ("NE-4", "NE-4"),
        ("statutory guidance", "Statutory guidance"),
        ("Working Together", "Working Together"),
    ],
)
def test_a_source_is_said_as_a_reader_knows_it(source, said):
    assert sources.in_words(source) == said


def test_two_equal_versions_change_nothing():
    assert words.changes(get("southwark"), get("southwark"), labels=LABELS) == ()


def test_a_changed_setting_is_said_as_it_was_and_as_it_becomes():
    now = get("southwark")
    then = replace(now, received_out_of_hours=Received.NEXT_WORKING_DAY)
    assert words.changes(now, then, labels=LABELS) == (
        words.Change(
            name="What arrives while the office is closed",
            was=("Working days are counted from the day it arrives.",),
            becomes=("Working days are counted as if it arrived on the next working day.",),
        ),
    )


def _with_rule(profile: profiles.Profile, code: str, **changed: object) -> profiles.Profile:
    rule = replace(profile.timescales[code], **changed)
    return replace(profile, timescales={**profile.timescales, code: rule})


def test_of_a_changed_rule_only_the_lines_that_differ_are_said():
    now = get("southwark")
    then = _with_rule(now, "screening", length=Length(7, Unit.WORKING_DAYS), may_pause=False)
    assert words.changes(now, then, labels=LABELS) == (
        words.Change(
            name="Complete the CSE risk screening",
            was=("10 working days from allocation", "May pause: with a reason"),
            becomes=("7 working days from allocation", "May pause: no"),
        ),
    )


def test_a_rule_that_comes_or_goes_is_said():
    now = get("southwark")
    fewer = replace(now, timescales={code: rule for code, rule in now.timescales.items() if code != "clinical_offer"})
    there, absent = (
        ("5 working days from when the child came on to the MASE list",),
        ("Not known to the procedure",),
    )
    name = "Offer the social worker a clinical consultation"
    assert words.changes(now, fewer, labels=LABELS) == (words.Change(name=name, was=there, becomes=absent),)
    assert words.changes(fewer, now, labels=LABELS) == (words.Change(name=name, was=absent, becomes=there),)


def test_a_slower_ladder_shows_at_the_ladder_and_at_the_rules_that_climb_it():
    now = get("southwark")
    then = replace(now, ladder=profiles.Ladder(next_rung=Length(2, Unit.WORKING_DAYS), last_rung=now.ladder.last_rung))
    changed = {change.name: change.becomes for change in words.changes(now, then, labels=LABELS)}
    assert changed["Who is told second"] == ("2 working days after the moment has passed",)
    assert "Decide the outcome of the referral" not in changed
    assert "Team manager after 2 working days" in changed["Complete the CSE risk screening"][0]
