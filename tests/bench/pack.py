"""The agenda pack: forty cases for twenty people, and 150 cases against one plain run of WeasyPrint."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import PIPE
from time import perf_counter
from typing import Any

import django

django.setup()

from mase.agencies import operations as agencies  # noqa: E402 the applications have to be there first
from mase.demo import cast as demo_cast  # noqa: E402
from mase.demo import stories  # noqa: E402
from mase.demo.cast import Cast  # noqa: E402
from mase.web import reader  # noqa: E402
from meetings import packs  # noqa: E402
from meetings.models import AgendaPack, PackState, Panel  # noqa: E402
from meetings.operations import packs as operations  # noqa: E402
from reporting import binding, copies, packing, printing  # noqa: E402
from reporting.binding import Copy, Leaf  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MEETS_ON = date(2026, 4, 8)
CASES, RECIPIENTS, MANY = 40, 20, 150
LOOKED_EVERY = 0.05  # seconds
_WORDS = "The social worker met with the school and the carer and went through what was seen in the last weeks. " * 6

PLAIN = f"""
import runpy, sys
press = runpy.run_path({str(printing.PRESS)!r})
html = press["HTML"](string=sys.stdin.read(), url_fetcher=press["Bundled"]())
sys.stdout.buffer.write(html.write_pdf(pdf_variant="pdf/ua-1"))
"""


@dataclass
class Memory:
    """The most that a set of processes had at once, in megabytes; what they share counts once (PSS)."""

    most: float = 0
    done: threading.Event = field(default_factory=threading.Event)

    def watch(self, processes: Callable[[], list[Path]]) -> None:
        """Look until it is over."""
        while not self.done.wait(LOOKED_EVERY):
            self.most = max(self.most, sum(map(_proportional, processes())))


@contextmanager
def watching(processes: Callable[[], list[Path]]) -> Iterator[Memory]:
    """Look at the memory of these processes as long as the block lasts."""
    memory = Memory()
    looker = threading.Thread(target=memory.watch, args=[processes])
    looker.start()
    try:
        yield memory
    finally:
        memory.done.set()
        looker.join()


def main() -> int:
    """Measure and print everything; return how the program ends."""
    figures = Figures()
    for_everybody(figures)
    against_one_run(figures)
    return 1 if figures.missed else 0


def for_everybody(figures: Figures) -> None:
    """Make, issue and bind a pack of forty cases for twenty people."""
    cast, panel = _meeting()
    figures.note(f"{CASES} cases are on the list of a meeting, {RECIPIENTS} people get a copy")
    when, seen = AT + timedelta(days=20), set[int]()
    began = perf_counter()
    pack = operations.ask(panel, by=cast["coordinator"], at=when)
    with _progress(pack, seen):
        packing.make(pack, at=when)
    made = perf_counter()
    pack.refresh_from_db()
    people = [user for user, _ in packs.readers(panel, at=when)][:RECIPIENTS]
    operations.issue(pack, to=people, by=cast["coordinator"], at=when)
    bound = [_bound(copy, at=when) for copy in packs.ledger(pack)]
    took = perf_counter() - began
    figures.note(
        f"made in {made - began:.1f} s; {len(bound)} copies of {_pages(bound[0])} pages issued and bound after it"
    )
    figures.at_least(RECIPIENTS, len(bound), "copies")
    figures.at_least(3, len(seen), "different steps of the progress that were seen")
    figures.at_most(60, took, f"{CASES} cases for {RECIPIENTS} people, seconds")


def against_one_run(figures: Figures) -> None:
    """Compare a copy of 150 cases, printed case by case, with the same as one document printed the plain way."""
    said = [_said(number) for number in range(1, MANY + 1)]
    pages = [packing.case_page(words) for words in said]
    own = _proportional(Path("/proc/self"))
    with watching(lambda: [*_presses(), Path("/proc/self")]) as ours:
        took, copy = _timed(lambda: _case_by_case(said, pages))
    whole = _whole(said, pages)
    fixed, _, _ = _plainly(whole)
    plain, theirs, one = _plainly(whole.replace("</head>", "<style>table { table-layout: auto }</style></head>"))
    memory = ours.most - own
    figures.note(f"{MANY} cases case by case: {took:.1f} s, {memory:.0f} MB, {_pages(copy)} pages, tagged")
    figures.note(f"as one plain document: {plain:.1f} s, {theirs:.0f} MB, {_pages(one)} pages, tagged")
    figures.note(f"as one document with our fixed tables: {fixed:.1f} s, {fixed / took:.2f} times as long")
    figures.at_least(2.5, plain / took, "so many times quicker than one plain run")
    figures.at_most(0.5, memory / theirs, "the memory of all processes together, as a share of the plain run's")


def _meeting() -> tuple[Cast, Panel]:
    cast = demo_cast.hire("southwark", at=AT - timedelta(days=1), password=None)
    for number in range(RECIPIENTS):
        who = {"name": f"Member {number}", "email": f"member{number}@made-up.example", "role": "panel_member"}
        agencies.begin_membership(cast.agency("health"), **who, by=None, at=AT - timedelta(days=1))
    panel = stories.schedule(cast, on=MEETS_ON, at=AT)
    for number in range(CASES):
        stories.tell(cast, number, begins_at=AT, until="admit")
    return cast, panel


@contextmanager
def _progress(pack: AgendaPack, seen: set[int]) -> Iterator[None]:
    """Note what the page that shows the progress would show."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOKED_EVERY):
            seen.add(AgendaPack.objects.values_list("parts_done", flat=True).get(pk=pack.pk))

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield
    finally:
        done.set()
        looker.join()
        if AgendaPack.objects.get(pk=pack.pk).state != PackState.READY:
            raise RuntimeError("the pack was not made")


