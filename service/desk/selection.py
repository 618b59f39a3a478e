"""Several citations at once: the quotations that a drafter has chosen, in one text, each with its source."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from corpus.errors import BadInput
from service.desk.citations import STYLES, Reference, block_quotation, cite_reference, source_line


def collect(references: Sequence[Reference], style: str = "footnote") -> str:
    """The citations of a selection as one text, in the order chosen.

    ``csl-json`` is one list, ``bibtex`` one file with a key of its own for each, ``markdown`` the quotations with
    footnotes below; the others stand one after another. Raises BadInput for an unknown style and for no citation.
    """
    if not references:
        raise BadInput("There is nothing to cite.", "Choose at least one paragraph.")
    if style not in STYLES:
        raise BadInput(f"There is no citation style {style!r}.", f"Use one of {', '.join(STYLES)}.")
    return _COLLECTED.get(style, _one_by_one(style))(references)


def _one_by_one(style: str) -> Callable[[Sequence[Reference]], str]:
    between = "\n" if style == "footnote" else "\n\n"
    return lambda references: between.join(cite_reference(one, style) for one in references)


def _csl_json(references: Sequence[Reference]) -> str:
    items = [item for one in references for item in json.loads(cite_reference(one, "csl-json"))]
    return json.dumps(_told_apart(items), ensure_ascii=False, indent=2)


def _told_apart(items: list[dict]) -> list[dict]:
    """Items with ids of their own where one paragraph is cited twice."""
    met: dict[str, int] = {}
    for item in items:
        number = met[item["id"]] = met.get(item["id"], 0) + 1
        if number > 1:
            item["id"] += f"#{number}"
    return items


def _bibtex(references: Sequence[Reference]) -> str:
    entries, met = [], {}
    for reference in references:
        entry = cite_reference(reference, "bibtex")
        head, comma, rest = entry.partition(",")
        number = met[head] = met.get(head, 0) + 1
        entries.append(f"{head}-{number}{comma}{rest}" if number > 1 else entry)
    return "\n\n".join(entries)


def _markdown(references: Sequence[Reference]) -> str:
    """Block quotations, each with a footnote mark, and the footnotes (a widespread extension of CommonMark)."""
    quotes, notes = [], []
    for number, reference in enumerate(references, 1):
        quotes.append(f"{block_quotation(reference)}[^{number}]")
        link = f" <{reference.url}>" if reference.url else ""
        notes.append(f"[^{number}]: {source_line(reference)}{link}")
    return "\n\n".join([*quotes, "\n".join(notes)])


_COLLECTED: dict[str, Callable[[Sequence[Reference]], str]] = {
    "csl-json": _csl_json,
    "bibtex": _bibtex,
    "markdown": _markdown,
}
