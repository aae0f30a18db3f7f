"""The press: alone in its process, deaf to addresses, ended in time, and honest about what it cannot do."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from reporting import printing
from tests.reporting import reading

PAGE = '<html lang="en"><title>Test</title><style>p { font-family: Source Sans 3 }</style><p>%s'
ENDLESS = PAGE % ("<div>" * 100_000)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who waits on this machine for the press to call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def test_the_web_process_never_loads_weasyprint() -> None:
    assert reading.words(printing.pdf_of(PAGE % "Printed")) == ["Printed"]

    assert not {name for name in sys.modules if name.partition(".")[0] in {"weasyprint", "pydyf"}}


HOSTILE = {
    "svg": (
        '<img src="{}" alt="x">',
        '<object data="{}">x</object>',
        '<embed src="{}">',
        '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
        '<link rel="attachment" href="{}">',
        '<div style="background: url({}); height: 9px">x</div>',
        '<ul style="list-style-image: url({})"><li>x</li></ul>',
        '<style>div::before {{ content: url("{}") }}</style><div>x</div>',
    ),
    "css": ('<link rel="stylesheet" href="{}">', "<style>@import url({});</style>"),
    "ttf": ("<style>@font-face {{ font-family: y; src: url({}) }} div {{ font-family: y }}</style><div>x</div>",),
}
CANARIES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    "css": b"p { font-size: 40pt }",
    "ttf": (settings.BASE_DIR / "static/build/fonts/SourceSans3-Semibold.ttf").read_bytes(),
}


@pytest.mark.parametrize("suffix", HOSTILE)
def test_an_address_that_somebody_smuggled_in_prints_like_one_that_does_not_exist(
    suffix: str, tmp_path: Path, listener: socket.socket
) -> None:
    canary = tmp_path / f"canary.{suffix}"
    canary.write_bytes(CANARIES[suffix])
    port = listener.getsockname()[1]
    addresses = (f"http://127.0.0.1:{port}/x.{suffix}", f"http://169.254.169.254/x.{suffix}", f"file://{canary}")

    printed = printing.pdf_of(_asking_for(*addresses, kinds=HOSTILE[suffix]))

    assert printed == printing.pdf_of(_asking_for(*["bundled:nothing"] * 3, kinds=HOSTILE[suffix]))
    assert reading.words(printed)[0].startswith("Printed")
    with pytest.raises(TimeoutError):
        listener.accept()


def test_what_comes_with_the_product_is_handed_out_by_name_only() -> None:
    answers = _in_the_press(
        """
        for url in ("bundled:document.css", "bundled:../press.py", "bundled:", "file:///etc/passwd", "data:,x"):
            try:
                answers.append(press["Bundled"]()(url).content_type)
            except ValueError as refusal:
                answers.append(str(refusal))
        """
    )

    assert answers == ["text/css", *["not one of the bundled assets"] * 4]


def test_the_press_cannot_call_anybody_or_start_anything_even_if_it_wanted_to(listener: socket.socket) -> None:
    answers = _in_the_press(
        f"""
        import os, socket, subprocess, urllib.request
        sys.addaudithook(press["stay_alone"])
        for attempt in (
            lambda: socket.create_connection(("127.0.0.1", {listener.getsockname()[1]})),
            lambda: urllib.request.urlopen("http://127.0.0.1:{listener.getsockname()[1]}/"),
            lambda: subprocess.run(["true"]),
            lambda: os.system("true"),
            lambda: os.fork(),
        ):
            try:
                attempt()
                answers.append("did it")
            except PermissionError:
                answers.append("refused")
        """
    )

    assert answers == ["refused"] * 5
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_press_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASE_SECRET_KEY", "yellow bird")
    seen: list[str] = []
    watch = _watching(lambda process: seen.append((process / "environ").read_text()))

    printing.pdf_of(PAGE % "Printed")

    watch.set()
    assert any("LANG=C.UTF-8" in environment for environment in seen)
    assert not [environment for environment in seen if "yellow" in environment or "DATABASE" in environment]


def test_nothing_is_left_behind_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    printing.pdf_of(PAGE % "Printed")

    assert list(tmp_path.iterdir()) == []


def test_a_document_without_end_is_stopped_in_time_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "SECONDS", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    began = time.monotonic()

    with pytest.raises(printing.CannotRender, match="took too long to make, so it was stopped"):
        printing.pdf_of(ENDLESS)

    assert time.monotonic() - began < 30
    assert _presses() == []
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_takes_the_processor_for_itself_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "CPU_SECONDS", 2)

    with pytest.raises(printing.CannotRender, match="took too long"):
        printing.pdf_of(ENDLESS)


def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises(printing.CannotRender, match="too large"):
        printing.pdf_of(PAGE % "<table><tr><td colspan=100000000>x</table>")


def test_the_limits_are_those_we_promise() -> None:
    assert printing.CPU_SECONDS < printing.SECONDS <= 60
    assert printing.MEMORY <= 1 << 30


def test_the_log_says_where_it_went_wrong_but_not_in_whose_document(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(printing.CannotRender, match="could not be made"):
        printing.pdf_of(PAGE % '<p style="font-size: 1e30px">yellow bird')

    assert "ZeroDivisionError" in caplog.text
    assert "press.py:" in caplog.text
    assert "yellow" not in caplog.text
    assert caplog.text.count("\n") == 1


def test_a_page_of_a_size_that_no_printer_has_does_no_harm() -> None:
    assert reading.words(printing.pdf_of("<style>@page { size: 1e9cm 1e9cm }</style>" + PAGE % "Printed")) == [
        "Printed"
    ]


def test_two_documents_at_once_are_printed_and_do_not_mix_and_others_wait_their_turn() -> None:
    running = [0]
    watch = _watching(lambda _: running.append(len(_presses())))

    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(printing.pdf_of, [PAGE % f"Document {number}" for number in range(4)]))

    watch.set()
    assert [reading.words(pdf) for pdf in printed] == [[f"Document {number}"] for number in range(4)]
    assert max(running) == 2


@pytest.mark.usefixtures("without_pango")
def test_without_pango_the_reader_is_told_what_is_missing_and_what_to_do_instead() -> None:
    assert printing.unavailable_because() == printing.NO_LIBRARY
    assert "Pango library" in printing.NO_LIBRARY
    assert "You can read and print the page instead." in printing.NO_LIBRARY
    with pytest.raises(printing.CannotRender, match="Pango library"):
        printing.pdf_of(PAGE % "Printed")


@pytest.mark.usefixtures("asked_anew")
def test_where_all_is_well_there_is_no_reason_against_it_and_it_is_asked_once() -> None:
    assert [printing.unavailable_because() for _ in range(3)] == ["", "", ""]
    assert printing.unavailable_because.cache_info().misses == 1


def test_a_missing_font_breaks_nothing() -> None:
    answers = _in_the_press(
        """
        press["ASSETS"].pop("bundled:SourceSans3-Regular.ttf")
        html = '<html lang="en"><title>x</title><link rel="stylesheet" href="bundled:document.css"><p>Printed'
        answers.append(press["press"](html.encode())[:5].decode())
        """
    )

    assert answers == ["%PDF-"]


def _asking_for(*addresses: str, kinds: tuple[str, ...]) -> str:
    return PAGE % ("Printed" + "".join(kind.format(address) for kind in kinds for address in addresses))


def _in_the_press(program: str) -> list[str]:
    """Run the program in a process that has loaded the press without starting it; return its answers."""
    lines = ["import json, runpy, sys", f"press = runpy.run_path({str(printing.PRESS)!r})", "answers = []"]
    body = "\n".join(line.removeprefix(" " * 8) for line in program.splitlines())
    source = "\n".join([*lines, body, "print(json.dumps(answers))"])
    done = subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, check=True)  # noqa: S603
    return json.loads(done.stdout)


def _presses() -> list[Path]:
    """Return the presses that this process has started and that are still running."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and str(printing.PRESS) in (process / "cmdline").read_text():
                found.append(process)
        except OSError:
            continue
    return found


def _watching(look: Callable[[Path], None]) -> threading.Event:
    """Look at every press every few milliseconds, until the event is set."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for process in _presses():
                try:
                    look(process)
                except OSError:
                    continue

    threading.Thread(target=watch, daemon=True).start()
    return done
