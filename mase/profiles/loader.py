"""From a borough's file to its profile.

A borough's file is laid over `_common.toml`: a table key by key, anything else whole. What a borough leaves out is what
most boroughs do; a fault is reported in the file that holds the faulty value.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from mase.profiles import reading, vocabulary
from mase.profiles.profile import (
    CaseReview,
    Ladder,
    Lateness,
    Letter,
    Letters,
    MapOrder,
    Pathway,
    Profile,
    StrategyBeforePanel,
    Timescale,
    Wording,
    WorkspaceOpens,
)
from mase.profiles.reading import Table, Values
from mase.timescales import Length, OfficeHours, Received, Unit, UnreadableLength, parse

LengthReader = Callable[[Table, str], Length | None]

COMMON = Path(__file__).with_name("_common.toml")

_RUNGS = 3
_SOURCE = r"ours|[A-Z]{2,3}-\d+|London procedures|Working Together|statutory guidance"
_SOURCES = '"ours", a rule such as "SO-11", "London procedures", "Working Together" or "statutory guidance"'


class ProfileError(reading.DataFileError):
    """A borough's file says something that the product cannot obey; it names file, key, value and what is allowed."""


def load(path: Path, *, common: Path = COMMON) -> Profile:
    """Read and check one borough's file; raise ProfileError at the first fault."""
    own, shared = (reading.parse(file, error=ProfileError) for file in (path, common))
    file_of = partial(_file_of, own=own, shared=shared, names=(path.name, common.name))
    table = Table(_laid_over(own, shared), file_of=file_of, error=ProfileError)
    profile = _profile(table, code=path.name.partition(".")[0])
    table.refuse_the_rest()
    return profile


def _laid_over(own: Values, shared: Values) -> Values:
    merged = {**shared, **own}
    for key in own.keys() & shared.keys():
        ours, theirs = own[key], shared[key]
        if isinstance(ours, dict) and isinstance(theirs, dict):
            merged[key] = _laid_over(ours, theirs)
    return merged


def _file_of(dotted: str, *, own: Values, shared: Values, names: tuple[str, str]) -> str:
    in_shared_only = _holds(shared, dotted) and not _holds(own, dotted)
    return names[1] if in_shared_only else names[0]


def _holds(values: object, dotted: str) -> bool:
    for key in dotted.split("."):
        if not isinstance(values, Mapping) or key not in values:
            return False
        values = values[key]
    return True


def _profile(table: Table, *, code: str) -> Profile:
    wording = _wording(table.table("wording"))
    office = table.table("office")
    profile = Profile(
        code=table.one_of("code", [code]),
        name=table.text("name"),
        gss_code=table.text_like("gss_code", r"E09\d{6}", allowed="a London borough's code such as E09000028"),
        valid_from=max(table.day("valid_from"), table.day("common_valid_from")),
        wording=wording,
        timescales=_timescales(table.table("timescales"), wording, unused=_unused(table)),
        ladder=_ladder(table.table("ladder")),
        office_hours=_office_hours(office),
        closing_days=office.days("closing_days"),
        received_out_of_hours=office.one_of("received_out_of_hours", Received),
        rag_outcomes=_rag_outcomes(table),
        risk_levels=_numbered(table.texts("risk_levels")),
        police_categories=_numbered(table.texts("police_categories")),
        police_teams=_police_teams(table),
        screening_tool=table.one_of("screening_tool", vocabulary.TOOLS),
        pathway=_pathway(table.table("pathway")),
        panel_chairs=table.texts("panel_chairs"),
        panel_chair_agencies=_panel_chair_agencies(table),
        standing_members=table.some_of("standing_members", vocabulary.AGENCY_KINDS),
        quorum=table.some_of("quorum", vocabulary.AGENCY_KINDS),
        holds_surgery=table.yes_or_no("holds_surgery"),
        legal_bases=table.texts("legal_bases"),
        support_services=table.texts("support_services"),
        letters=_letters(table.table("letters")),
    )
    office.refuse_the_rest()
    return profile


def _wording(table: Table) -> Wording:
    wording = Wording(
        panel=table.text("panel"),
        co_ordinator=table.text("co_ordinator"),
        partnership=table.text("partnership"),
        map=table.text("map"),
    )
    table.refuse_the_rest()
    return wording


def _office_hours(table: Table) -> OfficeHours:
    opens, closes = table.clock_time("opens"), table.clock_time("closes")
    if closes <= opens:
        raise table.fault("closes", allowed=f"a time after {opens:%H:%M}, when the office opens")
    return OfficeHours(opens, closes)


def _numbered(labels: Iterable[str]) -> Mapping[int, str]:
    return MappingProxyType(dict(enumerate(labels, 1)))


def _police_teams(table: Table) -> Mapping[int, str]:
    allowed = "a list of texts, one for each of the police_categories"
    teams = table.read("police_teams", _texts, allowed=allowed)
    if len(teams) != len(table.texts("police_categories")):
        raise table.fault("police_teams", allowed=allowed)
    return _numbered(teams)


def _texts(value: object) -> tuple[str, ...]:
    """Read a list of texts in which one may come twice: two categories may go to the same team."""
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(reading.text(item) for item in value)


def _panel_chair_agencies(table: Table) -> tuple[str, ...]:
    """Return the kind of agency of each chair; where the file leaves it open, every kind that can have one."""
    if "panel_chair_agencies" not in table:
        return vocabulary.PANEL_CHAIR_KINDS
    kinds = table.some_of("panel_chair_agencies", vocabulary.PANEL_CHAIR_KINDS)
    if len(kinds) != len(table.texts("panel_chairs")):
        raise table.fault("panel_chair_agencies", allowed="a kind of agency for each of the panel_chairs")
    return kinds


