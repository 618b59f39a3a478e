"""Terms as the documents themselves define them: full name and short name, Chinese name and English name.

Precision comes first: a name that cannot be cut out whole is left out. What is read:
「全名」（「簡稱」） · 全名（「簡稱」） · 全名（簡稱） where the short form is made of the full one's characters · 即X，下稱Y
Full Name (FN) · 中文名稱（English Name) · bold ↔ bold on a paired line · heading ↔ heading of a paired page
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from corpus.languages import language_of
from corpus.records import Paragraph, Term
from corpus.spans import fold_text, is_han
from corpus.splitting.units import TEXTS, Unit

_OPEN, _CLOSE = "（(", "）)"
_QUOTES = {"」": "「", "』": "『", "》": "《", "”": "“"}
_BRACKET = re.compile(r"[（(]([^（()）]{1,60})[)）]")
_ALIAS = re.compile(r"^即\s*「?([^「」，,]{4,30})」?\s*[，,]\s*下[稱称]\s*「?([^「」，,]{2,20})」?$")
_SHORT = re.compile(r"^(?:下[稱称]|以下[簡简][稱称]|[簡简][稱称])?\s*(?:「(.{1,20})」|『(.{1,20})』|“(.{1,30})”)$")
_PLAIN = re.compile(r"^(?:下[稱称]|[簡简][稱称])?\s*([^\s，。、；：,;:「」]{2,12}|《[^《》]{2,20}》)$")
_LATIN = re.compile(r"^[A-Z][A-Za-z0-9&.\- ]{1,60}$")
_ACRONYM = re.compile(r"^[A-Z][A-Za-z]?(?:[A-Z0-9&]|[a-z](?=[A-Z])){1,9}$")
_FIGURE = re.compile(r"[\d$％%]|億|亿|萬元|万元")
# Words a name does not begin with: what stands behind one of them begins the name.
_WORDS = (
    r"的|由|以及|就|於|于|在|把|將|将|向|為|为|按|經|经|至|有關|有关|包括|例如|成立|設立|设立|建立|推進|推进|推出|推行|委託|委托"
    r"|簡介|简介|介紹|介绍|預計|预计|透過|通过|根據|根据|支持|支援|開發|开发|一系列|鼓勵|鼓励|促進|促进|加強|加强|自|是|即|稱為|称为"
    r"|[一二三四五六七八九十\d兩两]+(?:所|個|个|家|間|间|項|项|名|位)"
)
_BEFORE = re.compile(rf"(?:{_WORDS}|與|与|和|及)$")
_BEFORE_NO_CONJUNCTION = re.compile(rf"(?:{_WORDS})$")
_PLACES = frozenset(
    "香港 政府 特區政府 特区政府 國家 国家 中國 中国 內地 内地 澳門 澳门 廣東 广东 廣東省 广东省 深圳 深圳市".split()
)
_MOST = 2000  #: bracketed insertions looked at in one document
_LONGEST = 200_000  #: characters of a document in which a longer form of a name is looked for
_STOP_WORDS = frozenset("of and the for in on to a an".split())


def terms_of(document_id: str, pieces: Sequence[Unit], paragraphs: Sequence[Paragraph]) -> list[Term]:
    """Every term once, at the first paragraph that defines it."""
    found: dict[tuple[str, ...], Term] = {}
    texts = [*_heading_texts(pieces, paragraphs), *((p.text, p.language, p.id) for p in paragraphs)]
    for kind, forms, place in (*_defined(texts), *_bilingual(pieces, paragraphs)):
        key = tuple(sorted({fold_text(form) for _, form in forms}))
        if len(key) > 1:
            found.setdefault(key, Term(tuple(forms), kind, document_id, place))
    return list(found.values())


Found = tuple[str, list[tuple[str, str]], str]  #: (kind, forms, paragraph id)


def _heading_texts(pieces: Sequence[Unit], paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, str, str]]:
    """(text, language, the first paragraph below) of every heading."""
    below = _places(pieces, paragraphs)
    for unit, place in zip(pieces, below, strict=True):
        if unit.role == "heading" and place:
            for piece in unit.pieces:
                yield piece.text, language_of(piece.text), place


def _places(pieces: Sequence[Unit], paragraphs: Sequence[Paragraph]) -> list[str]:
    """For each piece the id of its own paragraph or, of a heading, of the next one below it; "" where there is none."""
    by_text = {paragraph.text: paragraph.id for paragraph in reversed(paragraphs)}
    places, following = [""] * len(pieces), ""
    for i in range(len(pieces) - 1, -1, -1):
        following = by_text.get(pieces[i].text, following) if pieces[i].role != "heading" else following
        places[i] = following
    return places


def _defined(texts: Iterable[tuple[str, str, str]]) -> Iterator[Found]:
    """Terms defined in brackets within running text."""
    texts = list(texts)
    whole = "\n".join(fold_text(text) for text, _, _ in texts)[:_LONGEST]
    brackets = ((one, start, end) for one in texts for start, end in _brackets(one[0]))
    for (text, language, place), start, end in islice(brackets, _MOST):
        for kind, full, short in _definition(text, start, end, whole):
            forms = [(language_of(name, language), name) for name in (full, short)]
            yield kind, [(language, full), ("en", short)] if kind == "bilingual" else forms, place


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every bracketed insertion, its brackets included."""
    for match in _BRACKET.finditer(text):
        yield match.start(), match.end()


