"""A draft checked statement by statement: supported, contradicted (what the source says, and where) or not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from corpus.records import Document
from service.answer.gather import Snapshot
from service.answer.records import Citation
from service.answer.turns.mentions import Glossary
from service.desk.agreement import Case, Judgement
from service.desk.bounds import bounds
from service.desk.grounds import Ground, grounds_for
from service.desk.measure import Comparison
from service.desk.pieces import Pieces
from service.desk.quotes import Verdict, verify
from service.desk.revisions import revised
from service.desk.shelf import Shelf, memory_of, shelf_of
from service.desk.statements import Stated, statements
from service.desk.verdicts import Checked, Divergence, Finding

#: Single places judged for one statement, and runs of neighbouring sentences where none of those bears it out.
PLACES, RUNS = 10, 12
#: A place that says less of the statement's words than this is not looked at.
LEAST = 0.3
#: Kinds of difference in a quotation that contradict; the others are typography.
GRAVE = frozenset(("number", "negation", "wording"))


class Checker:
    """Checks the statements of one draft against one snapshot. ``as_of``: no document after that day is looked at."""

    def __init__(self, snapshot: Snapshot, as_of: str | None = None) -> None:
        self._snapshot, self._as_of = snapshot, as_of
        self._shelf: Shelf = shelf_of(snapshot)
        self._memory = memory_of(snapshot)
        self._terms = tuple(snapshot.terms())
        self._glossary = glossary_of(snapshot)
        known = self._shelf.documents
        self._documents: Mapping[str, Document] = {
            key: document
            for key, document in known.items()
            if as_of is None or (document.reference_date or "") <= as_of
        }
        self._chosen = None if len(self._documents) == len(known) else sorted(self._documents)

    def check(self, stated: Stated) -> Checked:
        """The verdict on one statement. Never raises on any text."""
        if not self._documents:
            return Checked(stated.text, stated.start, stated.end, "not_found", "nothing-alike")
        case = Case(stated.text, self._as_of, self._terms, self._glossary, self._memory.matcher, self._shelf.common)
        quoted = [
            (span, verify(stated.text[slice(*span)], self._shelf.streams, self._chosen))
            for span in case.pieces.quotations
        ]
        if quoted and (found := self._by_quotation(stated, case, quoted)):
            return found
        grounds = self._grounds(stated, case, self._chosen)
        judgement = _best(case, grounds)
        if judgement is None:
            return Checked(stated.text, stated.start, stated.end, "not_found", "nothing-alike")
        if judgement.verdict == "supported":
            after = [*grounds, *self._after(judgement, stated, case)]
            if later := revised(case, judgement, after, self._documents):
                return self._outdated(stated, judgement, *later)
        return self._shown(stated, case.pieces, judgement)

    def _after(self, judgement: Judgement, stated: Stated, case: Case) -> list[Ground]:
        """Places in the documents later than the one that bears the statement out, where a figure could be revised."""
        if all(c.stated.kind == "date" for c in judgement.comparisons):
            return []
        date = self._documents[judgement.ground.paragraph.document_id].reference_date or ""
        later = sorted(key for key, document in self._documents.items() if (document.reference_date or "") > date)
        return self._grounds(stated, case, later) if later else []

    def _grounds(self, stated: Stated, case: Case, documents: Sequence[str] | None) -> list[Ground]:
        return grounds_for(self._snapshot, stated.text, case.pieces.words, case.names.predicate, documents)

    # -- quotations

    def _by_quotation(self, stated: Stated, case: Case, quoted: Sequence[tuple]) -> Checked | None:
        """The verdict where the quotations decide: one is wrong, or they are all there is to check."""
        differences, findings, citations = [], [], []
        verdict, reason = "supported", None
        for (start, end), found in quoted:
            at = stated.start + start
            grave = [d for d in found.differences if d.kind in GRAVE]
            one = "not_found" if found.verdict == "absent" else "contradicted" if grave else "supported"
            findings.append(Finding(stated.text[start:end], at, at + len(stated.text[start:end]), "quotation", one))
            differences += [
                Divergence(d.quoted, d.source, at + d.start, at + d.end, d.kind, d.kind not in GRAVE)
                for d in self._shifted(stated.text[start:end], found)
            ]
            citations += self._cited(found, len(citations))
            if one != "supported" and verdict != "contradicted":
                verdict, reason = one, "quotation"
        if verdict == "supported" and (case.scale.stated or case.pieces.relative):
            return None
        return Checked(
            stated.text,
            stated.start,
            stated.end,
            verdict,
            reason,
            tuple(differences),
            tuple(citations),
            tuple(findings),
        )

    @staticmethod
    def _shifted(quote: str, found: Verdict) -> Sequence:
        # verify() leaves white space and one pair of marks around a quotation out of its spans.
        return found.differences if quote == quote.strip() else ()

    def _cited(self, found: Verdict, taken: int) -> list[Citation]:
        if found.match is None:
            return []
        return [
            self._citation(taken + n, paragraph.id, start, end)
            for n, (paragraph, start, end) in enumerate(found.match.pieces, 1)
        ]

    # -- what is shown

    def _citation(self, n: int, paragraph_id: str, start: int, end: int) -> Citation:
        paragraph = self._shelf.paragraphs[paragraph_id]
        other = self._shelf.paragraphs.get(paragraph.counterpart or "")
        return Citation(n, self._documents[paragraph.document_id], paragraph, start, end, other)

    def _place(self, n: int, ground: Ground) -> Citation:
        return self._citation(n, ground.paragraph.id, ground.start, ground.end)

    def _shown(self, stated: Stated, pieces: Pieces, judgement: Judgement) -> Checked:
        differences = tuple(_divergences(stated, judgement)) if judgement.verdict != "not_found" else ()
        cited = (self._place(1, judgement.ground),) if judgement.verdict != "not_found" else ()
        return Checked(
            stated.text,
            stated.start,
            stated.end,
            judgement.verdict,
            judgement.reason,
            differences,
            cited,
            tuple(_findings(stated, judgement)),
        )

    def _outdated(self, stated: Stated, judgement: Judgement, revision, later: Judgement) -> Checked:
        differs = [d for d in _divergences(stated, later) if d.kind != "qualifier"]
        findings = _findings(stated, later)
        cited = (self._place(1, later.ground), self._place(2, judgement.ground))
        return Checked(
            stated.text,
            stated.start,
            stated.end,
            "contradicted",
            "outdated",
            tuple(differs),
            cited,
            tuple(findings),
            revision,
        )


_glossaries: WeakKeyDictionary[Snapshot, Glossary] = WeakKeyDictionary()


def glossary_of(snapshot: Snapshot) -> Glossary:
    """The snapshot's glossary, made once; making it twice at the same moment does no harm."""
    glossary = _glossaries.get(snapshot)
    if glossary is None:
        glossary = _glossaries[snapshot] = Glossary(snapshot.terms())
    return glossary


