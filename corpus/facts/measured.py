"""What a value measures: the noun that governs it, or what happens on a date.

What is counted; else a noun right after the value ("$40 billion in investment"); else the last one before it in its clause
(總資助額超過…); else the head of its subject; else the column head. Of a date, the verbs beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.facts.aspects import Aspect, aspect_of, find_aspects
from corpus.facts.readings import Reading, Source
from corpus.facts.subjects import Phrase, Subjects
from corpus.facts.tables import alternation, forms_of, read_table, words
from corpus.records import Context

_TABLE = {row[0]: row[1] for row in read_table("attribution")}
_LEADS = alternation(forms_of(_TABLE["modifier"]))
_AFTER_HAN = re.compile(rf" ?的? ?(?:{_LEADS}){{0,3}}$")
_AFTER_LATIN = re.compile(r" (?:(?:in|of|worth of|as) )?(?:(?:an?|the|annual|private|additional|total|direct) ){0,3}$")
_NOT_NOUN = re.compile(r" ?(?:本|大|有|予|香|公帑|海|中|小|该|新|推|设|建|创|科|机|企|在|于|了)")
_LATIN_MODIFIERS = re.compile(r"(?:(?<![a-z-])[a-z][a-z-]{2,16} ){1,2}$")
_STOP_EN = words("ends-noun") | frozenset(("any", "some", "all", "not", "more", "further", "another", "other"))
_REACH = 48


def clause_end(subjects: Subjects, at: int) -> int:
    """Where the clause of ``at`` ends, at most 120 characters on."""
    index = bisect_right(subjects.clauses, at)
    stop = subjects.clauses[index] - 1 if index < len(subjects.clauses) else len(subjects.source.text)
    return min(stop, at + 120)


def sentence_start(subjects: Subjects, at: int) -> int:
    """Where the sentence of ``at`` begins, at most 400 characters before."""
    index = bisect_right(subjects.sentences, at) - 1
    return max(subjects.sentences[index] if index >= 0 else 0, at - 400)


class Measured:
    """Measures of the readings of one text."""

    def __init__(
        self, source: Source, readings: Sequence[Reading], subjects: Subjects, context: Context | None
    ) -> None:
        self.source, self.text, self.subjects, self.context = source, source.text, subjects, context
        self.readings, self.starts = readings, [r.start for r in readings]

    def of(self, reading: Reading, at: int, start: int, subject: Phrase) -> Aspect | None:
        """``at`` is where the value begins with its qualifiers, ``start`` where its clause does."""
        return self._event(reading, start) if reading.kind == "date" else self._value(reading, at, start, subject)

    def _value(self, reading: Reading, at: int, start: int, subject: Phrase) -> Aspect | None:
        if reading.kind == "count" and reading.noun_span is not None:
            a, b = reading.noun_span
            return Aspect(aspect_of(self.text[a:b]), a, b)
        if reading.kind == "ratio":
            near = find_aspects(self.text, "value", max(0, reading.start - 16), min(len(self.text), reading.end + 24))
            return next((found for found in near if found.key == "matching"), None)
        near = at if reading.kind == "change" else reading.start
        found = self._after(reading) or self._before(reading, near, start) or self._head(subject, at)
        return self._whole(found, subject) if found is not None and found.end <= reading.start else found

    def _whole(self, found: Aspect, subject: Phrase) -> Aspect:
        """The measure with the words before it that belong to it: "project cost", 累計私人投資."""
        if not subject.start <= found.start < subject.stop:
            return found
        if self.text[found.start] <= "\x7f":
            before = _LATIN_MODIFIERS.search(self.text, max(0, found.start - 32), found.start)
            words_before = before[0].split() if before else []
            kept = 0
            while kept < len(words_before) and words_before[-1 - kept] not in _STOP_EN:
                kept += 1
            start = found.start - sum(len(word) + 1 for word in words_before[len(words_before) - kept :])
            return Aspect(found.key, start, found.end)
        of = self.text.rfind("的", max(subject.start, found.start - 8), found.start)
        inside = of >= 0 and found.end <= subject.stop and not set(self.text[of : found.end]) & set("「」『』《》")
        return Aspect(found.key, of + 1, found.end) if inside else found

    def _after(self, reading: Reading) -> Aspect | None:
        """投資 of 四百億元投資, "annual funding" of "$16 million annual funding"."""
        end = reading.end
        stop = min(len(self.text), end + _REACH)
        for found in find_aspects(self.text, "value", end, stop)[:2]:
            gap = self.text[end : found.start]
            han = self.text[found.start] > "\x7f"
            if (_AFTER_HAN if han else _AFTER_LATIN).fullmatch(gap) is None:
                continue
            if han and _NOT_NOUN.match(self.text, found.end):
                continue
            lead = len(gap) - len(gap.lstrip(" 的"))
            if not han and (prefix := re.match(r" (?:(?:in|of|worth of|as) )?(?:(?:an?|the) )?", gap)):
                lead = prefix.end()
            return Aspect(found.key, end + lead, found.end)
        return None

    def _before(self, reading: Reading, at: int, start: int) -> Aspect | None:
        """總資助額 of 總資助額超過5.5億元: the last measure word before the value in its clause, no other value between."""
        start = max(start, at - _REACH)
        index = bisect_left(self.starts, at) - 1
        if index >= 0 and self.readings[index].kind != "date" and self.readings[index].end <= at:
            start = max(start, self.readings[index].end)
        found = find_aspects(self.text, "value", start, at)
        if not found:
            return None
        last = found[-1]
        # "a funding ceiling", 資助上限: a run of words is one phrase
        begin = last.start
        for previous in reversed(found[:-1]):
            if begin - previous.end > 1:
                break
            begin = previous.start
        return Aspect(last.key, begin, last.end)

    def _head(self, subject: Phrase, at: int) -> Aspect | None:
        """The head of the subject: what stands after its last 的, or before its first "of"."""
        if subject.start < 0 or subject.stop > at:
            return None
        found = find_aspects(self.text, "value", subject.start, subject.stop)
        if found and (self.text[subject.start] <= "\x7f" or found[-1].end == subject.stop):
            return found[0] if self.text[subject.start] <= "\x7f" else found[-1]
        phrase = self.text[subject.start : subject.stop]
        of = phrase.rfind("的")
        if 0 < of < len(phrase) - 1:
            return Aspect("", subject.start + of + 1, subject.stop)
        return None

    def column(self, reading: Reading) -> str:
        """Head of the column that the value stands in; "" outside tables."""
        if self.context is None:
            return ""
        printed = self.source.printed(reading.start, reading.end)
        heads = [head for head, cell in self.context.columns[1:] if cell.strip() == printed.strip()]
        return heads[0] if len(heads) == 1 else ""

    def _event(self, reading: Reading, start: int) -> Aspect | None:
        """What happens on a date: 建成啟用 after it, "to be completed" before it."""
        end = clause_end(self.subjects, reading.outer_end)
        after = find_aspects(self.text, "event", reading.outer_end, end)
        before = find_aspects(self.text, "event", start, reading.outer_start)
        latin = not any("一" <= c <= "鿿" for c in self.text[start:end])
        if latin and not before and not after:
            before = find_aspects(self.text, "event", sentence_start(self.subjects, reading.outer_start), start)
        if latin and before:
            return before[-1]
        if not after:
            return before[-1] if before else None
        run = [after[0]]
        for found in after[1:]:
            if found.start - run[-1].end > 1:
                break
            run.append(found)
        return Aspect(run[-1].key, run[0].start, run[-1].end)
