"""Turns HTML on stdin into tagged PDF on stdout: python -I press.py CPU_SECONDS BYTES_OF_MEMORY.

Documents come one behind the other, each after its length in eight bytes, and leave so, each as soon as it is printed.

Runs in a process of its own and knows nothing of the project: no settings, no database, no secrets. It limits itself,
gives up the network and other processes, and only then reads what it is to print. Ends with os.EX_UNAVAILABLE where
the libraries that set type are missing, with os.EX_OSERR where the document needs more memory than it may have.
"""

import gc
import os
import resource
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

try:
    with redirect_stdout(sys.stderr):  # what is said about missing libraries is no document
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:  # Pango is a library of the system's, and the rest of the site does without
    raise SystemExit(os.EX_UNAVAILABLE) from None

STATIC = Path(__file__).resolve().parent.parent / "static"
ASSETS = {
    f"bundled:{path.name}": (path, kind)
    for folder, pattern, kind in (("documents", "*.css", "text/css"), ("build/fonts", "*.ttf", "font/ttf"))
    for path in (STATIC / folder).glob(pattern)
}
TIDIED_EVERY = 4  # documents: what is left of them does not pile up
OPEN_FILES, LARGEST_FILE = 64, 16 << 20  # fonts are unpacked into the temporary folder, nothing else is written
ELSEWHERE = ("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.exec", "os.fork", "os.posix", "os.system")


class Bundled(URLFetcher):
    """Hands out the style sheets and fonts that come with the product, by name, and refuses every other address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the asset of that name; ValueError makes WeasyPrint go on without what was asked for."""
        if url not in ASSETS:
            raise ValueError("not one of the bundled assets")
        path, kind = ASSETS[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def limit(*, cpu_seconds: int, memory: int) -> None:
    """Take no more than this from the machine, and stand back behind the web server."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the children's names


def stay_alone(event: str, _: tuple[Any, ...]) -> None:
    """Refuse network and other processes for good: the second wall behind ``Bundled``."""
    if event.startswith(ELSEWHERE):
        raise PermissionError(event)


def tell_where(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Say on stderr what went wrong and where, without the message: it could quote the document."""
    places = (f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace))
    print(kind.__name__, *places, file=sys.stderr)  # noqa: T201


def say_nothing(_: object) -> None:
    """Leave unsaid what goes wrong in tidying up: it would quote the objects at hand."""


def press(html: bytes, fonts: FontConfiguration | None = None) -> bytes:
    """Return the PDF; ``fonts`` are those loaded for the documents before it."""
    return HTML(string=html.decode(), url_fetcher=Bundled()).write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)


def framed(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what stands on the stream, each piece after its length."""
    while length := stream.read(8):
        yield stream.read(int.from_bytes(length, "big"))


def press_all(documents: list[bytes]) -> None:
    """Print one after the other; the collector looks rarely, as most of what layout makes lives to a document's end."""
    gc.set_threshold(100_000, 50, 50)
    gc.freeze()
    fonts = FontConfiguration()
    for number, html in enumerate(documents, start=1):
        pdf = press(html, fonts)
        if number % TIDIED_EVERY == 0:
            gc.collect()
        sys.stdout.buffer.write(len(pdf).to_bytes(8, "big") + pdf)
        sys.stdout.buffer.flush()


def main(cpu_seconds: str, memory: str) -> None:
    """Print the documents within these limits."""
    sys.excepthook, sys.unraisablehook = tell_where, say_nothing
    limit(cpu_seconds=int(cpu_seconds), memory=int(memory))
    sys.addaudithook(stay_alone)
    try:
        press_all(list(framed(sys.stdin.buffer)))
    except MemoryError:
        raise SystemExit(os.EX_OSERR) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