def _definition(text: str, start: int, end: int, whole: str) -> Iterator[tuple[str, str, str]]:
    """(kind, full, short) that the bracket ``text[start:end]`` defines; mostly none."""
    inside = text[start + 1 : end - 1].strip()
    if alias := _ALIAS.match(inside):
        yield "abbreviation", alias.group(1), alias.group(2)
        return
    before = text[:start].rstrip()
    if not before:
        return
    short = _SHORT.match(inside)
    if before[-1].isascii() and before[-1].isalnum() and _ACRONYM.match(inside):
        if full := _spelled_out(before, inside):
            yield "abbreviation", full, inside
        return
    if short:
        name = next(group for group in short.groups() if group)
        full = _quoted(before) or _cut_out(before, name, whole)
        if full and full != name and _subsequence(name, full):
            yield "abbreviation", full, name
    elif _LATIN.match(inside) and not _is_address(inside):
        full = _quoted(before) or _bounded(before)
        if full and any(is_han(c) for c in full):
            yield "bilingual", full, inside
    elif plain := _PLAIN.match(inside):
        name = plain.group(1)
        full = _quoted(before) or _cut_out(before, name, whole)
        if full and len(full) > len(name) and _subsequence(name, full) and not _FIGURE.search(name):
            yield "abbreviation", full, name


def _plain_characters(text: str) -> list[str]:
    return [c for c in fold_text(text) if c.isalnum()]


def _subsequence(short: str, full: str) -> bool:
    rest = iter(_plain_characters(full))
    return bool(_plain_characters(short)) and all(c in rest for c in _plain_characters(short))


def _quoted(before: str) -> str:
    """The quotation or title that closes directly before the bracket, without quotation marks; 《》 belongs to a title."""
    if before[-1] not in _QUOTES:
        return ""
    opener, depth = _QUOTES[before[-1]], 0
    for i in range(len(before) - 1, max(len(before) - 80, -1), -1):
        depth += (before[i] == before[-1]) - (before[i] == opener)
        if depth == 0:
            return before[i:] if opener == "《" else before[i + 1 : -1]
    return ""


def _cut_out(before: str, short: str, whole: str) -> str:
    """The full name that ends with ``before``: it holds the short form's characters, and begins where a name can begin.

    What stands left of the first of these characters is taken along up to a sentence's start or a word that no name begins
    with. A conjunction may stand inside a name, a comma's clause may begin with a verb: there the document must print the
    longer form twice.
    """
    at = len(before)
    lowest = max(0, at - 60)
    for c in reversed([c for c in short if c.isalnum()]):
        at = before.rfind(c, lowest, at)
        if at < 0:
            return ""
    exact = before[at:]
    first = _name_start(before, at, lowest, _BEFORE)
    beyond = _name_start(before, at, lowest, _BEFORE_NO_CONJUNCTION)
    if beyond < first and len(before) - beyond <= 20 and whole.count(fold_text(before[beyond:])) > 1:
        return before[beyond:]
    longer, before_it = before[first:], before[max(0, first - 1) : first]
    if _BEFORE.search(before[max(0, first - 8) : first]):
        return longer if at - first <= 6 or exact == short else ""
    if (
        first == at
        or before[first:at] in _PLACES
        or before_it in ("\t", "《", "「")
        or whole.count(fold_text(longer)) > 1
    ):
        return longer
    return exact if exact != short and exact[0] == short[0] else ""


def _name_start(before: str, at: int, lowest: int, bound: re.Pattern[str]) -> int:
    while at > lowest and _in_name(before[at - 1]) and not bound.search(before[max(0, at - 8) : at]):
        at -= 1
    return at


