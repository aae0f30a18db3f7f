"""The list of cases: among a million as among ten thousand, whatever share an agency sees, against stock guardian."""

import math
import statistics
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import django

django.setup()

from django.db import connection  # noqa: E402 the applications have to be there first
from guardian.shortcuts import get_objects_for_group  # noqa: E402

from mase.agencies import operations as agencies  # noqa: E402
from mase.agencies.models import Agency, Kind, User  # noqa: E402
from mase.cases import access, showing  # noqa: E402
from mase.cases.models import Case  # noqa: E402
from mase.cases.stages import Stage  # noqa: E402
from mase.demo import cast as demo_cast  # noqa: E402
from mase.web import reader  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SIZES = (10_000, 100_000, 1_000_000)
SHARES = {"1 %": "n %% 100 = 7", "10 %": "n %% 10 = 3", "50 %": "n %% 2 = 0", "1 %, all old": "n <= %(last)s / 100"}
RUNS, STOCK_RUNS = 61, 3
WITHOUT_A_CASE = Stage.REVIEW  # the filter that finds nothing

_CASES = """
WITH child AS (
    INSERT INTO people_person (given_names, family_name, known_as, gender, nhs_number, address, school, language,
        learning_disability)
    SELECT 'Given', n::text, '', 'not_known', '', '', '', '', 'not_known'
    FROM generate_series(%(first)s, %(last)s) AS n RETURNING id, family_name::bigint AS n
)
INSERT INTO cases_case (ref, authority_id, child_id, opened_at, stage, restricted_at, restricted_by_id,
    restricted_because)
SELECT 'C' || n, %(authority)s, id, %(at)s - (%(most)s - n) * interval '1 minute', 'screening',
    CASE WHEN n %% 200 = 0 THEN %(at)s END, CASE WHEN n %% 200 = 0 THEN %(by)s END,
    CASE WHEN n %% 200 = 0 THEN 'A colleague''s child' END
FROM child
"""
_GRANTS = """
INSERT INTO cases_agencygrant (group_id, permission_id, content_object_id, opened_at, stage, granted_at,
    granted_by_id, reason, basis, review_at)
SELECT %(group)s, p.id, c.id, c.opened_at, c.stage, %(at)s, %(by)s, 'Shared', 'safeguarding', %(at)s
FROM (SELECT *, substring(ref from 2)::bigint AS n FROM cases_case) AS c, auth_permission p
WHERE p.codename = 'see_case' AND c.restricted_at IS NULL AND {share}
"""


class Ground:
    """A borough with an agency for each share, somebody in each, and somebody in three of them."""

    def __init__(self) -> None:
        cast = demo_cast.hire("southwark", at=AT - timedelta(days=1), password=None)
        self.known = {"authority": cast.authority.pk, "at": AT, "by": cast["mash"].pk, "most": max(SIZES)}
        self.groups, self.readers = {}, {}
        for share in SHARES:
            agency = agencies.open_agency(cast.authority, kind=Kind.VOLUNTARY, name=share, by=None, at=AT)
            self.groups[share] = agency.group_id
            self.readers[share] = _member(share, [agency])
        three = [cast.authority.agencies.get(name=share) for share in ("1 %", "10 %", "1 %, all old")]
        self.readers["1 %, 10 % and 1 % old: three agencies"] = _member("three", three)
        self.cases = 0

    def fill_up_to(self, number: int) -> None:
        """Add cases until there are so many, and open to each agency its share of all."""
        _triggers("DISABLE")  # a million rows that nobody typed need no trail
        _run(_CASES, self.known | {"first": self.cases + 1, "last": number})
        _run("DELETE FROM cases_agencygrant")
        for share, condition in SHARES.items():
            _run(_GRANTS.format(share=condition), self.known | {"group": self.groups[share], "last": number})
        _triggers("ENABLE")
        self.cases = number
        _run("VACUUM ANALYZE")


def main() -> int:
    """Measure and print everything; return how the program ends."""
    figures, ground = Figures(), Ground()
    firsts: dict[int, dict[str, float]] = {}
    for size in SIZES:
        ground.fill_up_to(size)
        figures.note(f"-- among {size:,} cases, row-level security on; 95th percentiles of {RUNS}")
        firsts[size] = {share: _first(figures, share, person) for share, person in ground.readers.items()}
        if size > min(SIZES):
            _against_stock(figures, ground, firsts[size], at_least=50 if size == max(SIZES) else 12)
    for share, took in firsts[max(SIZES)].items():
        figures.at_most(1.5, took / firsts[min(SIZES)][share], f"{share}: a million takes so many times ten thousand")
    _other_pages(figures, ground, firsts[max(SIZES)])
    _three_agencies(figures, firsts[max(SIZES)])
    return 1 if figures.missed else 0


