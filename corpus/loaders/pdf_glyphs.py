"""A page of a PDF as its characters and drawn lines, upright, measured in points from the top left corner.

Text comes from PDFium, which maps Chinese fonts to ordinary characters where other extractors print Kangxi radicals. The same
library holds the drawn lines, so that tables need no second one.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MOST_GLYPHS = 300_000  #: characters of one page
MOST_RULES = 20_000  #: drawn lines of one page; more are a drawing, not a table
_HYPHEN = 2  #: PDFium's code for a hyphen that ends a line
_SHORTEST = 6.0  #: points from which a drawn line may belong to a table


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: where it begins, ends and stands (its base line), how large it is."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    order: int = -1  #: place in the file; neighbours in a ligature follow one another


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, level or upright: where it stands across its direction, and from where to where it goes."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Page:
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)  #: ``at`` is down the page
    upright: list[Rule] = field(default_factory=list)  #: ``at`` is across the page
    dots: list[tuple[float, float, float]] = field(default_factory=list)  #: drawn bullets: left, right, middle down
    pictures: float = 0.0  #: share of the page that pictures cover
    turned: int = 0  #: characters left out because they do not stand upright
    unknown: int = 0  #: characters that the file gives no meaning


def read_page(page: pdfium.PdfPage) -> Page:
    """The page's characters and lines. Characters that stand askew to most of the page are counted and left out."""
    box = page.get_bbox()
    text = page.get_textpage()
    try:
        found = _glyphs(text)
    finally:
        text.close()
    turns = Counter(turn for *_, turn in found)
    turn = max(turns, key=lambda one: (turns[one], -one)) if turns else 0
    corners = [_turned(x, y, turn) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, top = min(x for x, _ in corners), max(y for _, y in corners)
    made = Page(max(x for x, _ in corners) - left, top - min(y for _, y in corners))
    made.turned = sum(count for one, count in turns.items() if one != turn)
    for order, (character, x0, y0, x1, y1, size, bold, own) in enumerate(found):
        if own != turn:
            continue
        made.unknown += character == "\ufffd" or "\ue000" <= character <= "\uf8ff"
        (a, base), (b, _) = _turned(x0, y0, turn), _turned(x1, y1, turn)
        made.glyphs.append(Glyph(character, min(a, b) - left, max(a, b) - left, top - base, size, bold, order))
    _drawings(page, made, turn, left, top)
    return made


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of the page after the page is turned back by so many quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


_Found = tuple[str, float, float, float, float, float, bool, int]


def _glyphs(text: pdfium.PdfTextPage) -> list[_Found]:
    matrix, box = raw.FS_MATRIX(), raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    bold_of: dict[int, bool] = {}
    found: list[_Found] = []
    for i in range(min(text.count_chars(), MOST_GLYPHS)):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in (0, 10, 13) or (raw.FPDFText_IsGenerated(text, i) and code != _HYPHEN):
            continue
        if not raw.FPDFText_GetCharOrigin(text, i, x, y) or not raw.FPDFText_GetLooseCharBox(text, i, box):
            continue
        raw.FPDFText_GetMatrix(text, i, matrix)
        holder = ctypes.cast(raw.FPDFText_GetTextObject(text, i), ctypes.c_void_p).value or 0
        if holder not in bold_of:
            raw.FPDFText_GetFontInfo(text, i, name, len(name), flags)
            named = b"bold" in name.value.lower() or b"black" in name.value.lower() or b"heavy" in name.value.lower()
            bold_of[holder] = named or raw.FPDFText_GetFontWeight(text, i) >= 600
        size = raw.FPDFText_GetFontSize(text, i) * (math.hypot(matrix.c, matrix.d) or 1.0)
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        ends = ((box.right, y.value), (x.value, box.top), (box.left, y.value), (x.value, box.bottom))[turn]
        character = "\xad" if code == _HYPHEN else chr(code) if code < 0x110000 else "\ufffd"
        if "\ufb00" <= character <= "\ufb06":
            character = unicodedata.normalize("NFKC", character)
        values = (x.value, y.value, *ends, size)
        if all(map(math.isfinite, values)) and 0.5 < size < 2_000:
            found.append((character, *values, bold_of[holder], turn))
    return found


def _drawings(page: pdfium.PdfPage, made: Page, turn: int, left: float, top: float) -> None:
    """Level and upright lines of all paths, and how much of the page pictures cover."""
    area = max(made.width * made.height, 1.0)
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        if isinstance(one, pdfium.PdfImage):
            a, b, c, d = one.get_bounds()
            made.pictures += abs((c - a) * (d - b)) / area
        elif one.level == 0:
            _dot(one, made, turn, left, top)
            for start, end in _strokes(one):
                if len(made.level) + len(made.upright) >= MOST_RULES:
                    return
                (x0, y0), (x1, y1) = _turned(*start, turn), _turned(*end, turn)
                if abs(y0 - y1) < 1.0 and abs(x0 - x1) >= _SHORTEST:
                    made.level.append(Rule(top - (y0 + y1) / 2, min(x0, x1) - left, max(x0, x1) - left))
                elif abs(x0 - x1) < 1.0 and abs(y0 - y1) >= _SHORTEST:
                    made.upright.append(Rule((x0 + x1) / 2 - left, top - max(y0, y1), top - min(y0, y1)))


def _dot(path: pdfium.PdfObject, made: Page, turn: int, left: float, top: float) -> None:
    """A small thing drawn as wide as high is a bullet, as browsers draw them; what stands beside it tells for sure."""
    a, b, c, d = path.get_bounds()
    (x0, y0), (x1, y1) = _turned(a, b, turn), _turned(c, d, turn)
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if 1.0 < wide < 12.0 and abs(wide - high) < 0.2 * wide + 0.3 and len(made.dots) < MOST_RULES:
        made.dots.append((min(x0, x1) - left, max(x0, x1) - left, top - (y0 + y1) / 2))


_Point = tuple[float, float]


def _strokes(path: pdfium.PdfObject) -> Iterator[tuple[_Point, _Point]]:
    """The straight lines of a path; what it fills counts by its edges."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first: _Point | None = None
    last: _Point | None = None
    for i in range(min(raw.FPDFPath_CountSegments(path), MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == raw.FPDF_SEGMENT_LINETO and last:
            yield last, here
        last = here
        if raw.FPDFPathSegment_GetClose(segment) and first and first != here:
            yield here, first
