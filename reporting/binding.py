"""Binds a recipient's copy: the parts that are open to them behind a leaf of their own, every page stamped.

Nothing is printed anew. Pages are taken over with the structure that a screen reader follows, so that the copy is as
accessible as its parts (PDF/UA-1); the stamp is no part of that structure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from reporting import lettering
from reporting.lettering import Face

WIDTH, HEIGHT = 595.28, 841.89
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.36, WIDTH - 62.36, HEIGHT - 70.87, 110.0
_RULE, _SMALL, _TEXT, _HEADING = 82.0, 8.5, 10.5, 21.0
_MARKING = "OFFICIAL-SENSITIVE"
_UA = "http://www.aiim.org/pdfua/ns/id/"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A part of the copy: what the contents and the bookmarks call it, and its pages."""

    title: str
    pdf: bytes


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Whose copy it is, in words: for the title of the file, its first page, and the foot of every page."""

    title: str
    heading: str
    says: Sequence[str]
    holder: str
    foot: str


@dataclass(frozen=True)
class _Line:
    """A line of the first pages: which element of the structure it belongs to, and how it is set."""

    element: int
    text: str
    weight: str
    size: float
    gap: float
    number: str = ""


def bind(copy: Copy, leaves: Sequence[Leaf]) -> bytes:
    """Return the copy as one tagged PDF, marked with whose it is on each page (T5)."""
    faces = {weight: lettering.face(weight, _all_words(copy, leaves)) for weight in ("regular", "bold")}
    with pikepdf.new() as book:
        whole = _Structure(book)
        fonts = {weight: lettering.embedded(book, face) for weight, face in faces.items()}
        parts = [pikepdf.open(BytesIO(leaf.pdf)) for leaf in leaves]
        own = _first_pages(copy, leaves, [len(part.pages) for part in parts], faces)
        for lines in own:
            _write(book, whole, lines, faces, fonts)
        begins = [_take_over(book, whole, part) for part in parts]
        whole.close()
        _stamp(book, copy, faces, fonts)
        _bookmark(book, [copy.heading, *(leaf.title for leaf in leaves)], [0, *begins])
        return _finished(book, copy)


class _Structure:
    """The structure of the whole copy: one document, a section for each part, and which page belongs where."""

    def __init__(self, book: pikepdf.Pdf) -> None:
        self.book = book
        self.document = book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        self.root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([self.document])))
        self.document.P = self.root
        self.pages: list[tuple[int, pikepdf.Object]] = []
        self.next = 0
        book.Root.StructTreeRoot = self.root

    def element(self, kind: str, within: pikepdf.Object) -> pikepdf.Object:
        """Return a new element at the end of another."""
        made = self.book.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=within, K=Array()))
        within.K.append(made)
        return made

    def tie(self, number: int, elements: pikepdf.Object) -> None:
        """Note the elements of the page, or of the link, of that number."""
        self.pages.append((number, elements))
        self.next = max(self.next, number + 1)

    def close(self) -> None:
        """Write down which page belongs to which elements."""
        nums = Array()
        for number, elements in sorted(self.pages, key=lambda pair: pair[0]):
            nums.append(number)
            nums.append(elements)
        self.root.ParentTree = self.book.make_indirect(Dictionary(Nums=nums))
        self.root.ParentTreeNextKey = self.next


def _take_over(book: pikepdf.Pdf, whole: _Structure, part: pikepdf.Pdf) -> int:
    """Put the pages of a part at the end, with its structure; return which page it begins on."""
    begins, offset = len(book.pages), whole.next
    book.pages.extend(part.pages)
    tree = book.copy_foreign(part.make_indirect(part.Root.StructTreeRoot))
    for element in tree.K:
        element.S, element.P = Name.Sect, whole.document
        whole.document.K.append(element)
    nums = list(tree.ParentTree.Nums)
    for number, elements in zip(nums[::2], nums[1::2], strict=True):
        whole.tie(int(number) + offset, elements)
    for page in list(book.pages)[begins:]:
        _renumber(page, offset)
    return begins


def _renumber(page: pikepdf.Page, offset: int) -> None:
    if Name.StructParents in page.obj:
        page.obj.StructParents = int(page.obj.StructParents) + offset
    for link in page.obj.get(Name.Annots, []):
        if Name.StructParent in link:
            link.StructParent = int(link.StructParent) + offset


def _first_pages(
    copy: Copy, leaves: Sequence[Leaf], lengths: Sequence[int], faces: dict[str, Face]
) -> list[list[_Line]]:
    """Return the lines of the pages before the parts: whose copy this is, and what is in it on which page."""
    pages = 1
    while True:  # the contents say how long they are themselves
        found = list(_paged(_said(copy, leaves, _numbers(pages, lengths), faces)))
        if len(found) == pages:
            return found
        pages = len(found)


def _numbers(before: int, lengths: Sequence[int]) -> list[int]:
    return [before + sum(lengths[:place]) + 1 for place in range(len(lengths))]


def _said(copy: Copy, leaves: Sequence[Leaf], numbers: Sequence[int], faces: dict[str, Face]) -> Iterator[_Line]:
    wide = _RIGHT - _LEFT
    said = [(copy.heading, "bold", _HEADING, 12.0, wide, "")]
    said += [(text, "regular", _TEXT, 8.0, wide, "") for text in copy.says]
    said += [("In this copy", "bold", 14.0, 20.0, wide, "")]
    said += [
        (leaf.title, "regular", _TEXT, 4.0, wide - 50, str(number))
        for leaf, number in zip(leaves, numbers, strict=True)
    ]
    for element, (text, weight, size, gap, width, number) in enumerate(said):
        lines = list(faces[weight].wrapped(text, size=size, width=width))
        for place, line in enumerate(lines):
            yield _Line(element, line, weight, size, gap if place == 0 else 0, number if line is lines[-1] else "")


def _paged(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    page: list[_Line] = []
    left = _TOP - _BOTTOM
    for line in lines:
        left -= _height(line)
        if left < 0 and page:
            yield page
            page, left = [], _TOP - _BOTTOM - _height(line)
        page.append(line)
    yield page


def _height(line: _Line) -> float:
    return line.gap + line.size * 1.4


def _write(
    book: pikepdf.Pdf,
    whole: _Structure,
    lines: Sequence[_Line],
    faces: dict[str, Face],
    fonts: dict[str, pikepdf.Object],
) -> None:
    """Add a page with these lines, each tied to its place in the structure."""
    page = book.add_blank_page(page_size=(WIDTH, HEIGHT))
    page.obj.Resources = Dictionary(Font=Dictionary({f"/{weight}": font for weight, font in fonts.items()}))
    page.obj.StructParents, page.obj.Tabs = whole.next, Name.S
    operators, elements, height = [_marking(faces["bold"], HEIGHT - 45)], Array(), _TOP
    for mcid, line in enumerate(lines):
        height -= _height(line)
        element = _element(whole, line)
        _put(element, page.obj, mcid)
        elements.append(element)
        operators.append(_set(line, mcid, height, faces[line.weight]))
    whole.tie(whole.next, elements)
    page.obj.Contents = book.make_stream(b"\n".join(operators))


def _element(whole: _Structure, line: _Line) -> pikepdf.Object:
    """Return what the line belongs to: a further line belongs to the same paragraph as the one before."""
    kids = whole.document.K
    if len(kids) == 0:
        whole.element("Sect", whole.document)
    within = kids[0]
    if len(within.K) == line.element:
        kind = "H1" if line.size == _HEADING else "H2" if line.weight == "bold" else "P"
        return whole.element(kind, within)
    return within.K[line.element]


def _put(element: pikepdf.Object, page: pikepdf.Object, mcid: int) -> None:
    """Note that this run of text belongs to the element; a further page is named with it."""
    if Name.Pg not in element:
        element.Pg = page
    same = element.Pg.objgen == page.objgen
    element.K.append(mcid if same else Dictionary(Type=Name.MCR, Pg=page, MCID=mcid))


def _set(line: _Line, mcid: int, height: float, face: Face) -> bytes:
    shown = _text(line.text, _LEFT, height, line.size, line.weight, face)
    if line.number:
        shown += b"\n" + _text(
            f" {line.number}", _RIGHT - face.width(f" {line.number}", line.size), height, line.size, line.weight, face
        )
    return b"/P <</MCID %d>> BDC\n%s\nEMC" % (mcid, shown)


def _text(text: str, x: float, y: float, size: float, weight: str, face: Face) -> bytes:
    return b"BT 0.043 0.047 0.047 rg /%s %.2f Tf %.2f %.2f Td %s ET" % (weight.encode(), size, x, y, face.shown(text))


def _marking(face: Face, height: float) -> bytes:
    x = (WIDTH - face.width(_MARKING, 9.5)) / 2
    return b"/Artifact BMC\n%s\nEMC" % _text(_MARKING, x, height, 9.5, "bold", face)


def _stamp(book: pikepdf.Pdf, copy: Copy, faces: dict[str, Face], fonts: dict[str, pikepdf.Object]) -> None:
    """Put at the foot of every page whose copy it is, which page of how many, and the marking."""
    total, plain = len(book.pages), faces["regular"]
    same = [b"0.54 0.56 0.57 RG 0.5 w %.2f %.2f m %.2f %.2f l S" % (_LEFT, _RULE, _RIGHT, _RULE)]
    height = _RULE - 2.0
    for text, weight in ((copy.holder, "bold"), (copy.foot, "regular")):
        for line in faces[weight].wrapped(text, size=_SMALL, width=_RIGHT - _LEFT - 70):
            height -= _SMALL * 1.3
            same.append(_text(line, _LEFT, height, _SMALL, weight, faces[weight]))
    for number, page in enumerate(book.pages, start=1):
        known = page.obj.Resources.get(Name.Font, Dictionary())
        for weight, font in fonts.items():
            known[f"/{weight}"] = font
        page.obj.Resources.Font = known
        of = f"Page {number} of {total}"
        drawn = [*same, _text(of, _RIGHT - plain.width(of, _SMALL), _RULE - 13, _SMALL, "regular", plain)]
        stamp = b"Q\n/Artifact BMC\n%s\nEMC\n%s" % (b"\n".join(drawn), _marking(faces["bold"], height - 16))
        page.contents_add(b"q", prepend=True)
        page.contents_add(stamp)


def _bookmark(book: pikepdf.Pdf, titles: Iterable[str], begins: Iterable[int]) -> None:
    with book.open_outline() as outline:
        outline.root.extend(OutlineItem(title, page) for title, page in zip(titles, begins, strict=True))


def _finished(book: pikepdf.Pdf, copy: Copy) -> bytes:
    book.Root.MarkInfo = Dictionary(Marked=True)
    book.Root.Lang = pikepdf.String("en-GB")
    book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with book.open_metadata(set_pikepdf_as_editor=False) as facts:
        facts.register_xml_namespace(_UA, "pdfuaid")
        facts["dc:title"] = copy.title
        facts[f"{{{_UA}}}part"] = "1"
    book.docinfo[Name.Title] = copy.title
    done = BytesIO()
    book.save(done, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return done.getvalue()


def _all_words(copy: Copy, leaves: Iterable[Leaf]) -> str:
    titles = "".join(leaf.title for leaf in leaves)
    return "".join((copy.heading, *copy.says, copy.holder, copy.foot, titles))
