"""The sweep of deadlines: among a million as among ten thousand, against a loop, two workers at once, and idle."""

import statistics
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402 the applications have to be there first

from mase.agencies.models import User  # noqa: E402
from mase.agencies.roles import Permission  # noqa: E402
from mase.cases import access, ladder  # noqa: E402
from mase.cases.models import Case, Deadline, DeadlineEvent, Happening  # noqa: E402
from mase.demo import cast as demo_cast  # noqa: E402
from mase.notifications import operations as notices  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FAR = AT + timedelta(days=400)
CASES, WORKERS = 2_000, 40
RUNS = 9

_CASES = """
WITH child AS (
    INSERT INTO people_person (given_names, family_name, known_as, gender, nhs_number, address, school, language,
        learning_disability)
    SELECT 'Given', n::text, '', 'not_known', '', '', '', '', 'not_known' FROM generate_series(1, %(cases)s) AS n
    RETURNING id
), opened AS (
    INSERT INTO cases_case (ref, authority_id, child_id, opened_at, stage)
    SELECT 'C' || id, %(authority)s, id, %(at)s, 'screening' FROM child RETURNING id, opened_at
), allocated AS (
    INSERT INTO cases_persongrant (user_id, permission_id, content_object_id, opened_at, stage, granted_at,
        granted_by_id, reason, basis, review_at)
    SELECT (%(workers)s::bigint[])[1 + opened.id %% cardinality(%(workers)s::bigint[])], p.id, opened.id,
        opened.opened_at, 'screening', %(at)s, %(by)s, 'Allocated social worker', 'safeguarding', %(at)s
    FROM opened, auth_permission p WHERE p.codename = 'see_case'
)
INSERT INTO cases_agencygrant (group_id, permission_id, content_object_id, opened_at, stage, granted_at,
    granted_by_id, reason, basis, review_at)
SELECT a.group_id, p.id, opened.id, opened.opened_at, 'screening', %(at)s, %(by)s, 'Own case', 'safeguarding', %(at)s
FROM opened, agencies_agency a, auth_permission p
WHERE a.authority_id = %(authority)s AND a.kind = 'social_care' AND p.codename = 'see_case'
"""
_DEADLINES = """
INSERT INTO cases_deadline (ref, authority_id, agency_id, case_id, code, key, label, rule, version, source, path,
    started_at, due_at, owner_id, owner_role, manager_id, ladder, moments, rung, next_at)
SELECT 'D' || n, %(authority)s, a.id, c.id, 'screening', n::text, 'Complete the CSE risk screening', '10 working days',
    '1', 'ours', '/', %(at)s, %(due_at)s,
    (%(workers)s::bigint[])[1 + c.id %% cardinality(%(workers)s::bigint[])], 'social_worker', %(manager)s,
    '{assistant_team_manager,team_manager,service_manager}', ARRAY[%(due_at)s, %(due_at)s]::timestamptz[], 1, %(due_at)s
FROM generate_series(%(first)s, %(last)s) AS n
JOIN agencies_agency a ON a.authority_id = %(authority)s AND a.kind = 'social_care'
JOIN cases_case c ON c.id = (SELECT min(id) FROM cases_case) + n %% %(cases)s
"""
_COME_DUE = """
UPDATE cases_deadline SET due_at = %(due)s, next_at = %(due)s, moments = ARRAY[%(due)s, %(due)s]::timestamptz[]
WHERE id IN (
    SELECT id FROM cases_deadline WHERE rung = 1 AND next_at > %(at)s ORDER BY md5(ref) LIMIT %(number)s
)
"""


class Stage:
    """The borough, its cases, and as many open deadlines as a measurement asks for."""

    def __init__(self) -> None:
        cast = demo_cast.hire("southwark", at=AT - timedelta(days=1), password=None)
        self.known = {
            "authority": cast.authority.pk,
            "at": AT,
            "by": cast["mash"].pk,
            "workers": [_worker(cast, number).pk for number in range(WORKERS)],
            "manager": cast["team"].pk,
            "cases": CASES,
        }
        self.deadlines = 0
        _run(_CASES, self.known)

    def fill_up_to(self, number: int, *, due_at: datetime = FAR) -> None:
        """Add open deadlines until there are so many."""
        _run(_DEADLINES, self.known | {"first": self.deadlines + 1, "last": number, "due_at": due_at})
        self.deadlines = number
        _run("VACUUM ANALYZE")

    def make_due(self, number: int) -> None:
        """Let so many that are not due yet have come due."""
        _run(_COME_DUE, {"due": AT - timedelta(minutes=1), "at": AT, "number": number})
        _run("VACUUM ANALYZE cases_deadline")