def _bound(copy: Any, *, at: datetime) -> bytes:
    with reader.answering(copy.user_id, at=at):
        return copies.bound(copy, at=at)


def _case_by_case(said: list[dict[str, Any]], pages: list[str]) -> bytes:
    printed: dict[int, bytes] = {}
    packing.in_chunks(pages, printed.__setitem__)
    titles = [f"{number}. {words['child']}" for number, words in enumerate(said, start=1)]
    leaves = [Leaf(title=title, pdf=printed[number]) for number, title in enumerate(titles)]
    foot = {"holder": "Copy 1 of Member 1, Southwark health", "foot": "Made on 2 March 2026 at 10:00."}
    return binding.bind(Copy(title="MASE agenda pack", heading="MASE meeting", says=["All cases."], **foot), leaves)


def _plainly(whole: str) -> tuple[float, float, bytes]:
    """Return the seconds and the megabytes that one plain run takes, and what it prints."""
    with (
        subprocess.Popen([sys.executable, "-I", "-c", PLAIN], stdin=PIPE, stdout=PIPE) as process,  # noqa: S603
        watching(lambda: [Path(f"/proc/{process.pid}")]) as memory,
    ):
        took, (printed, _) = _timed(lambda: process.communicate(whole.encode()))
    return took, memory.most, printed


def _whole(said: list[dict[str, Any]], pages: list[str]) -> str:
    """Return the same pack as one document: contents with page numbers, the cases, the foot of each page."""
    head, _, _ = pages[0].partition("<body>")
    cases = [page.partition("<main>")[2].partition("</main>")[0] for page in pages]
    marked = [case.replace('class="case"', f'class="case" id="case-{number}"') for number, case in enumerate(cases)]
    link = '<td><a href="#case-{}" class="page-number" title="x"></a></td>'
    rows = "".join(f"<tr><td>{words['child']}</td>{link.format(number)}</tr>" for number, words in enumerate(said))
    foot = '<div class="foot"><div class="foot-line"><p>Copy 1 of Member 1</p><p class="page-of"></p></div></div>'
    return f'{head}<body>{foot}<main><table class="contents">{rows}</table>{"".join(marked)}</main></body></html>'


def _said(number: int) -> dict[str, Any]:
    action = {"text": _WORDS[:120], "owner": "Robin Example", "agency": "Southwark police", "due_on": "2026-04-01"}
    return {
        "reference": f"BCDF-{number:04}",
        "child": f"Child {number}",
        "facts": [("Age", "15"), ("Social worker", "Robin Example"), ("Risk", "Red; Level 2"), ("Why", _WORDS[:200])],
        "texts": [(f"Part {place}", _WORDS) for place in range(5)],
        "updates": [(f"Agency {place}", _WORDS[:150]) for place in range(3)],
        "actions": [action | {"state": "Under way", "evidence": "", "heard": ""}] * 6,
    }


def _presses() -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*") if str(printing.PRESS) in _read(path / "cmdline")]


def _proportional(process: Path) -> float:
    lines = _read(process / "smaps_rollup").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _pages(pdf: bytes) -> int:
    return packing.pages_of(pdf)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begins = perf_counter()
    done = act()
    return perf_counter() - begins, done


if __name__ == "__main__":
    raise SystemExit(main())
