"""A profile in plain words: every setting with its source, every rule about time, and what a coming version changes.

Roles and kinds of agency are said by the labels that the caller brings, codes to words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mase import timescales
from mase.profiles import sources, vocabulary
from mase.profiles.profile import (
    CaseReview,
    Lateness,
    MapOrder,
    Profile,
    StrategyBeforePanel,
    Timescale,
    WorkspaceOpens,
)
from mase.timescales import Received

Labels = Mapping[str, str]
Row = tuple[str, ...]  # the key of a setting, its name, and what it says, line by line

BY_DEFAULT = "a quarter of the time before, at least an hour"

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Referral and MASH",
        (
            *("consultation", "mash_check", "rag_outcome", "amber_resolution", "information_reply", "police_category"),
            *("crime_reference", "referrer_notice", "forwarded_concern", "early_help_review"),
        ),
    ),
    (
        "Allocation, assessment and screening",
        ("allocation", "single_assessment", "screening", "screening_sign_off", "rescreening"),
    ),
    (
        "Strategy and protection",
        (
            "strategy_meeting",
            "strategy_meeting_urgent",
            "complex_meeting",
            "icpc",
            "host_borough_notice",
            "return_interview",
        ),
    ),
    (
        "Looked-after children, trafficking, care leavers",
        ("iro_notice", "host_contact", "host_move_notice", "nrm_referral", "adult_safeguarding"),
    ),
    (
        "{panel}",
        (
            "mase_submission",
            "mase_update",
            "agency_update",
            "mase_circulation",
            "agency_submission",
            "clinical_offer",
            "minutes_issued",
            "action",
        ),
    ),
    (
        "Plans, reviews and returns",
        (
            *("cin_review", "safety_plan_review", "plan_action", "care_plan_update", "intervention_review"),
            *("look_back", "quarterly_return"),
        ),
    ),
    ("Privacy", ("emergency_review",)),
)
_BEFORE_PANEL = {
    StrategyBeforePanel.REQUIRED: "No case comes to {panel} before a strategy meeting or {map} has been held.",
    StrategyBeforePanel.REASON_IF_MISSING: "A form without a strategy meeting or {map} needs the reason why.",
}
_MAP_ORDER = {
    MapOrder.BEFORE_PANEL: "The child’s own professionals plan together before {panel}.",
    MapOrder.AFTER_PANEL: "The child’s own professionals plan together after {panel} has discussed the child.",
}
_REVIEW = {
    CaseReview.EVERY_CASE: "{panel} looks at every case on its list.",
    CaseReview.BY_EXCEPTION: "{panel} looks at a single case only for a common theme, a difficulty or a blockage.",
}
_DECISION = {
    True: "MASH proposes the outcome of a referral and the police agree.",
    False: "MASH alone decides the outcome of a referral.",
}
_LATENESS = {Lateness.NEXT_MEETING: "A form that is late goes to the next meeting, unless a chair accepts it."}
_WORKSPACE = {
    WorkspaceOpens.ON_ALLOCATION: "Case notes are kept from the allocation on.",
    WorkspaceOpens.AFTER_FORMS: "The {co_ordinator} opens the workspace once the screening and the form are in.",
}
_SURGERY = {
    True: "Police and co-ordinator hold surgery sessions; workers and partners book a slot.",
    False: "None; workers and partners ask for advice one by one.",
}
_CLOSED = {
    Received.AS_RECEIVED: "Working days are counted from the day it arrives.",
    Received.NEXT_WORKING_DAY: "Working days are counted as if it arrived on the next working day.",
}
_LETTERS = {"red": "Red", "forwarded": "Red, where a social worker takes it up", "green": "Green", "blue": "Blue"}
_ABSENT = ("Not known to the procedure",)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting: its name, what it says in one line or several, and where that comes from."""

    key: str
    name: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Section:
    title: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule about time, in words; `late` has a line for each rung of the ladder."""

    code: str
    label: str
    rule: str
    met_by: str
    owner: str
    late: tuple[str, ...]
    reminder: str
    pause: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Group:
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a coming version says otherwise about one setting or timescale."""

    name: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]


def sections(profile: Profile, *, labels: Labels) -> tuple[Section, ...]:
    """Return every setting but the timescales, in words."""
    found = {
        "Names and words": _names(profile),
        "Scales and choices": _scales(profile),
        "Pathway": _pathway(profile, labels),
        f"{profile.wording.panel} meeting": _meeting(profile, labels),
        "Letters to the referrer": _letters(profile),
        "Office hours and holidays": _office(profile),
        "When something is late": _lateness(profile),
    }
    return tuple(
        Section(title=title, settings=tuple(_setting(profile, *row) for row in rows)) for title, rows in found.items()
    )