def main() -> int:
    """Measure and print everything; return how the program ends."""
    figures, stage = Figures(), Stage()
    stage.fill_up_to(10_000)
    few = _sweeps_of(stage, 100)
    against_a_loop(figures, stage)
    stage.fill_up_to(1_000_000)
    many = _sweeps_of(stage, 100)
    figures.note(
        f"100 due among 10,000: {few * 1000:.1f} ms; among 1,000,000: {many * 1000:.1f} ms (medians of {RUNS})"
    )
    figures.at_most(1.5, many / few, "a sweep among 1,000,000 takes so many times one among 10,000")
    idle = statistics.median(_timed(lambda: ladder.climb(at=AT)) for _ in range(101))
    figures.at_most(2, idle * 1000, "an idle sweep at 1,000,000, milliseconds")
    two_workers(figures, stage)
    return 1 if figures.missed else 0


def against_a_loop(figures: Figures, stage: Stage) -> None:
    """Compare a sweep of a thousand with a loop that saves each in one transaction."""
    number = 1_000
    loops, sweeps = [], []
    for _ in range(3):
        stage.make_due(number)
        loops.append(_timed(_loop))
        stage.make_due(number)
        sweeps.append(_timed(lambda: ladder.sweep(at=AT)))
    loop, sweep = statistics.median(loops), statistics.median(sweeps)
    figures.note(f"1,000 due: the sweep {sweep * 1000:.0f} ms, a loop of save() {loop * 1000:.0f} ms")
    figures.at_least(50, loop / sweep, "so many times quicker than a loop of save()")


def two_workers(figures: Figures, stage: Stage) -> None:
    """Clear a backlog of a hundred thousand with two workers at once."""
    number = 100_000
    stage.make_due(number)
    before = DeadlineEvent.objects.count()
    with ThreadPoolExecutor(2) as workers:
        took = _timed(lambda: list(workers.map(_work, range(2))))
    events = DeadlineEvent.objects.count() - before
    figures.note(f"a backlog of {number:,} cleared by two workers in {took:.1f} s")
    figures.at_most(0, Deadline.objects.filter(next_at__lt=AT).count(), "left over of the backlog")
    figures.at_most(0, abs(events - number), "events too many or too few")


def _worker(cast: demo_cast.Cast, number: int) -> User:
    worker = User.objects.create_user(f"worker{number}@made-up.example", name=f"Worker {number}")
    worker.memberships.create(agency=cast.agency("csc"), role="social_worker", begins_at=AT - timedelta(days=1))
    return worker


def _work(_: int) -> None:
    try:
        ladder.sweep(at=AT)
    finally:
        connections.close_all()


@transaction.atomic
def _loop() -> None:
    """Do the same the plain way, one deadline after the other: who is there and sees the case, row, ledger, notices."""
    waiting = (
        Deadline.objects.filter(next_at__lt=AT).select_related("case", "owner", "manager").order_by("next_at", "pk")
    )
    for deadline in waiting.select_for_update(of=("self",)):
        deadline.rung, deadline.next_at, deadline.breached_at = 2, None, deadline.due_at
        deadline.save()
        DeadlineEvent.objects.create(
            deadline=deadline, kind=Happening.BREACHED, at=deadline.due_at, due_at=deadline.due_at, told="team_manager"
        )
        for person in filter(partial(_is_there, deadline.case), (deadline.owner, deadline.manager)):
            text, url = f"Deadline passed: {deadline.label}", deadline.path
            notices.tell([person], text, url=url, at=AT, key=f"loop-{deadline.pk}", reference=deadline.case.ref)


def _is_there(case: Case, person: User) -> bool:
    away = person.leave.on(AT.date()).exists()
    return not away and access.may(person, Permission.CASE_VIEW, case, at=AT)


def _sweeps_of(stage: Stage, number: int) -> float:
    """Return the median of the seconds a sweep of so many takes."""
    took = []
    for _ in range(RUNS):
        stage.make_due(number)
        took.append(_timed(lambda: ladder.sweep(at=AT)))
    return statistics.median(took)


def _timed(act: Callable[[], object]) -> float:
    begins = perf_counter()
    act()
    return perf_counter() - begins


def _run(sql: str, known: dict[str, object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, known)


if __name__ == "__main__":
    raise SystemExit(main())
