"""Sets lines of text in the bundled fonts, as operators of a PDF page: what is put on after a document was printed."""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

_FOLDER = Path(__file__).resolve().parent.parent / "static" / "build" / "fonts"
_FILES = {"regular": "SourceSans3-Regular.ttf", "bold": "SourceSans3-Semibold.ttf"}
_USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2019)))  # as Europe writes names
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Face:
    """A font cut down to the letters that are needed: which glyph each is, and how wide, in thousandths."""

    name: str
    file: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """Return how wide the text is, in points."""
        return sum(self.widths[self.glyphs[letter]] for letter in self.writable(text)) * size / 1000

    def writable(self, text: str) -> str:
        """Return the text in letters that the font has: without the accent, or a question mark, where it has none."""
        return "".join(self._letter(letter) for letter in unicodedata.normalize("NFC", text))

    def shown(self, text: str) -> bytes:
        """Return the operator that shows the text."""
        return b"[<" + b"".join(b"%04x" % self.glyphs[letter] for letter in self.writable(text)) + b">] TJ"

    def wrapped(self, text: str, *, size: float, width: float) -> Iterator[str]:
        """Yield the text in lines that are no wider, where its words allow it."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer, size) > width:
                yield line
                longer = word
            line = longer
        yield line

    def _letter(self, letter: str) -> str:
        if letter in self.glyphs:
            return letter
        plain = unicodedata.normalize("NFKD", letter)[0]
        return plain if plain in self.glyphs else "?"


def face(weight: str, text: str) -> Face:
    """Return the font of that weight with the letters of the text."""
    return _cut(weight, _USUAL | frozenset(unicodedata.normalize("NFC", text)))


def embedded(book: pikepdf.Pdf, font: Face) -> pikepdf.Object:
    """Put the font into the file, so that it is read and copied as text."""
    file = pikepdf.Stream(book, font.file)
    file.Length1 = len(font.file)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{font.name}"),
        Flags=4,
        FontBBox=Array(font.box),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.ascent,
        StemV=80,
        FontFile2=book.make_indirect(file),
    )
    glyphs = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{font.name}"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=book.make_indirect(descriptor),
        W=Array([0, Array(font.widths)]),
    )
    whole = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{font.name}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([book.make_indirect(glyphs)]),
        ToUnicode=book.make_indirect(pikepdf.Stream(book, _to_unicode(font.glyphs))),
    )
    return book.make_indirect(whole)


@functools.lru_cache(maxsize=16)
def _cut(weight: str, letters: frozenset[str]) -> Face:
    with TTFont(_FOLDER / _FILES[weight]) as font:
        known = font.getBestCmap()
        wanted = {ord(letter) for letter in letters} & known.keys()
        options = subset.Options(hinting=False, notdef_outline=True, layout_closure=False, name_IDs=[6])
        options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB"]
        knife = subset.Subsetter(options)
        knife.populate(unicodes=wanted)
        knife.subset(font)
        file = BytesIO()
        font.save(file)
        return _described(font, file.getvalue(), weight)


def _described(font: TTFont, file: bytes, weight: str) -> Face:
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    head, lines = font["head"], font["hhea"]
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return Face(
        name=f"STAMPS+SourceSans3-{weight.capitalize()}",
        file=file,
        glyphs={chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()},
        widths=tuple(round(font["hmtx"][name][0] * scale) for name in order),
        box=tuple(round(value * scale) for value in box),
        ascent=round(lines.ascent * scale),
        descent=round(lines.descent * scale),
    )


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    read_as = {glyph: letter for letter, glyph in sorted(glyphs.items(), reverse=True)}  # a hyphen, not a soft one
    pairs = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(read_as.items())]
    chunks = [pairs[place : place + 100] for place in range(0, len(pairs), 100)]
    ranges = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return _TO_UNICODE.format(ranges=ranges).encode()
