"""Bytes to characters: the encodings Chinese documents come in, told apart by what decodes into common text."""

from __future__ import annotations

import codecs

from corpus.errors import BadInput
from corpus.radicals import ordinary
from corpus.records import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The commonest characters and marks of running Chinese, both scripts: what a right decoding is full of.
_COMMON = frozenset(
    "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就分對对成會会可主發发年動动同工也能下過过"
    "子說说產产種种面而方後后多定行學学法所民得經经十三之進进著着等部度家電电力裡里如水化高自二理起小物現现實实加量都兩两體体"
    "制機机當当使點点從从業业本去把性好應应開开它合還还因由其些然前外天政四日那社義义事平形相全表間间樣样與与關关各重新線线內内"
    "數数正心反你明看原又麼么利比或但質质氣气第向道命此變变條条只沒没結结解問问意建月公無无系軍军很情者最立代想已通並并提直題题"
    "香港府市區区技科創创計计劃划服務务，。、：；「」（）《》“”"
)
#: Labels that browsers read as a larger encoding.
_WEB = {"big5": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_TELLING = 24  #: bytes beyond ASCII from which a line tells its encoding
_SAMPLE = 200_000  #: bytes looked at to tell the encoding apart


def decode(data: bytes, name: str = "", declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """(characters, problems). A byte order mark is dropped; Kangxi radicals become ordinary characters.

    ``declared`` is the encoding a file names itself, believed where the bytes decode in it and are not plainly UTF-8.

    Raises BadInput for an empty file, for one that is not text, and for text in no known encoding.
    """
    named = f" {name}" if name else ""
    if not data.strip():
        raise BadInput(f"The file{named} is empty.", "Give a file with text in it.")
    encoding, guessed = _encoding(data)
    if guessed and (named_so := _declared(data, declared)):
        encoding, guessed = named_so, False
    if guessed:
        _refuse_mixed(data, encoding, named)
    if encoding is None:
        _refuse_broken_utf8(data, named)
        raise BadInput(
            f"The file{named} is not text.", "Save it as UTF-8 text, or give it the suffix of its real format."
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The file{named} cannot be read as {encoding}: {error.reason} at byte {error.start}.", "Save it as UTF-8."
        ) from error
    text = ordinary(text.removeprefix("\ufeff"))
    if not text.strip("\0 \t\r\n\f\v\u3000\ufeff"):
        raise BadInput(f"The file{named} holds white space only.", "Give a file with text in it.")
    if _unprintable(text) > 0.05:
        raise BadInput(
            f"The file{named} is not text.", "Save it as UTF-8 text, or give it the suffix of its real format."
        )
    problem = Problem("encoding-guessed", f"The file does not say its encoding; it was read as {encoding}.")
    return text, (problem,) if guessed else ()


def _encoding(data: bytes) -> tuple[str | None, bool]:
    """(encoding, whether it is a guess); None where the bytes are no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, False
    try:
        data.decode("utf-8")
        if b"\0" not in data:
            return "utf-8", False
    except UnicodeDecodeError:
        pass
    wide = _wide(data)
    if wide or b"\0" in data:
        return wide, True
    scored = [(*_scores(data, encoding), encoding) for encoding in ("gb18030", "big5hkscs", "cp950")]
    best, usual, encoding = max(scored, key=lambda found: found[0] + found[1])
    if best > 0.2 or usual > 0.9:
        return encoding, True
    high = sum(byte >= 0x80 for byte in data[:_SAMPLE]) / min(len(data), _SAMPLE)
    return ("cp1252", True) if high < 0.1 and _likeness(data, "cp1252") >= 0 else (None, True)


def _refuse_broken_utf8(data: bytes, named: str) -> None:
    """Raise BadInput for UTF-8 with a few broken bytes: what they were is lost, and a quotation must not be guessed."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        beyond = sum(not c.isascii() for c in text[:_SAMPLE])
        if 20 * broken < beyond:
            raise BadInput(
                f"The file{named} is UTF-8 with {broken} broken characters, the first at byte {error.start}.",
                "Correct them, or save it anew as UTF-8 from its program.",
            ) from error


def _declared(data: bytes, label: str | None) -> str | None:
    """The encoding of a label, by the names of the WHATWG Encoding Standard, where the bytes decode in it."""
    try:
        encoding = codecs.lookup((label or "").strip()).name
        encoding = _WEB.get(encoding, encoding)
        if codecs.lookup(encoding).name.startswith(("utf", "big5", "gb", "cp", "iso", "euc", "shift")):
            data.decode(encoding)
            return encoding
    except (LookupError, ValueError):
        pass
    return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: read from one side it is common characters, from the other it is not."""
    found = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)[:_SAMPLE]
        except UnicodeDecodeError:
            continue
        known = sum(c in _COMMON or (c.isprintable() and c.isascii()) or c in "\t\r\n" for c in text)
        found.append((known / max(len(text), 1), encoding))
    share, encoding = max(found, default=(0.0, ""))
    return encoding if share > 0.3 else None


def _refuse_mixed(data: bytes, encoding: str | None, named: str) -> None:
    """Raise BadInput where lines of one file are plainly in two encodings: either reading would make half of it up."""
    if b"\0" in data or (encoding or "").startswith("utf-16"):
        return
    for number, line in enumerate(data[:_SAMPLE].split(b"\n"), 1):
        if sum(byte >= 0x80 for byte in line) < _TELLING:
            continue
        here = _likeness(line, encoding) if encoding else 0.0
        for other in ("utf-8", "gb18030", "big5hkscs"):
            if other != encoding and here < 0.1 and _likeness(line, other) > here + 0.25:
                whole = f"the rest as {encoding}" if encoding else "other lines do not"
                raise BadInput(
                    f"The file{named} mixes encodings: line {number} reads as {other}, {whole}.",
                    "Save each part as UTF-8, then join them.",
                )


def _likeness(data: bytes, encoding: str) -> float:
    """Share of common characters among those beyond ASCII; -1 where the bytes do not decode."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    beyond = [c for c in text[:_SAMPLE] if not c.isascii()]
    return sum(c in _COMMON for c in beyond) / len(beyond) if beyond else 0.0


def _scores(data: bytes, encoding: str) -> tuple[float, float]:
    """(share of the commonest characters, share of those that the standard lists among the frequent ones).

    GB 2312 and Big5 both keep frequent characters apart from rare ones, so that a table of a few names is told by the rows
    its bytes stand in (GB 2312 level 1: B0 to D7; Big5 level 1: A4 to C6); under four characters tell nothing.
    """
    likeness = _likeness(data, encoding)
    beyond = [c for c in data[:_SAMPLE].decode(encoding, "ignore") if not c.isascii()]
    if likeness < 0 or len(beyond) < 4:
        return likeness, 0.0
    low, high = (0xB0, 0xD7) if encoding == "gb18030" else (0xA4, 0xC6)
    usual = 0
    for c in beyond:
        pair = c.encode(encoding)
        row = len(pair) == 2 and (low <= pair[0] <= high or 0xA1 <= pair[0] <= 0xA3)
        usual += row and (encoding != "gb18030" or pair[1] >= 0xA1)
    return likeness, usual / len(beyond)


def _unprintable(text: str) -> float:
    bad = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32), 0x7F, 0xFFFD))
    return bad / len(text)
