"""How an item may be answered, in words: what a form offers, what a page prints and what scoring takes. Pure."""

from riskscreening.tools.tool import Section, Window

Choice = tuple[str, str]

_NOT_KNOWN: Choice = ("not_known", "Not known yet")
_EVER: tuple[Choice, ...] = (("no", "No"), ("current", "Yes"), _NOT_KNOWN)
_RECENT: tuple[Choice, ...] = (
    ("no", "No"),
    ("current", "Yes, now or in the last 6 months"),
    ("past", "Yes, 6 to 12 months ago"),
    ("both", "Yes, both"),
    _NOT_KNOWN,
)


def choices_of(section: Section) -> tuple[Choice, ...]:
    """Return what may be answered to each item of the section, as value and words; "not known" is always the last."""
    if section.steps:
        return (*((str(number), f"{number} {words}") for number, words in enumerate(section.steps)), _NOT_KNOWN)
    return _EVER if section.window is Window.EVER else _RECENT


def signs_of(section: Section) -> frozenset[str]:
    """Return the answers that say there is something, and so need evidence: any yes, or any step above the first."""
    return frozenset(value for value, _ in choices_of(section)) - {"no", "0", "not_known"}


def asks_about(section: Section) -> str:
    """Return in a sentence which time the section asks about, and on a ladder what to choose."""
    if section.window is Window.EVER:
        return "Ever, at any age: choose the step that fits." if section.steps else "Ever, at any age."
    if section.steps:
        return "Now or in the last 6 months: choose the step that fits."
    return "Now or in the last 6 months, and 6 to 12 months ago."
