"""The order of a meeting's agenda: what it goes through, and how much there is of each. It names no child.

Every reader of a pack has the same page of it, so it does not count the cases: whom a conflict of interest keeps from a
child would find in the number that there is one more case than they may know of.
"""

from collections.abc import Collection

from mase import timescales
from meetings import in_room, queries
from meetings.models import About, Panel

Line = tuple[str, str]
# What belongs together: the title, the themes about it, and the topics on which agencies write for it (SO-25, SO-31).
_TOGETHER: tuple[tuple[str, Collection[About], Collection[str]], ...] = (
    ("Missing children", (About.MISSING,), ()),
    ("Children placed elsewhere, and placed here by others", (About.OUT_OF_BOROUGH,), ()),
    ("People of concern", (About.OFFENDERS,), ("people_of_concern",)),
    ("Places and hot spots", (About.LOCATIONS,), ("places", "hot_spots")),
    ("Victims", (About.VICTIMS,), ("young_people",)),
    ("Themes and trends", (About.THEME, About.TRENDS), ("peer_groups", "gangs")),
    ("Prevention, disruption and prosecution", (), ("prevention", "disruption", "prosecution", "investigations")),
    ("Learning", (About.LEARNING,), ()),
)


def items(panel: Panel) -> list[Line]:
    """Return the items in their order, each with what there is of it now."""
    before = panel.authority.panels.before(panel.scheduled_for).first()
    themes = list(panel.themes.values_list("about", flat=True))
    told = {name: len(rows) for name, rows in queries.by_topic(list(queries.submissions_of(panel)))}
    ahead = in_room.meetings_after(panel, at=panel.scheduled_for).first()
    return [
        ("Welcome, confidentiality, apologies, quorum and interests", ""),
        ("Minutes and actions of the meeting before", _meeting(before) if before else "This is the first meeting"),
        ("Changes to the list of children", ""),
        ("New referrals", ""),
        ("Review of cases, and blockages between agencies", _counted(themes.count(About.BLOCKAGE), "blockage")),
        *((title, _sent(themes, about, told, topics)) for title, about, topics in _TOGETHER),
        ("Next meeting", _meeting(ahead) if ahead else "Not scheduled yet"),
    ]


def _meeting(panel: Panel) -> str:
    return f"{timescales.london_day(panel.scheduled_for):%-d %B %Y}"


def _sent(themes: Collection[str], about: Collection[About], told: dict[str, int], topics: Collection[str]) -> str:
    """Return how many themes there are of these, and how many agencies wrote on these topics; empty for none."""
    on_agenda = sum(one in about for one in themes)
    reports = sum(told.get(topic, 0) for topic in topics)
    said = [_counted(number, word) for number, word in ((on_agenda, "theme"), (reports, "report")) if number]
    return ", ".join(said)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