def groups(profile: Profile, *, labels: Labels) -> tuple[Group, ...]:
    """Return every timescale in words, in the order of the pathway."""
    found = {title: [code for code in codes if code in profile.timescales] for title, codes in _GROUPS}
    return tuple(
        Group(
            title=title.format(panel=profile.wording.panel),
            rules=tuple(_rule(profile.timescales[code], profile, labels) for code in codes),
        )
        for title, codes in found.items()
    )


def lines(rule: Rule) -> tuple[str, ...]:
    """Return everything about the rule but its name and source, line by line."""
    return (
        _sentence(rule.rule),
        f"Done when: {rule.met_by}",
        f"Answers: {rule.owner}",
        f"Told when it is late: {', '.join(rule.late)}",
        f"Reminder: {rule.reminder}",
        f"May pause: {rule.pause}",
    )


def changes(now: Profile, then: Profile, *, labels: Labels) -> tuple[Change, ...]:
    """Return what the later version says otherwise, in the order of the page; what is new or gone included."""
    return (*_changed_settings(now, then, labels), *_changed_rules(now, then, labels))


def _changed_settings(now: Profile, then: Profile, labels: Labels) -> Iterator[Change]:
    before, after = (
        [row for section in sections(profile, labels=labels) for row in section.settings] for profile in (now, then)
    )
    for was, becomes in zip(before, after, strict=True):
        if was.words != becomes.words:
            yield Change(name=was.name, was=was.words, becomes=becomes.words)


def _changed_rules(now: Profile, then: Profile, labels: Labels) -> Iterator[Change]:
    before, after = (
        {row.code: row for group in groups(profile, labels=labels) for row in group.rules} for profile in (now, then)
    )
    for code, row in {**before, **after}.items():
        was, becomes = _apart(before.get(code), after.get(code))
        if was != becomes:
            yield Change(name=row.label, was=was, becomes=becomes)