def _in_name(c: str) -> bool:
    return is_han(c) or (c.isascii() and c.isalnum())


def _bounded(before: str) -> str:
    """The run of Chinese characters before a bracket, from the last word no name begins with; "" where it has no bound."""
    first = len(before)
    while first > max(0, len(before) - 30) and is_han(before[first - 1]):
        if len(before) - first >= 4 and _BEFORE.search(before[max(0, first - 8) : first]):
            return before[first:]
        first -= 1
    name = before[first:]
    return name if 4 <= len(name) <= 24 and before[:first][-1:] != "、" else ""


def _is_address(text: str) -> bool:
    return text.lower().startswith("www.") or ("." in text and text.lower() == text)


def _spelled_out(before: str, acronym: str) -> str:
    """``Greater Bay Area`` before ``(GBA)``: words whose first letters the acronym's letters are, in order."""
    letters = [c.lower() for c in acronym if c.isalnum()]
    words = list(re.finditer(r"[A-Za-z0-9&'’-]+", before[-160:]))
    if not words or words[-1].end() != len(before[-160:]):
        return ""
    initials = [
        (part.group()[0].lower(), match.start())
        for match in words[-(2 * len(letters) + 4) :]
        for part in re.finditer(r"[A-Za-z0-9]+", match.group())
        if part.group().lower() not in _STOP_WORDS
    ]
    for first in range(len(initials) - 1, -1, -1):
        spelled = [letter for letter, _ in initials[first:]]
        skipped = len(spelled) - len(letters)
        if (
            0 <= skipped <= 2
            and spelled[0] == letters[0]
            and spelled[-1] == letters[-1]
            and _in_order(letters, spelled)
        ):
            return before[-160:][initials[first][1] :]
    return ""


def _in_order(letters: Sequence[str], initials: Sequence[str]) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _bilingual(pieces: Sequence[Unit], paragraphs: Sequence[Paragraph]) -> Iterator[Found]:
    """Pairs in two languages: what is bold on both sides of a pair, and paired headings that are names or short phrases."""
    for unit, place in zip(pieces, _places(pieces, paragraphs), strict=True):
        if not unit.twin or not place:
            continue
        pairs: list[tuple[tuple[str, ...], tuple[str, ...]]] = (
            [((a,), (b,)) for a, b in _bold_pairs(unit)] if unit.role in TEXTS else []
        )
        theirs = unit.twin.clean.text
        if unit.role == "heading" and len(unit.text) <= 16 and len(theirs.split()) <= 8:
            pairs.append(((_bare(unit.text),), tuple(_without_acronym(_bare(theirs)))))
        for ours, others in pairs:
            forms = [(language_of(a, "zh-Hant"), a) for a in ours] + [(language_of(b, "en"), b) for b in others]
            yield "bilingual", forms, place


def _bare(text: str) -> str:
    """The text without quotation marks that go round all of it."""
    inner = text[1:-1]
    return inner if text[:1] in "「“" and text[-1:] in "」”" and not set(inner) & set("「」“”") else text


def _without_acronym(text: str) -> Iterator[str]:
    """``Artificial Intelligence (AI)`` is two forms; an acronym in the middle is left out."""
    match = re.search(r"\s*\(([A-Z][A-Z&]{1,9})\)", text)
    if not match:
        yield text
        return
    yield text[: match.start()] + text[match.end() :]
    if match.end() == len(text):
        yield match.group(1)


def _bold_pairs(unit: Unit) -> Iterator[tuple[str, str]]:
    """Bold names of a line and of its twin in order, where both have as many, and every English one is a proper name."""
    assert unit.twin
    ours, theirs = (list(_names(c.text[a:b] for a, b in c.bold)) for c in (unit.lead.clean, unit.twin.clean))
    if ours and len(ours) == len(theirs) and all(_is_proper(name) for name in theirs):
        yield from zip(ours, theirs, strict=True)


def _names(bold: Iterable[str]) -> Iterator[str]:
    for text in bold:
        if _FIGURE.search(text) and not re.search(r"[「“]", text):
            continue
        quoted = re.search(r"[「“]([^」”]+)[」”]", text)
        name = (quoted.group(1) if quoted else text).strip(" 「」“”\"'，,：:")
        if any(is_han(c) for c in name):  # a Chinese name that prints its English one behind it
            name = re.sub(r"\s+[A-Za-z][A-Za-z ]*$", "", name)
        if len(name) >= 2:
            yield name


def _is_proper(name: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z&'-]*", name) if word.lower() not in _STOP_WORDS]
    return len(words) >= 1 and all(word[0].isupper() for word in words)
