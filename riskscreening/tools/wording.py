"""A tool's weights, bands and floors as people read them. Pure."""

from riskscreening.tools.tool import Floor, FloorRule, Kind, Nature, Scoring, Section, Tool, Window

KINDS = {Kind.SCREENING: "Screening", Kind.ASSESSMENT: "Assessment, with narratives"}
SCORINGS = {
    Scoring.SUM: "Points are added up",
    Scoring.GATE: "The gravest sign sets the level",
    Scoring.LADDER: "Steps from 0 to 5 are added up",
}
NATURES = {Nature.VULNERABILITY: "Vulnerability", Nature.RISK: "Risk", Nature.HARM: "Harm"}


def weight(section: Section) -> str:
    """Return what an answer in the section weighs: "5 points now, 1 point 6 to 12 months ago"."""
    if section.steps:
        return f"0 to {len(section.steps) - 1} points, one for each step"
    if section.level:
        return f"Any sign is level {section.level}"
    now = _points(section.points)
    if section.window is Window.EVER:
        return f"{now} for each, ever"
    return f"{now} now, {_points(section.points_past) if section.points_past else 'nothing'} 6 to 12 months ago"


def bands(tool: Tool) -> list[tuple[str, str, str]]:
    """Return for each band its colour, its scores in words and what the tool calls it."""
    below = "Level" if tool.scoring == Scoring.GATE else "Score"
    nexts = [band.minimum - 1 for band in tool.bands[1:]]
    said = [
        f"{below} {band.minimum}" if band.minimum == last else f"{below} {band.minimum} to {last}"
        for band, last in zip(tool.bands, nexts, strict=False)
    ]
    said.append(f"{below} {tool.bands[-1].minimum} and over")
    return [(band.rag, words, band.label) for band, words in zip(tool.bands, said, strict=True)]


def floor(rule: Floor) -> str:
    """Return when a floor holds and what it comes to: "A current sign in section C: at least amber"."""
    level = f", level {rule.level}" if rule.level else ""
    return f"{_when(rule)}: at least {rule.rag}{level}"


def _when(rule: Floor) -> str:
    where = " or ".join([*(f"section {code}" for code in rule.sections), *(f"item {code}" for code in rule.items)])
    match rule.rule:
        case FloorRule.CURRENT_SIGN:
            return f"A current sign in {where}"
        case FloorRule.UNDER_AGE:
            return f"Under {rule.limit}, with a sign in {where}"
        case FloorRule.LEARNING_DISABILITY:
            return f"A learning disability, with a sign in {where}"
        case FloorRule.NOT_KNOWN:
            return f"More than {rule.limit}% not known"
        case FloorRule.DISCLOSURE:
            return "The child has disclosed sexual harm and has not withdrawn it"
        case FloorRule.ANY_AT_LEAST:
            return f"Step {rule.limit} or higher in {where}"


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"
