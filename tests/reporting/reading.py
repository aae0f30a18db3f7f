"""Reads a PDF as its readers do: the words of each page, and the structure that a screen reader is told."""

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>")


def words(pdf: bytes) -> list[str]:
    """Return the text of each page as it is drawn, lines joined by a blank."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [_one_blank(" ".join(text for _, text in _marked(page))) for page in document.pages]


def structure(pdf: bytes) -> list[str]:
    """Return the kinds of the structure's elements, outermost first, in reading order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(element.S).lstrip("/") for element in _elements(document.Root.StructTreeRoot.K[0])]


def read_aloud(pdf: bytes) -> str:
    """Return the text that belongs to the structure, which is what a screen reader speaks."""
    with pikepdf.open(BytesIO(pdf)) as document:
        marked = {(page.objgen, mcid): text for page in document.pages for mcid, text in _marked(page)}
        spoken = [
            marked[element.Pg.objgen, int(kid)]
            for element in _elements(document.Root.StructTreeRoot.K[0])
            for kid in element.K
            if isinstance(kid, int)
        ]
    return _one_blank(" ".join(spoken))


def fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts, without the six letters that mark a subset."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [font for page in document.pages for font in page.Resources.Font.values()]
        return {str(font.BaseFont).lstrip("/").partition("+")[2] for font in found}


def facts(pdf: bytes) -> dict[str, str]:
    """Return what the file says about itself."""
    with pikepdf.open(BytesIO(pdf)) as document:
        named = {key.lstrip("/"): str(value) for key, value in document.docinfo.items()}
        return named | {"language": str(document.Root.Lang)}


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid)


def _marked(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """Yield each run of text with the number that ties it to the structure."""
    letters = {name: _letters(font) for name, font in page.Resources.Font.items()}
    mcid, font, run = -1, "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                mcid, run = int(operands[1].MCID), ""
            case "Tf":
                font = str(operands[0])
            case "TJ":
                run += _said(operands[0], letters[font])
            case "EMC" if run:
                yield mcid, run
                run = ""


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    """Return what each glyph of the font stands for."""
    pairs = PAIR.findall(font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _said(shown: pikepdf.Array, letters: dict[bytes, str]) -> str:
    glyphs = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
    return "".join(letters[glyphs[place : place + 2]] for place in range(0, len(glyphs), 2))


def _one_blank(text: str) -> str:
    return " ".join(text.split())
