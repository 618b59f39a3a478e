"""Whose value it is, and what of it is measured: the entity, the one of a set, and the measure of every reading.

The entity is the name the value is attached to; else, of values given "respectively", the one in the same place of the series;
else what a verb of making or publishing takes (推出「…計劃」), a name in the subject, the subject without its measure, a name
before it in the sentence, and then what the paragraph stands under.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.facts.aspects import Aspect, aspect_of, find_aspects
from corpus.facts.lexicon import find_names, listed
from corpus.facts.measured import Measured, clause_end, sentence_start
from corpus.facts.readings import Reading, Source
from corpus.facts.series import aligned
from corpus.facts.subjects import Phrase, Subjects
from corpus.facts.tables import forms_of, read_table
from corpus.records import Context, Term
from corpus.spans import fold_text

_TABLE = {row[0]: row[1] for row in read_table("attribution")}
_NO_OWNER = re.compile(
    rf"(?:{'|'.join(forms_of(_TABLE['verbs']))})|累计|(?:for|of|to|in|on|at|by|under|with|which|whose|that|from) |.*(?:而|与|和)$"
)
_FORMER = re.compile(rf"(?:{'|'.join(forms_of(_TABLE['former']))})[^，。,.)]{{0,4}}$")
_GENERIC = frozenset(forms_of(_TABLE["generic"]))
_PURPOSE = re.compile(
    r"[^，。;:\n]{0,6}?(?:用作|用于|以支持|以推动|推行|设立|成立|支持|资助|推动|以|为)"
    r"|(?: of)?(?: additional)?(?: funding)? ?(?:to (?:launch|support|set up|establish|provide|promote|implement|fund)"
    r"|for|under) (?:the |an? )?"
)
_GIVEN = frozenset(("funding", "investment", "contribution", "ceiling", "matching"))
_GRANTS = frozenset(("funding", "investment", "contribution"))
#: aspects of what is done to something: what follows the verb, or stood before it, is what the date is about
_MAKING = frozenset(
    "launch establishment publication signing proposal approval adoption holding start extension rise review opening "
    "completion".split()
)
_PART = re.compile(
    r"(?:首|第 ?[一二三四五六七八九十0-9]{1,3}) ?(?:阶段|期|批次|批|轮|届|个|座|间|所|次|项)(?!间|末|望)"
    r"|(?<![a-z])(?:first|second|third|fourth|fifth|initial|final) (?:phase|stage|batch|round|cluster|centre|building)(?:es|s)?"
    r"|(?<![a-z])(?:first|second|third|fourth|fifth)$"
    r"|(?<![a-z])(?:phase|stage|batch) (?:[0-9]{1,2}|one|two|three|four|five|i{1,3}|iv)(?![a-z0-9])"
)
_NAMED_KINDS = ("scheme", "organisation", "place", "title")
_ANAPHORA = re.compile(
    r"(?:该|此|有关|上述)(?:计划|基金|中心|园区|平台|工程|项目|设施)|(?<![一-鿿「])计划|(?:推出|获|由)计划"
    r"|(?<![a-z])(?:the|this) (?:scheme|fund|programme|centre|park|project)(?![a-z])"
)
_LEAD = re.compile(r" ?(?:以来|了|的|the |an? |its |of (?:the |an? )?)*")
_OBJECT_ENDS = re.compile(
    r" (?:in|by|on|from|before|within|with|to|and|under|at|early|late|focusing|which|that|progressively|so|as|for) "
    r"|以(?=便|期|供|进)|并|[()（]"
)
#: "its construction cost": of what the value before it belongs to
_OWN = re.compile(r"(?:its|their) |其(?!他|余|中|它|实|后)")
#: 人工智能超算中心由數碼港…設立
_MADE_BY = re.compile(r" ?(?P<made>[^，。;()\n]{3,40}?)(?:将|会|已|是)?由")
_STAND_INS = frozenset(("计划", "基金", "平台", "中心", "scheme", "schemes", "fund", "programme", "project", "it"))
_NO_OBJECT = re.compile(
    r"所需|后|前|时|至|在|于|及|和|而|就|[a-z]+ly(?![a-z])|(?:progressively|up|to|in|by|and)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that may own values."""

    start: int
    end: int
    kind: str
    value: str


