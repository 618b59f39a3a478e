"""One sentence of a model against the paragraphs it cites: proven, with the spans that prove it, or removed, with the reason.

Every figure by value and unit, every quotation as a slice, every name in some form, every negation in its clause must stand
in the cited spans, and the spans must say most of what the sentence says. What cannot be proven is removed: a true sentence
lost costs less than a false one shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.facts import extract
from corpus.languages import language_of
from corpus.records import Document, Fact, Paragraph, Term
from corpus.sentences import Span, clauses
from corpus.spans import fold_text
from service.answer.evidence import Matcher
from service.answer.figures import blanked, figures, left_over, says, unproven
from service.answer.generative.claims import Claim
from service.answer.generative.quoted import Quote, requote
from service.answer.generative.support import Proven, Removed, Source, Support
from service.answer.negations import negations
from service.answer.turns.mentions import KINDS as NAMES
from service.answer.turns.mentions import Glossary, names_in, unknown_names
from service.answer.turns.novelty import novel_words

#: Neighbouring sentences of one paragraph that a citation may span.
LONGEST_RUN = 3
#: Share of the sentence's words that its spans must say: in its own language, and across languages, where only words whose
#: translation is known can be met.
SAID, SAID_ACROSS = 0.4, 0.12
#: A clause of the source is about what the sentence's clause says if it says this share of what the best one does.
NEAR = 0.85
_JOINTS = re.compile(r" (?:and|while|whereas|but) |及|和|與|与|而|；|;")


class Checker:
    """Checks the sentences of one answer. ``keyed`` are the paragraphs the model was shown, by citation key."""

    def __init__(
        self,
        keyed: Mapping[str, Paragraph],
        documents: Mapping[str, Document],
        terms: Sequence[Term],
        glossary: Glossary,
        matcher: Callable[[str], Matcher],
    ) -> None:
        self._terms, self._glossary, self._matcher = terms, glossary, matcher
        self._sources = {key: Source(p, documents[p.document_id], terms) for key, p in keyed.items()}

    def check(self, claim: Claim) -> Proven | Removed:
        """The verdict on one sentence. Never raises on any text."""
        if not claim.readable:
            return Removed("hidden")
        sources = [self._sources[key] for key in claim.keys]
        if not sources:
            return Removed("uncited")
        everything = " ".join(f"{s.paragraph.text} {s.paragraph.context.as_text()}" for s in sources)
        requoted = requote(claim.text, [s.paragraph for s in sources], self._glossary, fold_text(everything))
        if requoted is None:
            return Removed("quotation")
        return _Case(*requoted, sources, self._terms, self._glossary, self._matcher).verdict()


class _Case:
    """One sentence with its cited paragraphs."""

    def __init__(
        self,
        text: str,
        quotes: list[Quote],
        sources: list[Source],
        terms: Sequence[Term],
        glossary: Glossary,
        matcher: Callable[[str], Matcher],
    ) -> None:
        self.text, self.quotes, self.sources = text, quotes, sources
        self.glossary, self.make_matcher = glossary, matcher
        self.language = language_of(text, sources[0].paragraph.language)
        self.matcher = matcher(text)
        dates = dict.fromkeys(source.date for source in sources)
        self.stated = {date: extract(text, language=self.language, reference_date=date, terms=terms) for date in dates}

    def verdict(self) -> Proven | Removed:
        supports = [support for source in self.sources if (support := self._support(source))]
        if not supports:
            return Removed("unsupported")
        proven = self._proven(supports)
        wrong = [fact for stated in self.stated.values() for fact in unproven(figures(stated), proven)]
        if wrong:
            return Removed("figure", wrong[0].text)
        printed = " \n ".join(support.text for support in supports)
        quoted = [(quote.start, quote.end) for quote in self.quotes]
        if any(quote.places and not self._stands(quote, supports) for quote in self.quotes):
            return Removed("quotation")
        if missing := self._unknown_names(supports, [*proven, *quoted]):
            return Removed("name", missing[0])
        names = [(m.start, m.end) for m in self.glossary.find(self.text)]
        if missing := left_over(blanked(self.text, [*proven, *quoted, *names]), printed):
            return Removed("figure", missing[0])
        if not self._same_polarity(supports):
            return Removed("negation")
        if swapped := self._swapped(supports):
            return Removed("swapped", swapped)
        around = f"{printed} " + " ".join(s.paragraph.context.as_text() for s in supports)
        if any(s.paragraph.language[:2] == self.language[:2] for s in supports):
            # Figures and names are settled by value and by glossary, whatever their words.
            if novel := novel_words(blanked(self.text, [*proven, *quoted, *names]), around):
                return Removed("unsupported", novel[0])
            least = SAID
        else:
            least = SAID_ACROSS
        if self.matcher.coverage([around])[0] < least:
            return Removed("unsupported")
        return Proven(self.text, tuple(quoted), tuple(supports))

    # -- where it stands

    def _support(self, source: Source) -> Support | None:
        """The run of the paragraph's sentences that says most of the sentence: figures and quotations first, then words."""
        stated, pieces = figures(self.stated[source.date]), source.pieces
        best: tuple[tuple[int, float], Span] | None = None
        runs = [
            (pieces[i][0], pieces[j][1])
            for i in range(len(pieces))
            for j in range(i, min(i + LONGEST_RUN, len(pieces)))
        ]
        if not runs:
            return None
        said = self.matcher.coverage([source.text(run) for run in runs])
        for run, share in zip(runs, said, strict=True):
            inside = [fact for fact in source.facts if run[0] <= fact.start and fact.end <= run[1]]
            found = sum(any(says(one, fact, self._counts_same) for one in inside) for fact in stated)
            found += sum(self._stands(quote, [Support(source.paragraph, *run)]) for quote in self.quotes)
            # A longer run must say clearly more than a shorter one.
            length = sum(run[0] <= a and b <= run[1] for a, b in pieces)
            score = (found, share - 0.08 * (length - 1))
            if best is None or score > best[0]:
                best = score, run
        assert best is not None
        return None if best[0] <= (0, 0.02) else Support(source.paragraph, *best[1])

    def _stands(self, quote: Quote, supports: Sequence[Support]) -> bool:
        return any(
            s.paragraph.id == id and s.start <= start and end <= s.end
            for s in supports
            for id, start, end in quote.places
        )

    def _facts_in(self, support: Support) -> list[Fact]:
        source = next(s for s in self.sources if s.paragraph is support.paragraph)
        return [fact for fact in source.facts if support.start <= fact.start and fact.end <= support.end]

    def _matches(self, supports: Sequence[Support]) -> list[tuple[Fact, Support, list[Fact]]]:
        """(stated figure, where, the source's figures that prove it)"""
        found = []
        for support in supports:
            source = next(s for s in self.sources if s.paragraph is support.paragraph)
            inside = self._facts_in(support)
            for fact in figures(self.stated[source.date]):
                proofs = [one for one in inside if says(one, fact, self._counts_same)]
                if proofs:
                    found.append((fact, support, proofs))
        return found

    def _proven(self, supports: Sequence[Support]) -> list[Span]:
        return [(fact.start, fact.end) for fact, _, _ in self._matches(supports)]

    def _counts_same(self, source: Fact, stated: Fact) -> bool:
        """Whether what the source counts is what the sentence counts, by word or by translation."""
        one, other = fold_text(source.unit or ""), fold_text(stated.unit or "")
        if not other or one == other:
            return True
        return self.make_matcher(stated.unit or "").coverage([f"{source.unit or ''} {source.text}"])[0] >= 0.3

    # -- what it says

    def _unknown_names(self, supports: Sequence[Support], settled: Sequence[Span]) -> list[str]:
        printed = " \n ".join(f"{s.text} \n {s.paragraph.context.as_text()}" for s in supports)

        def translated(word: str) -> bool:
            return self.make_matcher(word).coverage([printed])[0] >= 0.25

        return unknown_names(
            self.text,
            printed,
            glossary=self.glossary,
            stated=[fact for stated in self.stated.values() for fact in stated],
            printed=[fact for support in supports for fact in self._facts_in(support)],
            settled=settled,
            translated=translated,
        )

    def _same_polarity(self, supports: Sequence[Support]) -> bool:
        """Whether each clause denies exactly where the source's clause about the same thing does."""
        parts = [s.text[a:b] for s in supports for a, b in clauses(s.text)]
        denied = [negations(part) for part in parts]
        if not negations(self.text) and not any(denied):
            return True
        for start, end in clauses(self.text):
            clause = self.text[start:end]
            stated = negations(clause)
            shares = self.make_matcher(clause).coverage(parts)
            best = max(shares)
            if best < 0.05:
                if stated:
                    return False
                continue
            near = [count for count, share in zip(denied, shares, strict=True) if share >= NEAR * best]
            if stated not in near:
                return False
        return True

    def _swapped(self, supports: Sequence[Support]) -> str:
        """A figure that the source gives to another name than the sentence does; empty where there is none.

        Only where the source names somebody of the sentence too, and somebody else where the figure stands.
        """
        stated = [fact for facts in self.stated.values() for fact in facts]
        named = names_in(self.text, stated, self.glossary)
        if not named:
            return ""
        for fact, support, proofs in self._matches(supports):
            inside = self._facts_in(support)
            if not named & names_in(support.text, inside, self.glossary):
                continue
            owners: list[frozenset[str]] = []
            last: frozenset[str] = frozenset()
            names = [(m.start + support.start, m.end + support.start) for m in self.glossary.find(support.text)]
            names += [(one.start, one.end) for one in inside if one.kind in NAMES]
            for start, end in _parts(support, names):
                part = [one for one in inside if start <= one.start < end]
                # A clause that names nobody goes on about whom the one before named.
                last = names_in(support.paragraph.text[start:end], part, self.glossary) or last
                if any(start <= proof.start < end for proof in proofs):
                    owners.append(last)
            if owners and all(owner and not owner & named for owner in owners):
                return fact.text
        return ""


def _parts(support: Support, names: Sequence[Span]) -> list[Span]:
    """Clauses of the span, cut at "and" too where no name goes across: each thing that is said of one name."""
    text, parts = support.paragraph.text, []
    for start, end in clauses(text, support.start, support.end):
        at = start
        for joint in _JOINTS.finditer(text, start, end):
            if not any(a < joint.end() and joint.start() < b for a, b in names):
                parts.append((at, joint.end()))
                at = joint.end()
        parts.append((at, end))
    return [part for part in parts if part[0] < part[1]]