def _apart(was: Rule | None, becomes: Rule | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines in which the two differ; where there is only one, its first."""
    if was is None or becomes is None:
        return _first_line(was), _first_line(becomes)
    pairs = [pair for pair in zip(lines(was), lines(becomes), strict=True) if pair[0] != pair[1]]
    return tuple(line for line, _ in pairs), tuple(line for _, line in pairs)


def _first_line(rule: Rule | None) -> tuple[str, ...]:
    return lines(rule)[:1] if rule else _ABSENT


def _setting(profile: Profile, key: str, name: str, *words: str) -> Setting:
    return Setting(key=key, name=name, words=words, source=sources.in_words(sources.source_of(key, profile.code)))


def _names(profile: Profile) -> list[Row]:
    wording = profile.wording
    return [
        ("name", "Authority", profile.name),
        ("gss_code", "Statistical code", profile.gss_code),
        ("panel", "The multi-agency meeting is called", wording.panel),
        ("map", "Planning by the child’s own professionals is called", wording.map),
        ("co_ordinator", "The co-ordinator is called", wording.co_ordinator),
        ("partnership", "Partnership", wording.partnership),
    ]


def _scales(profile: Profile) -> list[Row]:
    return [
        ("rag_outcomes", "Outcomes of a referral", *(outcome.capitalize() for outcome in profile.rag_outcomes)),
        ("risk_levels", "Levels of risk", *profile.risk_levels.values()),
        ("police_categories", "Police categories", *_numbered(profile.police_categories)),
        ("police_teams", "Where the police pass them", *_numbered(profile.police_teams)),
        ("screening_tool", "Risk screening", vocabulary.TOOLS[profile.screening_tool]),
        ("legal_bases", "Legal bases for asking an agency", *profile.legal_bases),
    ]


def _letters(profile: Profile) -> list[Row]:
    letters, filled = profile.letters, {"authority": profile.name, "reference": "…", "sent_on": "…"}
    outcomes = [kind for kind in vocabulary.LETTERS if kind in (*profile.rag_outcomes, "forwarded")]
    said = {kind: f"{letters.of[kind].decided} {letters.of[kind].follows}" for kind in outcomes}
    lines = (letters.opening, *(f"{_LETTERS[kind]}: {text}" for kind, text in said.items()), letters.contact)
    return [
        ("letters", "What the referrer is written", *(line.format_map(filled) for line in lines)),
        ("support_services", "Support services named where the outcome is green", *profile.support_services),
    ]


def _numbered(labels: Mapping[int, str]) -> Iterator[str]:
    return (f"Category {number}: {label}" for number, label in labels.items())


def _pathway(profile: Profile, labels: Labels) -> list[Row]:
    pathway = profile.pathway
    chairs = [_called(role, profile, labels) for role in pathway.strategy_chair_roles]
    needed = [labels[kind] for kind in pathway.strategy_agencies]
    return [
        ("joint_rag_decision", "Outcome of a referral", _DECISION[pathway.joint_rag_decision]),
        ("strategy_chair_roles", "Who may chair a strategy meeting", *chairs),
        ("strategy_agencies", "Whom a strategy meeting needs beside social care", *needed),
        (
            "strategy_before_panel",
            f"Before {profile.wording.panel}",
            _filled(_BEFORE_PANEL[pathway.strategy_before_panel], profile),
        ),
        ("map_order", "Planning by the child’s own professionals", _filled(_MAP_ORDER[pathway.map_order], profile)),
        ("workspace_opens", "Workspace", _filled(_WORKSPACE[pathway.workspace_opens], profile)),
    ]


def _meeting(profile: Profile, labels: Labels) -> list[Row]:
    told = _called(profile.pathway.third_carry_role, profile, labels)
    return [
        ("panel_chairs", "Chairs", *profile.panel_chairs),
        ("panel_chair_agencies", "Whose chair approves the minutes", *_approving(profile, labels)),
        ("standing_members", "Standing members", *(labels[kind] for kind in profile.standing_members)),
        ("quorum", "Quorum", *(labels[kind] for kind in profile.quorum)),
        ("case_review", "Which cases it looks at", _filled(_REVIEW[profile.pathway.case_review], profile)),
        ("lateness", "Forms that come late", _LATENESS[profile.pathway.lateness]),
        ("third_carry_role", "Who is told when an action is carried a third time", told),
        ("holds_surgery", "CSE surgery", _SURGERY[profile.holds_surgery]),
    ]


def _approving(profile: Profile, labels: Labels) -> list[str]:
    kinds = [labels[kind] for kind in profile.panel_chair_agencies]
    return kinds if len(profile.panel_chairs) > 1 else [" or ".join(kinds)]


def _office(profile: Profile) -> list[Row]:
    hours, closed = profile.office_hours, sorted(profile.closing_days)
    known = f"England’s bank holidays, announced until {day(profile.calendar.known_until)}; later ones may still move."
    return [
        ("office_hours", "Office hours", f"Monday to Friday, {hours.opens:%H:%M} to {hours.closes:%H:%M}"),
        ("closing_days", "Closing days of its own", *([day(closing) for closing in closed] or ["None"])),
        ("received_out_of_hours", "What arrives while the office is closed", _CLOSED[profile.received_out_of_hours]),
        ("bank_holidays", "Bank holidays", known),
    ]


def _lateness(profile: Profile) -> list[Row]:
    ladder = profile.ladder
    return [
        ("next_rung", "Who is told second", f"{timescales.in_words(ladder.next_rung)} after the moment has passed"),
        ("last_rung", "Who is told last", f"{timescales.in_words(ladder.last_rung)} after the moment has passed"),
    ]


def _rule(rule: Timescale, profile: Profile, labels: Labels) -> Rule:
    return Rule(
        code=rule.code,
        label=rule.label,
        rule=rule.rule,
        met_by=rule.met_by,
        owner=_called(rule.owner_role, profile, labels),
        late=tuple(_late(rule, profile, labels)),
        reminder=f"{timescales.in_words(rule.reminder)} before" if rule.reminder else BY_DEFAULT,
        pause="with a reason" if rule.may_pause else "no",
        source=sources.in_words(rule.source),
    )


def _late(rule: Timescale, profile: Profile, labels: Labels) -> Iterator[str]:
    above = (profile.ladder.next_rung, profile.ladder.last_rung)
    waits = ("at once", *(f"after {timescales.in_words(wait)}" for wait in above))
    for role, wait in zip(rule.ladder, waits, strict=False):
        yield f"{_called(role, profile, labels)} {wait}"


def _called(role: str, profile: Profile, labels: Labels) -> str:
    """Call the role as the borough does."""
    wording = profile.wording
    return wording.co_ordinator if role == "co_ordinator" else labels[role].replace("MASE", wording.panel)


def _filled(sentence: str, profile: Profile) -> str:
    return sentence.format_map(vars(profile.wording))


def day(value: date) -> str:
    """Write a day: 1 April 2026."""
    return f"{value.day} {value:%B %Y}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