class Attribution:
    """Entities and measures of one text. Each look-up reads a bounded stretch."""

    def __init__(
        self,
        source: Source,
        readings: Sequence[Reading],
        named: Sequence[Reading],
        subjects: Subjects,
        terms: Sequence[Term],
        context: Context | None,
    ) -> None:
        self.source, self.text, self.subjects, self.terms, self.context = source, source.text, subjects, terms, context
        self.names = [
            _Named(n.start, n.end, n.kind, n.value)
            for n in named
            if n.kind in _NAMED_KINDS
            and fold_text(source.printed(n.start, n.end)) not in _GENERIC
            and _FORMER.search(source.text, max(0, n.start - 28), n.start) is None
        ]
        self.name_starts = [n.start for n in self.names]
        self.readings = readings
        self.starts = [r.start for r in readings]
        self.previous: Reading | None = None
        self.measured = Measured(source, readings, subjects, context)
        self.series = aligned(self.text, readings, subjects.sentences)

    def attribute(self, reading: Reading, subject: Phrase) -> None:
        """Fill ``measure``, ``aspect``, ``entity`` and ``part``."""
        at = reading.outer_start
        start = self._clause_start(at)
        measured = self.measured.of(reading, at, start, subject)
        if measured is not None:
            reading.aspect = measured.key
            if measured.start >= 0:
                reading.measure = self.source.printed(measured.start, measured.end)
                reading.measure_span = (measured.start, measured.end)
        if (
            reading.kind == "money"
            and not reading.aspect
            and subject.start >= reading.end
            and self._inside(*subject[1:])
        ):
            reading.aspect = "funding"  # the size of a scheme
        if not reading.measure and (head := self.measured.column(reading)):
            reading.measure, reading.aspect = head, aspect_of(fold_text(head))
        if self.previous is not None and subject.start >= 0 and _OWN.match(self.text, subject.start):
            previous = self.previous
            reading.entity, reading.entity_span, reading.entity_key = (
                previous.entity,
                previous.entity_span,
                previous.entity_key,
            )
        else:
            self._set_entity(reading, self._entity(reading, at, start, subject, measured))
        own = self.series.get(reading.start)
        reading.part = self._part(at, subject if own is None else Phrase(reading.entity, *own))
        if reading.unit == "ordinal":
            reading.part = self.source.printed(reading.start, reading.end)
        else:
            self.previous = reading

    def _clause_start(self, at: int) -> int:
        index = bisect_right(self.subjects.clauses, at) - 1
        return max(self.subjects.clauses[index] if index >= 0 else 0, at - 160)

    def _set_entity(self, reading: Reading, found: Phrase | None) -> None:
        if not found:
            return
        text = self.subjects.in_full(found.text)
        reading.entity = text
        if found.start >= 0:
            reading.entity_span = (found.start, found.stop)
        reading.entity_key = self._key(text)

    def _key(self, text: str) -> str:
        """The name's value of every language, else the folded words."""
        stripped = text.strip("「」『』《》“”\"' ")
        if (entry := listed(stripped, self.terms)) is not None:
            return entry.value
        return " ".join(fold_text(stripped).split())

    def _entity(self, reading: Reading, at: int, start: int, subject: Phrase, measured: Aspect | None) -> Phrase | None:
        if (own := self.series.get(reading.start)) is not None:
            return Phrase(self.source.printed(*own), *own)
        if reading.kind == "date":
            if bracket := self._bracketed(reading):
                return bracket
            if measured is not None and (found := self._object(reading, measured, start)):
                return found
            if measured is not None and measured.end <= start:
                subject = Phrase()
        elif subject.start < 0 or subject.start >= reading.end:
            if names := self._inside(subject.start, subject.stop):
                return self._phrase(names[0])
            if measured is not None and measured.key in _GRANTS and (found := self._purpose(reading)):
                return found
        elif measured is not None and measured.key in _GRANTS and self._owner(subject, measured) is None:
            subject = Phrase()
        if 0 <= subject.start < at:
            if names := self._inside(subject.start, subject.stop):
                # The head of the phrase ends it (每所大學的技術轉移處); of others the first is the owner.
                return self._phrase(names[-1] if names[-1].end >= subject.stop - 1 else names[0])
            owner = self._owner(self._before_giver(subject), measured)
            if reading.kind in ("money", "ratio"):
                given = measured is not None and measured.key in _GIVEN
                if scheme := self._scheme_before(at) or (self._scheme_above() if given else None):
                    return scheme
            if owner:
                return owner
            if _PART.fullmatch(self.text, subject.start, subject.stop):
                return self._made_before(at) or self._before_it(reading, at, counted=False) or subject
        return self._before_it(reading, at) or self._above(subject)

    def _scheme_before(self, at: int) -> Phrase | None:
        sentence, index = sentence_start(self.subjects, at), bisect_left(self.name_starts, at)
        schemes = [
            n
            for n in self.names[max(0, index - 6) : index]
            if n.start >= sentence and n.kind == "scheme" and n.end <= at
        ]
        return self._phrase(schemes[-1]) if schemes else None

    def _scheme_above(self) -> Phrase | None:
        """The scheme that the nearest heading or the stem names: what its list says of money is about it."""
        above = self._above(Phrase())
        entry = listed(above.text.strip("「」『』《》 "), self.terms) if above else None
        return above if entry is not None and entry.kind == "scheme" else None

    def _bracketed(self, reading: Reading) -> Phrase | None:
        """數據技術中心 of 數據技術中心（於2020年啟用）."""
        at = self.text.rfind("(", max(0, reading.outer_start - 6), reading.outer_start)
        found = self.subjects.before_bracket(at) if at > 0 else Phrase()
        if names := self._inside(found.start, found.stop) if found else []:
            return self._phrase(names[-1])
        return found or None

    def _inside(self, start: int, stop: int) -> list[_Named]:
        """Names within the span that may own a value: not those by whom something is given (獲…支持)."""
        return [
            n
            for n in self.names[bisect_left(self.name_starts, start) :][:8]
            if n.end <= stop and n.start >= start and (n.start == start or self.text[n.start - 1] not in "获由")
        ]

    def _phrase(self, name: _Named) -> Phrase:
        return Phrase(self.source.printed(name.start, name.end), name.start, name.end)

    def _owner(self, subject: Phrase, measured: Aspect | None) -> Phrase | None:
        """開放數據 of 開放數據的年度用量; nothing where the subject is the measure itself or names one of a set."""
        start, stop = subject.start, subject.stop
        if measured is not None and start <= measured.start < stop:
            if self.text[start] <= "\x7f":
                of = re.search(r" (?:of|for|in|under|by) (?:the )?", self.text[measured.end : stop])
                start = measured.end + of.end() if of else stop
            else:
                stop = measured.start
        while stop > start and self.text[stop - 1] in " 的":
            stop -= 1
        part = _PART.match(self.text, start, stop)
        if part:
            start = part.end()
            while start < stop and self.text[start] in " 的":
                start += 1
        if (
            stop - start < (2 if self._is_known(start, stop) else 3)
            or _NO_OWNER.match(self.text, start, stop)
            or fold_text(self.text[start:stop]) in _GENERIC
            or _ANAPHORA.fullmatch(self.text, start, stop)
        ):
            return None
        return Phrase(self.source.printed(start, stop), start, stop)

    def _before_giver(self, subject: Phrase) -> Phrase:
        """研發中心 of 研發中心獲創新及科技基金."""
        at = self.text.find("获", subject.start + 2, subject.stop)
        return Phrase(self.source.printed(subject.start, at), subject.start, at) if at > 0 else subject

    def _is_known(self, start: int, stop: int) -> bool:
        return listed(self.source.printed(start, stop), self.terms) is not None

    def _object(self, reading: Reading, measured: Aspect, start: int) -> Phrase | None:
        """What a verb beside a date makes, publishes or signs: the name after it in its clause, or before the date."""
        if measured.key not in _MAKING:
            return None
        if measured.start >= reading.end:
            stretch = (measured.end, clause_end(self.subjects, measured.end))
        elif self.text[measured.start] <= "\x7f":
            stretch = (measured.end, reading.outer_start)
        else:
            return None
        names = self._inside(*stretch)
        return self._phrase(names[0]) if names else self._plain_object(*stretch)

    def _plain_object(self, start: int, stop: int) -> Phrase | None:
        """管理辦法 and what stands before it; nothing where only particles follow."""
        lead = _LEAD.match(self.text, start, stop)
        begin = lead.end() if lead else start
        for inner in self.readings[bisect_left(self.starts, begin) :][:1]:
            if inner.outer_start - begin <= 1 and inner.end <= stop:
                if inner.noun_span is not None:
                    return Phrase(self.source.printed(*inner.noun_span), *inner.noun_span)
                begin = inner.end
        while begin < stop and self.text[begin] in " 的":
            begin += 1
        cut = _OBJECT_ENDS.search(self.text, begin, stop)
        end = cut.start() if cut else stop
        while end > begin and self.text[end - 1] in " 的":
            end -= 1
        said = self.text[begin:end]
        if said in _STAND_INS or _ANAPHORA.match(said):
            return self._pointed_at(begin)
        if not 3 <= len(said) <= 60 or _NO_OBJECT.match(said):
            return None
        return Phrase(self.source.printed(begin, end), begin, end)

    def _purpose(self, reading: Reading) -> Phrase | None:
        """人工智能資助計劃 of 撥款30億元推行為期三年的人工智能資助計劃."""
        stop = clause_end(self.subjects, reading.end)
        lead = _PURPOSE.match(self.text, reading.end)
        if names := self._inside(reading.end, stop):
            return self._phrase(names[0])
        if lead is None:
            return None
        start = lead.end()
        for inner in self.readings[bisect_left(self.starts, start) :][:2]:
            if inner.start - start <= 4 and inner.end <= stop:
                start = inner.end
        while start < stop and self.text[start] in " 的":
            start += 1
        cut = re.compile(r" (?:to|in|by|for|through|under|with) |，").search(self.text, start, stop)
        end = cut.start() if cut else stop
        return Phrase(self.source.printed(start, end), start, end) if 3 <= end - start <= 40 else None

    def _before_it(self, reading: Reading, at: int, counted: bool = True) -> Phrase | None:
        """The nearest name before the value in its sentence; in the paragraph where a word points back at it."""
        sentence = sentence_start(self.subjects, at)
        index = bisect_left(self.name_starts, at)
        before = [
            n
            for n in self.names[max(0, index - 12) : index]
            if n.end <= at and self.text[n.start - 1 : n.start] != "获"
        ]
        inside = [n for n in before if n.start >= sentence]
        if _ANAPHORA.search(self.text, sentence, at) and (back := self._pointed_at(at)):
            return back
        previous = self.previous
        if previous is not None and (previous.kind == "date" or previous.start < sentence):
            previous = None
        if previous and previous.entity_span and (not inside or inside[-1].end <= previous.start):
            # 相關企業會創造7000個職位，投資近300億元: one subject, two values.
            return Phrase(previous.entity, *previous.entity_span)
        if inside:
            return self._phrase(inside[-1])
        if counted and (topic := self._counted(reading, sentence)):
            return topic
        above = self._above(Phrase())
        if above and self._is_name(above.text):
            return above
        return self._phrase(before[-1]) if before else None

    def _made_before(self, at: int) -> Phrase | None:
        """人工智能超算中心 of 分階段設立人工智能超算中心，首階段…: what the sentence makes, of which a phase is told then."""
        made = find_aspects(self.text, "event", sentence_start(self.subjects, at), at)
        for one in reversed(made):
            if one.key == "establishment":
                stop = min(clause_end(self.subjects, one.end), at)
                names = self._inside(one.end, stop)
                if found := self._phrase(names[0]) if names else self._plain_object(one.end, stop):
                    return found
                start = self._clause_start(one.start)
                if passive := _MADE_BY.match(self.text, start, one.start):
                    return Phrase(self.source.printed(*passive.span("made")), *passive.span("made"))
        return None

    def _pointed_at(self, at: int) -> Phrase | None:
        """What 計劃 or "the scheme" stands for: the last scheme or place named before it."""
        index = bisect_left(self.name_starts, at)
        back = [n for n in self.names[max(0, index - 12) : index] if n.kind in ("scheme", "place") and n.end <= at]
        return self._phrase(back[-1]) if back else None

    def _counted(self, reading: Reading, sentence: int) -> Phrase | None:
        """重點企業 of 40多家重點企業…，帶來超過四百億元投資; the sentence before where this one says "they"."""
        if self.text.startswith(("they ", "these "), sentence + (self.text[sentence : sentence + 1] == " ")):
            sentence = sentence_start(self.subjects, max(0, sentence - 1))
        index = bisect_left(self.starts, sentence)
        for other in self.readings[index : index + 3]:
            span = other.noun_span if other.kind == "count" else None
            if span is None or span[1] > reading.start or other.outer_start - sentence > 12:
                continue
            if self.text[slice(*span)] not in _STAND_INS:
                return Phrase(self.source.printed(*span), *span)
        return None

    def _is_name(self, text: str) -> bool:
        return listed(text.strip("「」『』《》 "), self.terms) is not None

    def _above(self, subject: Phrase) -> Phrase | None:
        """Row head, list stem or heading: a name in it, else its words."""
        if self.context is None:
            return subject if subject.start >= 0 else None
        row = self.context.columns[0][1] if self.context.columns else ""
        for above in (row, self.context.stem, *reversed(self.context.headings)):
            if not above:
                continue
            inner = Source.of(above)
            names = [
                (a, b, e)
                for a, b, e in find_names(inner, self.terms)
                if e.kind in _NAMED_KINDS and fold_text(inner.printed(a, b)) not in _GENERIC
            ]
            if names:
                a, b, _ = names[-1]
                return Phrase(inner.printed(a, b))
            if above == row:
                return Phrase(above)
        above = self.context.stem.rstrip("：: ") or (self.context.headings[-1] if self.context.headings else "")
        return Phrase(above) if above else (subject if subject.start >= 0 else None)

    def _part(self, at: int, subject: Phrase) -> str:
        """The one of a set that the subject, or else the sentence before the value, names."""
        if subject.start >= 0 and (found := _PART.search(self.text, subject.start, subject.stop)):
            return self.source.printed(*found.span())
        spans = [found.span() for found in _PART.finditer(self.text, sentence_start(self.subjects, at), at)]
        return self.source.printed(*spans[-1]) if spans else ""
