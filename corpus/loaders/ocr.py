"""Words of a page that is a picture, read by recognition of characters: only where it was switched on.

RapidOCR (https://github.com/RapidAI/RapidOCR) with the PP-OCR models for Chinese and English that its wheel carries; nothing is
fetched. Whoever uses the words says that they were read so (``Problem("read-by-ocr", …, "page N")``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from corpus.loaders.pdf_glyphs import Glyph

DOTS = 200  #: per inch, at which a page is drawn for reading
MOST_SCANS = 200  #: pages of one file that are read so
_SURE = 0.5  #: of a line, below which it is left out
_INK = 0.8  #: share of a line's box that its characters fill; the rest stands above and below


def drawn(page: Any) -> Any:
    """The picture of a page of PDFium's."""
    return page.render(scale=DOTS / 72).to_numpy()


def recognised(picture: Any) -> list[Glyph]:
    """The characters of a page's picture (height, width, 3 bytes of colour, at DOTS), in points from its top left corner.

    A line's characters share its width: a Chinese character takes as much as two others.
    """
    found = _engine()(picture)
    glyphs: list[Glyph] = []
    if found.boxes is None:
        return glyphs
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score < _SURE or not text.strip():
            continue
        left, right = (float(value) * 72 / DOTS for value in (min(box[:, 0]), max(box[:, 0])))
        top, bottom = (float(value) * 72 / DOTS for value in (min(box[:, 1]), max(box[:, 1])))
        size = _INK * (bottom - top)
        base = bottom - (bottom - top) * (1 - _INK)
        widths = [1.0 if character >= "\u2e80" else 0.5 for character in text]
        step, at = (right - left) / sum(widths), left
        for character, width in zip(text, widths, strict=True):
            if character.strip():
                glyphs.append(Glyph(character, at, at + width * step, base, size, False, len(glyphs)))
            at += width * step
    return glyphs


@lru_cache(maxsize=1)
def _engine() -> Any:
    # Deferred: it takes a second and half a gigabyte, and only scans need it.
    import logging

    from rapidocr import RapidOCR  # pyright: ignore[reportMissingImports]

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})
