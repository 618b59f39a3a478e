"""What a drafter sees on a terminal: verified quotations."""

from __future__ import annotations

from rich.text import Text

from service.doors.objects.quotes import QuoteResults
from service.doors.terminal import _console, _indented, remark, visible

_STYLES = {"exact": "green", "altered": "yellow", "absent": "red"}


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
