"""How deep each heading stands, and which text a heading covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.spans import fold_text
from corpus.splitting.prose import REFERS_BACK, announced, heading_shaped, run_in_head
from corpus.splitting.units import Unit

#: Headings that papers of this kind always print at the outermost level, folded.
STOCK = frozenset(
    "目的|背景|引言|序言|简介|前言|未来路向|未来工作|总结|结语|结论|建议|征询意见|财政影响|公众咨询|咨询|推行计划|purpose|background"
    "|introduction|way forward|conclusion|recommendations|advice sought|financial implications|public consultation".split(
        "|"
    )
)
_WINDOW = 60  #: texts looked back on for the announcement of a heading


def depths(units: Sequence[Unit], *, annex: bool) -> list[Unit]:
    """The units of one scope with the depth of every heading, from 1; the first heading of an annex is its title."""
    explicit = any(unit.is_heading and unit.lead.level for unit in units)
    if not explicit:
        return _inferred(units, annex=annex)
    levels = _same_series(units)
    stack: list[int] = []
    found = []
    for i, unit in enumerate(units):
        if unit.is_heading:
            level = levels.get(i, unit.lead.level or 6)
            while stack and stack[-1] >= level and not (annex and len(stack) == 1):
                stack.pop()
            stack.append(level)
            unit = replace(unit, depth=len(stack))
        found.append(unit)
    return found


def _same_series(units: Sequence[Unit]) -> dict[int, int]:
    """Levels of numbered headings, where one that goes on the outer numbering is marked too deep."""
    numbered = [
        (i, int(unit.marker.value), unit.lead.level)
        for i, unit in enumerate(units)
        if unit.is_heading and unit.marker and unit.marker.style in ("number", "circled")
    ]
    if not numbered:
        return {}
    outer = min(level for _, _, level in numbered)
    last = next(number for _, number, level in numbered if level == outer)
    own_series = {level for _, number, level in numbered if level != outer and number == 1}
    found = {}
    for i, number, level in numbered:
        if level == outer:
            last = number
        elif level not in own_series and number in (last, last + 1):
            found[i], last = outer, number
    return found


@dataclass(slots=True)
class _Open:
    """A heading on the stack while depths are inferred."""

    index: int
    depth: int
    lead: str = ""  #: the first text below it
    sure: bool = True


def _names(heading: str, text: str) -> bool:
    """Whether ``text`` announces the heading, or each of the quoted phrases the heading is made of."""
    parts = [part.split("」")[0] for part in heading.split("「")[1:]] if heading.startswith("「") else []
    return all(part and part in text for part in parts) if parts else heading in text


def _inferred(units: Sequence[Unit], *, annex: bool) -> list[Unit]:
    """Depths where nothing is marked.

    A heading directly below a heading is its child. One that a text above announced stands where the others announced
    there stand, or one below the heading of that text. Any other stands beside the heading before it.
    """
    found = list(units)
    opened: list[_Open] = []  # every heading so far, in order
    texts: list[tuple[str, int]] = []  # (text, how many headings stood above it)
    for i, unit in enumerate(units):
        if not unit.is_heading:
            if unit.role in ("body", "number"):
                texts.append((unit.text, len(opened)))
                if opened and not opened[-1].lead:
                    opened[-1].lead = unit.text
            continue
        depth, sure, parent = _depth(units, i, opened, texts[-_WINDOW:], annex)
        if parent is not None:
            _push_down(opened, parent, depth)
        opened.append(_Open(i, depth, sure=sure))
    for heading in opened:
        found[heading.index] = replace(found[heading.index], depth=heading.depth)
    return found


def _depth(
    units: Sequence[Unit], i: int, opened: list[_Open], texts: Sequence[tuple[str, int]], annex: bool
) -> tuple[int, bool, int | None]:
    """(depth, whether the text itself tells it, index in ``opened`` of the parent it was announced under)."""
    unit = units[i]
    if not opened:
        return 1, True, None
    base = 2 if annex else 1
    if unit.marker and unit.marker.style in ("circled", "number"):
        return base, True, None
    if unit.marker and unit.marker.style == "han":
        same = [h.depth for h in opened if (m := units[h.index].marker) and m.style == "han"]
        return (same[-1] if same else opened[-1].depth + 1 if units[i - 1].is_heading else base), True, None
    if fold_text(unit.text).strip() in STOCK:
        return base, True, None
    if units[i - 1].is_heading:
        return opened[-1].depth + 1, True, None
    for text, above in reversed(texts):
        if _names(unit.text, text):
            beside = [h for h in opened[above:] if h.sure and _names(units[h.index].text, text)]
            if beside:
                return beside[0].depth, True, None
    for k in range(len(opened) - 1, max(len(opened) - 12, -1), -1):
        if opened[k].lead and announced(unit.text, opened[k].lead):
            siblings = [h for h in opened[k + 1 :] if announced(units[h.index].text, opened[k].lead)]
            return (siblings[0].depth if siblings else opened[k].depth + 1), True, k
    return max(opened[-1].depth, base), False, None


def _push_down(opened: list[_Open], parent: int, depth: int) -> None:
    """Headings between a parent and its announced child stand inside the parent."""
    between = opened[parent + 1 :]
    if any(h.sure and h.depth < depth for h in between):
        return
    lowest = min((h.depth for h in between), default=depth)
    for heading in between:
        heading.depth += max(depth - lowest, 0)


def without_body(units: Sequence[Unit], *, annex: bool, last: bool) -> list[Unit]:
    """Headings with nothing below them become items of the heading above them; outermost ones are headlines.

    A repeated title of a slide stays a heading; headings at the very end of the document are its closing page.
    """
    found = _last_page(units) if last and not annex else list(units)
    units = list(found)
    end_of_text = True  # whether no text has been met yet, from the end on
    next_depth = 0  # depth of the next heading, 0 where text comes first
    for i in range(len(units) - 1, -1, -1):
        unit = units[i]
        if not unit.is_heading:
            if unit.role not in ("title", "caption", "footnote"):
                end_of_text, next_depth = False, 99
            continue
        empty = next_depth <= unit.depth
        headline = next_depth == 99 and _only_subtitle(units, i)
        if (empty and unit.depth == 1 and not annex) or headline:
            closing = end_of_text and last and empty
            found[i] = replace(unit, role="title", name="closing" if closing else "headline")
            if headline:
                found[i + 1] = replace(units[i + 1], role="title", name="headline")
        elif empty and unit.depth > 1:
            found[i] = replace(unit, role="item")
        next_depth = unit.depth
    return found


def _last_page(units: Sequence[Unit]) -> list[Unit]:
    """The closing page of a document whose sections are numbered: a last heading without number, short lines below it."""
    outer = [i for i, unit in enumerate(units) if unit.is_heading and unit.depth == 1]
    numbered = sum(units[i].marker is not None for i in outer)
    if numbered < 2 or units[outer[-1]].marker:
        return list(units)
    page = units[outer[-1] + 1 :]
    if any(unit.role != "body" or not heading_shaped(unit.text) for unit in page):
        return list(units)
    return [replace(u, role="title", name="closing") if i >= outer[-1] else u for i, u in enumerate(units)]


def _only_subtitle(units: Sequence[Unit], i: int) -> bool:
    """Whether all that stands below this outermost heading is one short line that says nothing: a headline over two lines."""
    from_here = units[i + 1 : i + 3]
    if units[i].depth != 1 or units[i].marker or not from_here or from_here[0].role != "body":
        return False
    return (
        heading_shaped(from_here[0].text)
        and len(from_here) == 2
        and from_here[1].is_heading
        and from_here[1].depth == 1
    )


def inherits(head: str, short_forms: Sequence[str], text: str) -> bool:
    """Whether a text without a run-in head of its own belongs under the run-in head above it, as far as its wording shows.

    It does where it refers back (其中, 此外), names the head or its short form, or prints half of the head in one piece.
    """
    if REFERS_BACK.match(text):
        return True
    if any(name in text for name in (head, *short_forms) if len(name) >= 2):
        return True
    half = max(4, (len(head) + 1) // 2)
    return any(head[i : i + half] in text for i in range(len(head) - half + 1))


def run_in(text: str) -> tuple[str, tuple[str, ...]]:
    """(the run-in head of a text without its colon and brackets, the short forms in brackets); ("", ()) without one."""
    end = run_in_head(text)
    if not end:
        return "", ()
    head = text[: end - 1].strip(" *")
    name, _, rest = head.replace("(", "（").replace(")", "）").partition("（")
    short = tuple(part.strip("「」《》 ") for part in rest.rstrip("）").split("（") if part)
    return (name.strip() if short and name.strip() else head), short
