"""What a value is about: the noun phrase that governs it, from the clause, else list stem, table heads, heading path.

Read by position: a name the value is attached to (100億元「…計劃」), else what stands before the clause's predicate, else
the same in the clauses before it in the sentence, else the context, else what follows. Abbreviations at its head are
given in full through the terms; 計劃 or 基金 alone stands for the last scheme named before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.facts.masks import merge
from corpus.facts.readings import Reading, Source
from corpus.facts.tables import alternation, forms_of, read_table
from corpus.records import Context, Term
from corpus.spans import fold_text

_CLAUSES = re.compile(r"[，;:\n]|(?<![0-9]),|,(?![0-9 ]{3})| – | — ")
#: after a value, these begin a clause of its own (A 有 3 間、B 有 5 間)
_JOINT = re.compile(r" ?[、及和与而但]| (?:and|while|whereas|but) ")
#: 爭取首批工程在2024年展開: what is aimed at has the date, not who aims at it
_PIVOT = re.compile(r"(?:会|将)?争取(?=[一-鿿]{4})")
_SENTENCES = re.compile(r"[。!?\n]|\.(?= |$)")
_HAN_PREDICATE, _LATIN_PREDICATE = (re.compile(fold_text(row[0])) for row in read_table("predicates"))
_HAN_OPENERS, _LATIN_OPENERS, _VERBS, _NOTHING, _ANAPHORA = (row[0] for row in read_table("openers"))
_OPENER = re.compile(
    rf" ?(?:(?:{fold_text(_HAN_OPENERS)})|{alternation(forms_of(_LATIN_OPENERS))}"
    r"|\(?[a-z0-9一二三四五六七八九十]{1,4}\)|[0-9]{1,2}\.(?= )|</?[a-z]{1,4}>|[▲▼▶•*-])"
)
_VERB = re.compile(rf"(?:{alternation(forms_of(_VERBS))}) (?:the |a |an )?")
_NAMES_OF = frozenset(forms_of(_ANAPHORA))
_EDGE = " ，,、：:的」』《》「『（"
_TAIL = re.compile(
    r"(?: (?:in|on|at|by|from|of|with|within|for|to|before|the|a|an|and|about|over|up|no)"
    r"|[在于由自从至到和及与约共达为是已将把亦早先再首]|的首|首批|以期|分别|一连|目前|当中|其后|随后|同时|不断)+$"
)
_NO_SUBJECT = frozenset(forms_of(_NOTHING))
_LIST_MARKS = re.compile(r"[、，。;:()]|以及")
_ROSE = re.compile(r"(?:增加|减少|提升|提高|上升)[一二三四五六七八九十0-9半]{0,3}倍?$")
_PARTS = re.compile(r"[。!?;\n]|\.(?= |$)")
_FOLLOWED = re.compile(r"[ 的]{0,2}(?P<noun>[^，。;:!?()\n、,.「」《》0-9]{2,24}?)(?=[，。;:!?()\n、,.「」《》]|及|$)")
_LONGEST = 64
_NAMED_KINDS = ("scheme", "organisation", "place", "title")


class Phrase(NamedTuple):
    """A phrase with its place in the working text; -1 where what the paragraph stands under says it."""

    text: str = ""
    start: int = -1
    stop: int = -1

    def __bool__(self) -> bool:
        return bool(self.text)


class Subjects:
    """Finds subjects in one text. Clause bounds are found once; each look-up reads a bounded stretch."""

    def __init__(
        self,
        source: Source,
        readings: list[Reading],
        named: list[Reading],
        terms: Sequence[Term],
        context: Context | None,
    ) -> None:
        self.source, self.context = source, context
        text = source.text
        self.sentences = [m.end() for m in _SENTENCES.finditer(text)]
        self.readings, self.starts = readings, [r.start for r in readings]
        self.named, self.named_starts = named, [n.start for n in named]
        self.parts = [m.end() for m in _PARTS.finditer(text)]
        inside = merge([(r.start, r.end - 1) for r in (*named, *readings) if r.end - r.start > 1])
        joints = (_JOINT.match(text, r.end) for r in readings if r.kind != "date")
        self.clauses = sorted(
            {
                *(m.end() for m in _CLAUSES.finditer(text) if not inside.covering(m.start(), m.end())),
                *(m.end() for m in joints if m),
                *self.sentences,
            }
        )
        self.full = _abbreviations(tuple(terms))
        # Names are atomic: no predicate word is looked for inside 「…資助計劃」.
        masked = list(text)
        for start, end in [(n.start, n.end) for n in named] + [m.span() for m in _QUOTES.finditer(text)]:
            masked[start:end] = "\x01" * (end - start)
        self.masked = "".join(masked)
        self.latin = not any("一" <= c <= "鿿" for c in text)

    def of(self, reading: Reading) -> Phrase:
        """The subject of one reading; an empty phrase where nothing says it."""
        found = (
            self._attached(reading)
            or self._bracketed(reading)
            or self._clause(reading)
            or self._after_comma(reading)
            or self._given()
            or self._following(reading)
        )
        return self._resolved(found, reading)

    def of_change(self, change: Reading) -> Phrase:
        """All that stands before 由 … 增加至 … in its part of the sentence: what changes."""
        at = change.start
        before = bisect_right(self.parts, at) - 1
        start = self._opened(self.parts[before] if before >= 0 else 0, at)
        stop = at
        while stop > start and self.source.text[stop - 1] in " ，,、:":
            stop -= 1
        if tail := _ROSE.search(self.source.text, max(start, stop - 10), stop):
            stop = tail.start()
        if self.latin and (predicate := _LATIN_PREDICATE.search(self.masked, start, stop)):
            stop = predicate.start()
        if any(c != "\x01" for c in self.masked[start:stop]) and (found := self._phrase(start, stop)):
            return self._resolved(found, change)
        return self.of(change)

    def _attached(self, reading: Reading) -> Phrase:
        """「新型工業加速計劃」 of 100億元「新型工業加速計劃」, 香港園區 of 87公頃的香港園區, the scheme that money launches."""
        if reading.kind not in ("money", "quantity"):
            return Phrase()
        text, end = self.source.text, reading.end
        stop = self._clause_end(end)
        index = bisect_left(self.named_starts, end)
        nearest = next((n for n in self.named[index : index + 3] if n.kind in _NAMED_KINDS and n.end <= stop), None)
        if nearest and (nearest.start - end <= 3 or (reading.kind == "money" and nearest.kind == "scheme")):
            between = self.masked[end : nearest.start]
            if nearest.start - end <= 3 or (len(between) <= 40 and _PURPOSE.match(between)):
                return Phrase(self.source.printed(nearest.start, nearest.end), nearest.start, nearest.end)
        if reading.kind == "quantity" and text[end : end + 1] in ("的", "土") and (noun := _FOLLOWED.match(text, end)):
            return self._before_predicate(*noun.span("noun"), ends_at_value=True)
        return Phrase()

    def _bracketed(self, reading: Reading) -> Phrase:
        """制造科技 of 制造科技（18%）."""
        at = reading.outer_start
        if self.source.text[at - 1 : at] != "(" or reading.kind == "date":
            return Phrase()
        return self.before_bracket(at - 1)

    def before_bracket(self, at: int) -> Phrase:
        """The last item of a list before the bracket that opens at ``at``."""
        text, at = self.source.text, at + 1
        stretch = text[max(0, at - 41) : at - 1]
        marks = [m.end() for m in _LIST_MARKS.finditer(stretch)]
        start = at - 1 - len(stretch) + (marks[-1] if marks else 0)
        for found in _LEADS_IN.finditer(text, start, at - 1):
            start = found.end()
        return self._before_predicate(start, at - 1, ends_at_value=True)

    def _clause(self, reading: Reading) -> Phrase:
        at = reading.outer_start
        sentence = (
            self.sentences[bisect_right(self.sentences, at) - 1] if self.sentences and self.sentences[0] <= at else 0
        )
        index, end = bisect_right(self.clauses, at) - 1, at
        for _ in range(4):
            start = max(self.clauses[index] if index >= 0 else 0, sentence)
            if found := self._before_predicate(start, end, ends_at_value=end == at):
                return found
            if start <= sentence or index < 0:
                return Phrase()
            index, end = index - 1, start - 1
        return Phrase()

    def _before_predicate(self, start: int, end: int, ends_at_value: bool) -> Phrase:
        """What stands between the clause's openers and dates, and its first predicate word or measure."""
        if end - start > 160:
            start = end - 160
            start = self.source.text.find(" ", start, end) + 1 or start
        if not self.latin and self.source.text.startswith(("以", "按", "如获", "如果", "若", "倘"), start):
            return Phrase()
        start = self._opened(start, end)
        if pivot := _PIVOT.match(self.source.text, start, end):
            start = pivot.end()
        if self.latin and (verb := _VERB.match(self.source.text, start, end)):
            start = verb.end()
            stop, found = end, True
        else:
            predicate = (_LATIN_PREDICATE if self.latin else _HAN_PREDICATE).search(self.masked, start, end)
            stop, found = (predicate.start(), True) if predicate else (end, ends_at_value)
        index = bisect_left(self.starts, start)
        if index < len(self.readings) and self.readings[index].outer_start < stop:
            stop, found = self.readings[index].outer_start, True
        if not found or stop <= start:
            return Phrase()
        text = self.source.text[start:stop].rstrip(" ")
        stop = start + len(text)
        if tail := _TAIL.search(text[-40:]):
            stop -= len(text[-40:]) - tail.start()
        while stop > start and self.source.text[stop - 1] in _EDGE and self.source.text[stop - 1] not in "」』":
            stop -= 1
        return self._phrase(start, stop)

    def _phrase(self, start: int, stop: int) -> Phrase:
        text = self.source.text
        if stop - start > _LONGEST:
            if not self.latin:
                return Phrase()
            stop = text.rfind(" ", start, start + _LONGEST)
        start, stop = self._trimmed(start, stop)
        phrase = self.source.printed(start, stop)
        if phrase[:1] in "「『《" and phrase[-1:] in "」』》" and not set(phrase[1:-1]) & set("「『《」』》"):
            start, stop = self._trimmed(start + 1, stop - 1)
        for left, right in ("「」", "『』", "《》", "（）", "()"):
            phrase = self.source.printed(start, stop)
            if phrase.count(left) != phrase.count(right) and not set(phrase.strip(left + right)) & {left, right}:
                start, stop = self._trimmed(start, stop, left + right)
        phrase = self.source.printed(start, stop)
        if (
            phrase.startswith("或")
            or fold_text(phrase) in _NO_SUBJECT
            or len(phrase) < 2
            or re.fullmatch(r"[0-9 .,%()]*", phrase)
        ):
            return Phrase()
        return Phrase(phrase, start, stop)

    def _trimmed(self, start: int, stop: int, marks: str = "") -> tuple[int, int]:
        """The span without spaces, and without ``marks``, at its ends."""
        while start < stop and (c := self.source.printed(start, start + 1)) and (c.isspace() or c in marks):
            start += 1
        while start < stop and (c := self.source.printed(stop - 1, stop)) and (c.isspace() or c in marks):
            stop -= 1
        return start, max(start, stop)

    def _opened(self, start: int, end: int) -> int:
        """Past spaces, list marks, opening words and dates."""
        text = self.source.text
        for _ in range(12):
            before = start
            while start < end and text[start] in " ，,、的:":
                start += 1
            index = bisect_left(self.starts, start)
            if (
                index < len(self.readings)
                and self.readings[index].kind == "date"
                and self.readings[index].outer_start <= start + 1
            ):
                start = min(end, self.readings[index].outer_end)
            elif found := _OPENER.match(text, start, end):
                start = found.end() if self.masked[found.end() - 1] != "\x01" else start
            if start == before:
                break
        return start

    def _clause_end(self, at: int) -> int:
        """Where the clause that ``at`` stands in ends, its punctuation left out."""
        index = bisect_right(self.clauses, at)
        return self.clauses[index] - 1 if index < len(self.clauses) else len(self.source.text)

    def _given(self) -> Phrase:
        context = self.context
        if context is None:
            return Phrase()
        if context.columns:
            return Phrase(context.columns[0][1])
        return Phrase(context.stem.rstrip("：: ") or (context.headings[-1] if context.headings else ""))

    def _after_comma(self, reading: Reading) -> Phrase:
        """數碼港 of 由2024年起，數碼港將…"""
        at = reading.outer_end
        if reading.kind != "date" or self.source.text[at : at + 1] not in ("，", ","):
            return Phrase()
        stop = self._clause_end(at + 1)
        return self._before_predicate(at + 1, min(stop, at + 80), ends_at_value=False)

    def _following(self, reading: Reading) -> Phrase:
        """管理辦法 of 於今年內發布…的管理辦法: where nothing stands before it, what follows."""
        if reading.kind == "date":
            start = self._opened(reading.outer_end, len(self.source.text))
            stop = self._clause_end(start)
            return self._phrase(start, min(stop, start + _LONGEST))
        found = _FOLLOWED.match(self.source.text, reading.end) if reading.kind != "count" else None
        return self._phrase(*found.span("noun")) if found else Phrase()

    def _resolved(self, subject: Phrase, reading: Reading) -> Phrase:
        folded = fold_text(subject.text)
        if folded in _NAMES_OF:
            index = bisect_left(self.named_starts, reading.start)
            for name in reversed(self.named[max(0, index - 12) : index]):
                printed = self.source.printed(name.start, name.end)
                if (
                    name.kind in _NAMED_KINDS
                    and fold_text(printed).endswith(folded[-2:])
                    and len(printed) > len(subject.text)
                ):
                    return Phrase(printed, name.start, name.end)
        return subject._replace(text=self.in_full(subject.text))

    def in_full(self, phrase: str) -> str:
        """The phrase with the abbreviation at its head written out."""
        for short, full in self.full:
            rest = phrase[len(short) : len(short) + 1]
            if phrase.startswith(short) and not phrase.startswith(full) and (not rest or rest in "的及和與与（( "):
                return full + phrase[len(short) :]
        return phrase


_LEADS_IN = re.compile(r"其次为|其中|分别为|包括|为")
_QUOTES = re.compile(r"[「《『“][^「」《》『』“”\n]{1,40}[」》』”]")
_PURPOSE = re.compile(r" ?(?:的|推行|设立|成立|推出|支持|用作|资助|以|为期|to |under |in |for |from )")


@lru_cache(maxsize=32)
def _abbreviations(terms: tuple[Term, ...]) -> tuple[tuple[str, str], ...]:
    """(short form, fullest form of the same language), longest short form first."""
    found: dict[str, str] = {}
    for term in terms:
        fullest: dict[str, str] = {}
        for language, form in term.forms:
            full = fullest.setdefault(language, form)
            if len(form) < len(full):
                found.setdefault(form, full)
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))
