"""Where each setting of a profile comes from: the rule of a borough's procedure, or "ours" where they leave it open.

The timescales name their own source in the files. A borough that is not here is set by its own file.
"""

from collections.abc import Mapping

OURS = "ours"
OWN_FILE = "own file"
ELSEWHERE = ""  # what holds in the boroughs that are not named

BOROUGHS = {"BA": "Barnet", "BR": "Bromley", "HO": "Hounslow", "RE": "Redbridge", "SO": "Southwark"}
SOURCES: Mapping[str, Mapping[str, str]] = {
    "name": {ELSEWHERE: "Office for National Statistics"},
    "gss_code": {ELSEWHERE: "Office for National Statistics"},
    "panel": {ELSEWHERE: "ALL-1"},
    "co_ordinator": {
        "barnet": "BA-3",
        "bromley": OURS,
        "hounslow": "HO-8",
        "redbridge": OURS,
        "southwark": "SO-12",
    },
    "partnership": {"redbridge": "RE-9", ELSEWHERE: OURS},
    "map": {"redbridge": "RE-3", "bromley": "BR-5", ELSEWHERE: "ALL-1"},
    "rag_outcomes": {"bromley": OURS, ELSEWHERE: "HO-3"},
    "risk_levels": {"redbridge": "RE-9", ELSEWHERE: "BA-1"},
    "police_categories": {ELSEWHERE: "SO-32"},
    "police_teams": {ELSEWHERE: "SO-32"},
    "screening_tool": {"barnet": "BA-4", "hounslow": "HO-6", ELSEWHERE: "SO-10"},
    "legal_bases": {ELSEWHERE: "BR-1"},
    "letters": {"southwark": "SO-18", "hounslow": "HO-3", ELSEWHERE: "ALL-4"},
    "support_services": {ELSEWHERE: OURS},
    "strategy_before_panel": {"barnet": "BA-2", "hounslow": "HO-12", "redbridge": "RE-3", ELSEWHERE: OURS},
    "strategy_chair_roles": {ELSEWHERE: "HO-8"},
    "strategy_agencies": {ELSEWHERE: "HO-8"},
    "map_order": {"bromley": "BR-5", "redbridge": "RE-3", ELSEWHERE: "ALL-1"},
    "workspace_opens": {"hounslow": "HO-12", ELSEWHERE: OURS},
    "third_carry_role": {ELSEWHERE: OURS},
    "case_review": {"barnet": "BA-1", "hounslow": "HO-16", "redbridge": "RE-2", "southwark": "SO-34", ELSEWHERE: OURS},
    "joint_rag_decision": {ELSEWHERE: "HO-2"},
    "lateness": {ELSEWHERE: "RE-6"},
    "panel_chairs": {"bromley": "BR-4", "redbridge": "RE-1", "southwark": "SO-25", ELSEWHERE: OURS},
    "panel_chair_agencies": {"bromley": "BR-4", "redbridge": "RE-1", "southwark": "SO-25", ELSEWHERE: OURS},
    "standing_members": {"bromley": "BR-4", "redbridge": "RE-1", "southwark": "SO-25", ELSEWHERE: OURS},
    "quorum": {ELSEWHERE: OURS},
    "holds_surgery": {"barnet": "BA-3", ELSEWHERE: OURS},
    "office_hours": {ELSEWHERE: OURS},
    "closing_days": {ELSEWHERE: OURS},
    "received_out_of_hours": {ELSEWHERE: OURS},
    "bank_holidays": {ELSEWHERE: "Banking and Financial Dealings Act 1971"},
    "next_rung": {ELSEWHERE: OURS},
    "last_rung": {ELSEWHERE: OURS},
}


def source_of(setting: str, code: str) -> str:
    """Return the source of one setting in one borough."""
    if code not in {name.lower() for name in BOROUGHS.values()}:
        return OWN_FILE
    found = SOURCES[setting]
    return found[code] if code in found else found[ELSEWHERE]


def in_words(source: str) -> str:
    """Say the source as a reader knows it: "Southwark procedure, SO-11", "Every borough, ALL-1", "Our default"."""
    prefix = source.partition("-")[0]
    if prefix in BOROUGHS:
        return f"{BOROUGHS[prefix]} procedure, {source}"
    said = {OURS: "Our default", OWN_FILE: "The borough’s own file", "ALL": f"Every borough, {source}"}
    return said.get(prefix, source[0].upper() + source[1:])