def _first(figures: Figures, share: str, person: User) -> float:
    took = _percentile(lambda: _page(person), as_person=person)
    figures.note(f"{share}: first page and count {took * 1000:.2f} ms")
    return took


def _against_stock(figures: Figures, ground: Ground, ours: dict[str, float], *, at_least: float) -> None:
    """Compare with guardian's own shortcut, asked by the same person under the same role and policies."""
    readers = {share: ground.readers[share] for share in SHARES}
    took = {
        share: _percentile(lambda p=person: _stock(p), as_person=person, runs=STOCK_RUNS)
        for share, person in readers.items()
    }
    for share, seconds in took.items():
        figures.note(f"{share}: stock guardian {seconds * 1000:.0f} ms, {seconds / ours[share]:.0f} times ours")
    times = statistics.geometric_mean(seconds / ours[share] for share, seconds in took.items())
    figures.at_least(at_least, times, f"times quicker than stock guardian among {ground.cases:,} (geometric mean)")


def _other_pages(figures: Figures, ground: Ground, firsts: dict[str, float]) -> None:
    for share, person in ground.readers.items():
        for place, before in _places(person):
            took = _percentile(lambda p=person, b=before: _page(p, before=b), as_person=person)
            figures.at_most(2, took / firsts[share], f"{share}: the page {place} takes so many times the first")
        took = _percentile(lambda p=person: _page(p, stage=WITHOUT_A_CASE), as_person=person)
        figures.at_most(2, took / firsts[share], f"{share}: a filter without a match takes so many times the first")


def _places(person: User) -> Iterable[tuple[str, tuple[datetime, int]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_disc(ARRAY[0.5, 0.999]) WITHIN GROUP (ORDER BY opened_at DESC) FROM cases_agencygrant"
            " WHERE group_id = ANY(%s)",
            [[m.agency.group_id for m in person.memberships.select_related("agency")]],
        )
        middle, end = cursor.fetchone()[0]
    return [("in the middle", (middle, 0)), ("at the end", (end, 0))]


def _three_agencies(figures: Figures, firsts: dict[str, float]) -> None:
    three = next(took for share, took in firsts.items() if "three" in share)
    one = max(firsts[share] for share in ("1 %", "10 %", "1 %, all old"))
    figures.at_most(2, three / one, "a person in three agencies takes so many times one in one of them")


def _page(person: User, *, stage: str = "", before: tuple[datetime, int] | None = None) -> None:
    """Do what the list of cases does: the rows with their children, and the number."""
    through = access.visible(person, at=AT, stage=stage)
    shown = access.page(through, before=before)
    [case.child.name for case in shown]
    showing.capped(access.count(through), access.COUNTED)


def _stock(person: User) -> None:
    """Do the same with guardian's own shortcut for the person's one agency."""
    group = person.memberships.select_related("agency__group").get().agency.group
    found = get_objects_for_group(group, "cases.see_case", klass=Case)
    [case.child.name for case in found.select_related("child", "authority").order_by("-opened_at", "-pk")[:26]]
    found.count()


def _percentile(act: Callable[[], None], *, as_person: User, runs: int = RUNS) -> float:
    """Return the 95th percentile of the seconds the act takes, asked under the role and for the person of a request."""
    with reader.answering(as_person.pk, at=AT):
        act()
        took = sorted(_timed(act) for _ in range(runs))
    return took[math.ceil(0.95 * runs) - 1]


def _timed(act: Callable[[], None]) -> float:
    begins = perf_counter()
    act()
    return perf_counter() - begins


def _member(name: str, belonging_to: list[Agency]) -> User:
    person = User.objects.create_user(f"reader{User.objects.count()}@made-up.example", name=name)
    for agency in belonging_to:
        person.memberships.create(agency=agency, role="partner_lead", begins_at=AT - timedelta(days=1))
    return person


def _triggers(how: str) -> None:
    for table in ("people_person", "cases_case", "cases_agencygrant"):
        _run(f"ALTER TABLE {table} {how} TRIGGER USER")


def _run(sql: str, known: dict[str, object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, known)


if __name__ == "__main__":
    raise SystemExit(main())
