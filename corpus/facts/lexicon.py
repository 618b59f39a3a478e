"""Known names: the gazetteer and the documents' own defined terms, found in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.facts.readings import Source
from corpus.facts.tables import forms_of, read_table
from corpus.records import Term
from corpus.spans import fold_text, is_han


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of a known name."""

    form: str  #: as listed
    kind: str
    value: str  #: canonical name


@lru_cache(maxsize=1)
def endings() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(kind, folded Chinese endings, English endings), longest ending first."""
    return tuple(
        (
            kind,
            tuple(sorted(forms_of(han), key=lambda f: (-len(f), f))),
            tuple(sorted(latin.split("|"), key=lambda f: (-len(f), f))),
        )
        for kind, han, latin in read_table("names")
    )


def kind_of_name(name: str) -> str | None:
    """Kind of fact that a name's ending tells (計劃: scheme, 委員會: organisation), None where it tells nothing."""
    folded = fold_text(name).replace(" ", "")
    best: tuple[int, str] | None = None
    for kind, han, latin in endings():
        for ending in (*han, *(fold_text(e).replace(" ", "") for e in latin)):
            if folded.endswith(ending) and len(folded) > len(ending) and (best is None or len(ending) > best[0]):
                best = (len(ending), kind)
                break
    return best[1] if best else None


_NO_NAME = re.compile(
    r"[，。;:!?、\n]|^(?:设立|成立|推动|推进|加速|加快|建设|培育|吸引|支援|支持|新增|建立|促进|深化|完善|鼓励|研究|探讨|发展|开展)(?!.{0,2}[署局])"
    r"|^(?:promote|develop|foster|set up|establish|attract|nurture|accelerate|expedite|support|advance|explore|facilitate) "
)


def _compact(form: str) -> str:
    return fold_text(form).replace(" ", "")


class Lexicon:
    """Forms by their first two characters; matching is leftmost, longest, linear in the text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._buckets: dict[str, list[tuple[str, Entry]]] = {}
        for entry in entries:
            compact = _compact(entry.form)
            if len(compact) >= 2:
                self._buckets.setdefault(compact[:2], []).append((compact, entry))
        for bucket in self._buckets.values():
            bucket.sort(key=lambda pair: (-len(pair[0]), pair[0], pair[1].value))

    def find(self, source: Source) -> list[tuple[int, int, Entry]]:
        """(start, end, entry) of every occurrence that begins where no shorter-starting one covers it."""
        text = source.text
        places = [i for i, c in enumerate(text) if c != " "]
        compact = "".join(text[i] for i in places)
        found, at = [], 0
        while at < len(compact) - 1:
            end = at + 1
            for form, entry in self._buckets.get(compact[at : at + 2], ()):
                if compact.startswith(form, at):
                    span = (places[at], places[at + len(form) - 1] + 1)
                    if _stands_alone(source, *span, entry.form):
                        found.append((*span, entry))
                        end = at + len(form)
                        break
            at = end
        return found


def _stands_alone(source: Source, start: int, end: int, form: str) -> bool:
    """Latin forms keep their spaces, their capitals and word boundaries; Chinese ones may be spaced freely."""
    text = source.text
    if (
        text[start].isascii()
        and text[start].isalnum()
        and text[start - 1 : start].isascii()
        and text[start - 1 : start].isalnum()
    ):
        return False
    if (
        text[end - 1].isascii()
        and text[end - 1].isalnum()
        and text[end : end + 1].isascii()
        and text[end : end + 1].isalnum()
    ):
        return False
    if "\n" in text[start:end] or "  " in text[start:end]:
        return False
    if any(is_han(c) for c in form):
        return True
    if text[start:end] != fold_text(form):
        return False
    printed = source.printed(start, end)
    return printed == form if form.isupper() and " " not in form else printed[:1] == form[:1]


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[tuple[Entry, ...], dict[str, Entry]]:
    entries = []
    for kind, canonical, others in read_table("gazetteer"):
        entries += [Entry(form, kind, canonical) for form in dict.fromkeys([canonical, *others.split("|")])]
    return tuple(entries), {_compact(e.form): e for e in entries}


@lru_cache(maxsize=32)
def _with_terms(terms: tuple[Term, ...]) -> tuple[Lexicon, dict[str, Entry]]:
    """(gazetteer and names among ``terms``, compact form -> entry for titles and quotations).

    A term's value is its gazetteer name, else its fullest English form, else its fullest form, folded; its kind what the
    gazetteer or the ending of a form tells. A heading (設立第三個平台) or a sentence is no name.
    """
    entries, known = _gazetteer()
    exact, added = dict(known), []
    for term in terms:
        forms = [form.strip("《》「」『』“”") for _, form in term.forms]
        if any(_NO_NAME.search(fold_text(form)) for form in forms):
            continue
        listed = next((known[_compact(f)] for f in forms if _compact(f) in known), None)
        title = term.forms[0][1].startswith("《")
        kind = "title" if title else listed.kind if listed else next((k for f in forms if (k := kind_of_name(f))), None)
        if kind is None:
            continue
        english = next((form for language, form in term.forms if language == "en"), None)
        value = listed.value if listed else english or " ".join(fold_text(forms[0]).split())
        for form in forms:
            entry = Entry(form, kind, value)
            exact.setdefault(_compact(form), entry)
            if not title and _compact(form) not in known:
                added.append(entry)
    return Lexicon((*entries, *added)), exact


def find_names(source: Source, terms: Sequence[Term]) -> list[tuple[int, int, Entry]]:
    """Known names of the text."""
    return _with_terms(tuple(terms))[0].find(source)


def listed(name: str, terms: Sequence[Term] = ()) -> Entry | None:
    """The entry of the gazetteer or the terms for a name, spacing and script aside."""
    return _with_terms(tuple(terms))[1].get(_compact(name))
