"""The trail: sealing and verifying a million events, and what writing it costs the page of a case."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

import django

django.setup()

from django.conf import settings  # noqa: E402 the applications have to be there first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from mase import clock  # noqa: E402
from mase.audit import batches, recording, sealing, verifying  # noqa: E402
from mase.audit.models import Event  # noqa: E402
from mase.demo import cast as demo_cast  # noqa: E402
from mase.demo import stories  # noqa: E402
from mase.web import reader  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402

EVENTS = 1_000_000
QUIET_MINUTE = 20  # events in the batch of an ordinary minute
SITTINGS, REQUESTS = 12, 40
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

_WRITE = """
INSERT INTO audit_event (at, verb, actor, agency, "case", subject, subject_id, reason, detail)
SELECT clock_timestamp(), 'viewed', 1 + n %% 400, 'southwark-csc', 'K7QF-' || n %% 9000, 'cases.case', n, '',
    '{"page": "overview of the case"}'
FROM generate_series(1, %s) AS n
"""
_FORGET_SEALS = """
ALTER TABLE audit_seal DISABLE TRIGGER USER; DELETE FROM audit_seal; ALTER TABLE audit_seal ENABLE TRIGGER USER
"""


def main() -> int:
    """Measure and print everything; return how the program ends."""
    figures = Figures()
    settings.DEBUG = False  # Django would keep every query otherwise
    page_of_a_case(figures)
    took = _timed(lambda: _run(_WRITE, EVENTS))
    figures.note(f"{EVENTS:,} events written by one statement, with their lock and their moment: {took:.1f} s")
    _run("VACUUM ANALYZE audit_event")
    for size in (QUIET_MINUTE, batches.LARGEST):
        seal_and_verify(figures, size)
    a_minute(figures)
    return 1 if figures.missed else 0


def seal_and_verify(figures: Figures, size: int) -> None:
    """Seal everything in batches of this size, and verify it."""
    _run(_FORGET_SEALS)
    batches.LARGEST = size
    took = _timed(sealing.seal)
    figures.note(f"sealed in batches of {size}: {took:.1f} s, {EVENTS / took:,.0f} events a second")
    reports: list[verifying.Report] = []
    took = _timed(lambda: reports.append(verifying.verify()))
    (report,) = reports
    figures.at_least(EVENTS, report.events, f"events verified in {report.seals:,} batches")
    figures.at_most(0, len(report.findings), "findings in a trail that nobody touched")
    figures.at_most(60, took, f"seconds to verify {EVENTS:,} events in batches of {size}")


def a_minute(figures: Figures) -> None:
    """Seal what a busy minute leaves behind a million: writers wait while the numbers are settled, not longer."""
    took = []
    for _ in range(9):
        _run(_WRITE, 2_000)
        took.append(_timed(sealing.seal))
    figures.at_most(1, statistics.median(took), "seconds to seal the 2,000 events of a busy minute behind a million")


def page_of_a_case(figures: Figures) -> None:
    """Fetch the page by turns with and without its row, through every middleware, as the application's role."""
    at = clock.now() - timedelta(days=40)
    cast = demo_cast.hire("southwark", at=at, password=None)
    case = stories.tell(cast, 0, begins_at=at, until="allocate")
    client = Client(headers={"host": "localhost"})
    client.force_login(cast["worker"], backend=_BACKEND)
    address = case.get_absolute_url()
    figures.note(f"the database waits for its disk: {_setting('fsync')}; the page asks as {reader.ROLE}")
    _sit(client, address, requests=20)
    rates: dict[str, list[float]] = {"on": [], "off": []}
    before = Event.objects.count()
    for _ in range(SITTINGS):
        rates["on"].append(_sit(client, address))
        with _nothing_recorded():
            rates["off"].append(_sit(client, address))
    figures.at_least(SITTINGS * REQUESTS, Event.objects.count() - before, "rows of viewings, one a page with audit on")
    on, off = statistics.median(rates["on"]), statistics.median(rates["off"])
    for name, found in rates.items():
        figures.note(f"audit {name}, pages a second: {' '.join(f'{rate:.1f}' for rate in found)}")
    figures.note(f"medians: on {on:.1f}, off {off:.1f} pages a second")
    figures.at_least(0.8, on / off, "the page of a case with audit on, against off")


def _sit(client: Client, address: str, *, requests: int = REQUESTS) -> float:
    """Return how many pages a second were served."""

    def fetch() -> None:
        for _ in range(requests):
            if client.get(address).status_code != 200:
                raise SystemExit("The page of the case was not shown.")

    return requests / _timed(fetch)


@contextmanager
def _nothing_recorded() -> Iterator[None]:
    """Leave out the trail, as no setting of the product can."""
    kept = recording.record, recording.record_list
    recording.record = recording.record_list = lambda *_, **__: None
    try:
        yield
    finally:
        recording.record, recording.record_list = kept


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def _timed(act: Callable[[], object]) -> float:
    begins = perf_counter()
    act()
    return perf_counter() - begins


def _run(sql: str, *known: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, known or None)


if __name__ == "__main__":
    raise SystemExit(main())