def _best(case: Case, grounds: Sequence[Ground]) -> Judgement | None:
    """The judgement of the place that bears the statement out; else of the one that contradicts it; else of the nearest."""
    judged = [case.judge(g) for g in [g for g in grounds if _is_single(g) and max(g.said, g.told) >= LEAST][:PLACES]]
    supported = [j for j in judged if j.verdict == "supported"]
    if case.scale.measured and not supported and not any(j.reason in ("name", "negation") for j in judged):
        # Several sentences together may bear out what none of them says alone; they never contradict more than one does.
        runs = [g for g in grounds if not _is_single(g) and g.said >= LEAST][:RUNS]
        supported = [j for j in map(case.judge, runs) if j.verdict == "supported"]
    if supported:
        return max(supported, key=_strength)
    contradicted = max((j for j in judged if j.verdict == "contradicted"), key=_strength, default=None)
    nearest = max(judged, key=_strength, default=None)
    if contradicted is None or nearest is None:
        return nearest
    # A place that says more of it and contradicts nothing leaves it open.
    least = contradicted.ground
    open_ones = [j for j in judged if j.agrees and j.ground.said > least.said and j.ground.alone >= least.alone]
    return max(open_ones, key=_strength) if open_ones else contradicted


def _strength(judgement: Judgement) -> float:
    return judgement.strength


def _is_single(ground: Ground) -> bool:
    return ground.sentences == 1


def _divergences(stated: Stated, judgement: Judgement) -> list[Divergence]:
    found = []
    for comparison in judgement.comparisons:
        fact, source = comparison.stated, comparison.source
        if source is None or (comparison.relation == "same" and not comparison.soft):
            continue
        kind = fact.kind if comparison.relation == "differs" else "qualifier"
        found.append(
            Divergence(
                fact.text,
                _with_bounds(source, judgement) if kind == "qualifier" else source.text,
                stated.start + fact.start,
                stated.start + fact.end,
                kind,
                comparison.relation == "same",
            )
        )
    for name in judgement.misnomers:
        rival = name.rival.text if name.rival else ""
        found.append(Divergence(name.text, rival, stated.start + name.start, stated.start + name.end, "name"))
    if judgement.denied and judgement.denied.sure:
        a, b = judgement.denied.start, judgement.denied.end
        ground = judgement.ground
        found.append(Divergence(stated.text[a:b], ground.text, stated.start + a, stated.start + b, "negation"))
    return sorted(found, key=lambda d: (d.start, d.end, d.kind))


def _with_bounds(source, judgement: Judgement) -> str:
    """The source's figure in its clause, where its bound is printed."""
    text, ground = judgement.ground.paragraph.text, judgement.ground
    start = max(ground.start, source.start - 12)
    return text[start : min(ground.end, source.end + 12)] if bounds(source) else source.text


def _finding_of(comparison: Comparison) -> str:
    return {"same": "supported", "none": "not_found"}.get(comparison.relation, "contradicted")


def _findings(stated: Stated, judgement: Judgement) -> list[Finding]:
    """Every figure and every name that was not found or is another, with its verdict."""
    about = judgement.verdict != "not_found"
    found = [
        Finding(
            c.stated.text,
            stated.start + c.stated.start,
            stated.start + c.stated.end,
            c.stated.kind,
            _finding_of(c) if about else "not_found",
        )
        for c in judgement.comparisons
    ]
    found += [
        Finding(
            m.text,
            stated.start + m.start,
            stated.start + m.end,
            "name",
            "contradicted" if m.rival and about else "not_found",
        )
        for m in judgement.misnomers
    ]
    return sorted(found, key=lambda f: (f.start, f.end))


def check(snapshot: Snapshot, text: str, as_of: str | None = None) -> list[Checked]:
    """Every statement of a draft with its verdict, in order. ``as_of``: an ISO date; later documents are not looked at."""
    checker = Checker(snapshot, as_of)
    return [checker.check(stated) for stated in statements(text)]
