"""What a drafter sees on a terminal: verified quotations, and a draft checked statement by statement."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from service.doors.annotated import lines_of, place_of
from service.doors.objects.drafts import CheckedDraft
from service.doors.objects.quotes import QuoteResults
from service.doors.terminal import _console, _indented, remark, visible

_STYLES = {"exact": "green", "altered": "yellow", "absent": "red"}
_CHECKED = {"supported": "green", "contradicted": "red", "not_found": "yellow"}


def show_verdicts(found: QuoteResults) -> None:
    console = _console()
    for result in found.results:
        console.print(
            Text(f"{result.verdict:<8} ", style=_STYLES[result.verdict]) + Text(visible(result.quote.strip()))
        )
        if result.match:
            place = ", ".join(piece.paragraph.id for piece in (result.match, *result.match.more))
            console.print(_indented(Text(visible(f"{place}  {result.match.document.title}"), style="dim"), 9))
        for piece in result.differences:
            said = f"{piece.kind}: {_shown(piece.quoted)} → {_shown(piece.source)}"
            console.print(_indented(Text(visible(said)), 9))
        for note in result.notes:
            console.print(_indented(Text(visible(note), style="italic"), 9))
    exact = sum(result.verdict == "exact" for result in found.results)
    remark(f"{exact} of {len(found.results)} exact.")


def _shown(piece: str) -> str:
    """A differing piece in marks, so that a space or nothing can be seen."""
    return f"“{piece}”" if piece else "nothing"


def show_checked(found: CheckedDraft) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    for name in ("verdict", "statement", "what the documents say"):
        table.add_column(name, overflow="fold", no_wrap=name == "verdict")
    for statement in found.statements:
        verdict = statement.verdict.replace("_", " ")
        verdict += f" ({statement.reason})" if statement.reason and statement.verdict == "contradicted" else ""
        said = [*lines_of(statement), *(f"{place_of(c)} [{c.id}]" for c in statement.citations)]
        table.add_row(
            Text(verdict, style=_CHECKED[statement.verdict]),
            Text(visible(statement.text)),
            Text(visible("\n".join(said)), style="" if statement.differences else "dim"),
        )
    _console().print(table)
    counts = [f"{sum(s.verdict == name for s in found.statements)} {name.replace('_', ' ')}" for name in _CHECKED]
    remark(", ".join(counts) + ".")