def _rag_outcomes(table: Table) -> tuple[str, ...]:
    outcomes = table.some_of("rag_outcomes", vocabulary.RAG_OUTCOMES)
    if "red" not in outcomes or ("amber" in outcomes and "blue" not in outcomes):
        # Amber never rests: it ends in red, or in blue and closed (HO-3).
        raise table.fault("rag_outcomes", allowed="red always, and blue wherever there is amber")
    return outcomes


def _pathway(table: Table) -> Pathway:
    pathway = Pathway(
        strategy_before_panel=table.one_of("strategy_before_panel", StrategyBeforePanel),
        strategy_chair_roles=table.some_of("strategy_chair_roles", vocabulary.CHAIRING_ROLES),
        strategy_agencies=table.some_of("strategy_agencies", vocabulary.AGENCY_KINDS),
        map_order=table.one_of("map_order", MapOrder),
        case_review=table.one_of("case_review", CaseReview),
        joint_rag_decision=table.yes_or_no("joint_rag_decision"),
        lateness=table.one_of("lateness", Lateness),
        workspace_opens=table.one_of("workspace_opens", WorkspaceOpens),
        third_carry_role=table.one_of("third_carry_role", vocabulary.ROLES),
    )
    table.refuse_the_rest()
    return pathway


def _letters(table: Table) -> Letters:
    letters = Letters(
        opening=_to_be_filled(table, "opening"),
        contact=_to_be_filled(table, "contact"),
        of=MappingProxyType({kind: _letter(table.table(kind)) for kind in vocabulary.LETTERS}),
    )
    table.refuse_the_rest()
    return letters


def _letter(table: Table) -> Letter:
    letter = Letter(decided=_to_be_filled(table, "decided"), follows=_to_be_filled(table, "follows"))
    table.refuse_the_rest()
    return letter


def _to_be_filled(table: Table, key: str) -> str:
    allowed = f"text, in which only {', '.join(f'{{{word}}}' for word in vocabulary.IN_LETTERS)} are filled in"
    return table.read(key, _with_known_words, allowed=allowed)


def _with_known_words(value: object) -> str:
    """Return the text; raise ValueError where it asks for a word that no letter has."""
    named = {name for _, name, _, _ in Formatter().parse(reading.text(value)) if name is not None}
    if not named <= set(vocabulary.IN_LETTERS):
        raise ValueError(value)
    return reading.text(value)


def _timescales(table: Table, wording: Wording, *, unused: Collection[str]) -> Mapping[str, Timescale]:
    timescales = {
        code: _timescale(table.table(code), code, length_of, wording) for codes, length_of in _LENGTHS for code in codes
    }
    table.refuse_the_rest()
    return MappingProxyType({code: rule for code, rule in timescales.items() if code not in unused})


def _unused(table: Table) -> Collection[str]:
    return table.some_of("unused_timescales", vocabulary.OPTIONAL) if "unused_timescales" in table else ()


def _ladder(table: Table) -> Ladder:
    ladder = Ladder(next_rung=_running_on(table, "next_rung"), last_rung=_running_on(table, "last_rung"))
    table.refuse_the_rest()
    return ladder


def _timescale(table: Table, code: str, length_of: LengthReader, wording: Wording) -> Timescale:
    timescale = Timescale(
        code=code,
        label=_worded(table, "label", wording),
        length=length_of(table, "length"),
        starts=_worded(table, "starts", wording),
        met_by=_worded(table, "met_by", wording),
        source=table.text_like("source", _SOURCE, allowed=_SOURCES),
        owner_role=table.one_of("owner_role", vocabulary.ROLES),
        ladder=_rungs(table),
        reminder=_ahead(table, "reminder") if "reminder" in table else None,
        may_pause="may_pause" in table and table.yes_or_no("may_pause"),
    )
    table.refuse_the_rest()
    return timescale


def _rungs(table: Table) -> tuple[str, ...]:
    rungs = table.some_of("ladder", vocabulary.ROLES)
    if len(rungs) > _RUNGS:
        raise table.fault("ladder", allowed=f"at most {_RUNGS} roles: told at once, next, and last")
    return rungs


def _worded(table: Table, key: str, wording: Wording) -> str:
    words = vars(wording)
    allowed = f"text, in which {', '.join(f'{{{word}}}' for word in words)} stand for the borough's words"
    return table.read(key, lambda value: reading.text(value).format_map(words), allowed=allowed)


def _running_on(table: Table, key: str) -> Length:
    allowed = "a length such as '24 hours', '3 working days', '3 months' or 'same day'"
    return table.read(key, lambda value: _length_in(value, vocabulary.FORWARD), allowed=allowed)


def _counting_back(table: Table, key: str) -> Length:
    allowed = "a length such as '10 days before' or '2 working days before'"
    return table.read(key, lambda value: _length_in(value, vocabulary.BACKWARD), allowed=allowed)


def _ahead(table: Table, key: str) -> Length:
    allowed = "a length such as '6 hours', '3 days' or '2 working days'"
    return table.read(key, lambda value: _length_in(value, vocabulary.AHEAD), allowed=allowed)


def _own_date(table: Table, key: str) -> None:
    table.one_of(key, ["its own date"])


_LENGTHS: tuple[tuple[tuple[str, ...], LengthReader], ...] = (
    (vocabulary.RUNS_ON, _running_on),
    (vocabulary.COUNTS_BACK, _counting_back),
    (vocabulary.OWN_DATE, _own_date),
)


def _length_in(value: object, units: frozenset[Unit]) -> Length:
    length = parse(reading.text(value))
    if length.unit not in units:
        raise UnreadableLength(value)
    return length
