"""What a person sees on a terminal. Results go to stdout, everything about them to stderr.

Document text is shown as text: what would steer the terminal is replaced, and no markup is read from it.
"""

from __future__ import annotations

import json
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from corpus.pinpoint import pinpoint
from service.doors.folding import folded
from service.doors.hints import hint_at
from service.doors.objects.answers import AnswerObject, CitationObject, PassageObject, Passages
from service.doors.objects.documents import DocumentObject, Documents, Removed
from service.doors.objects.facts import ExtractedFacts, FactObject, Facts
from service.doors.objects.jobs import JobObject
from service.doors.objects.paragraphs import ParagraphObject, Paragraphs


def _console(stderr: bool = False) -> Console:
    # Made anew each time, so that it writes to the stream there is now. In a pipe there is no edge to wrap at, but a
    # line must end somewhere for a person to read it.
    width = None if (sys.stderr if stderr else sys.stdout).isatty() else 140
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def _indented(text: Text, by: int, below: int = 0) -> Padding:
    return Padding(text, (0, 0, below, by), expand=False)


def visible(text: str) -> str:
    """The text with every control character and direction override replaced by a sign."""
    return "".join("\ufffd" if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    if character in "\n\t":
        return False
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def print_json(value: Any) -> None:
    print_text(json.dumps(value, ensure_ascii=False, indent=2))


def print_text(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def remark(text: str) -> None:
    _console(stderr=True).print(Text(visible(text), style="dim"))


def complain(message: str, hint: str = "") -> None:
    console = _console(stderr=True)
    console.print(Text("pincite: ", style="bold red") + Text(visible(message)))
    if hint:
        console.print(Text(visible(hint_at("terminal", hint)), style="dim"))


class Bar:
    """A corpus.progress.Progress that draws one bar per stage; on anything but a terminal one line per stage."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._closed = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if self._closed:
                return
            if not self._console.is_terminal:
                if stage not in self._tasks:
                    self._tasks[stage] = TaskID(len(self._tasks))
                    self._console.print(Text(f"{stage}: {total}", style="dim"))
                return
            bars = self._bars or self._start()
            if stage not in self._tasks:
                self._tasks[stage] = bars.add_task(stage, total=total)
            bars.update(self._tasks[stage], completed=done, total=total)

    def _start(self) -> Progress:
        self._bars = Progress(
            TextColumn("{task.description:>12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=self._console,
        )
        self._bars.start()
        return self._bars

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._bars:
                self._bars.stop()
                self._bars = None


@contextmanager
def progress_bar() -> Iterator[Bar]:
    bar = Bar(_console(stderr=True))
    try:
        yield bar
    finally:
        bar.close()


# -- documents


def _when(document: DocumentObject) -> str:
    return document.date or (f"as of {document.as_of}" if document.as_of else "undated")


def show_documents(found: Documents) -> None:
    if not found.documents:
        remark("There are no documents here. `pincite add PATH` adds some.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    for name, justify in (
        ("title", "left"),
        ("date", "left"),
        ("paragraphs", "right"),
        ("facts", "right"),
        ("notes", "right"),
    ):
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for entry in found.documents:
        cells = [visible(entry.id), visible(entry.title), _when(entry)]
        cells += [str(entry.paragraphs), str(entry.facts), str(len(entry.problems))]
        table.add_row(*(Text(cell) for cell in cells))
    _console().print(table)
    for notice in found.notices:
        remark(notice)


def show_report(found: Documents) -> None:
    console = _console()
    for entry in found.documents:
        console.print(Text(visible(f"{entry.id}  ({entry.source})"), style="bold"))
        console.print(Text(f"  {entry.paragraphs} paragraphs, {entry.facts} facts, {_when(entry)}", style="dim"))
        for problem in entry.problems:
            place = f" ({problem.place})" if problem.place else ""
            console.print(_indented(Text(visible(f"{problem.kind}: {problem.message}{place}")), 2))
        if not entry.problems:
            console.print(Text("  Nothing was left unread or undecided."))


def show_added(job: JobObject) -> None:
    for document in job.documents:
        print_text(visible(document))
    for failed in job.failed:
        complain(f"{failed.file}: {failed.problem.detail}", failed.problem.hint)
    for notice in job.notices:
        remark(notice)


def show_synced(job: JobObject) -> None:
    show_added(job)
    for document in job.removed:
        remark(f"Removed {document}.")


def show_removed(removed: Removed) -> None:
    remark(f"Removed {removed.removed}.")


def show_paragraphs(found: Paragraphs) -> None:
    console = _console()
    _head(console, found.document)
    headings: tuple[str, ...] = ()
    shown: set[str] = set()
    for paragraph in found.paragraphs:
        if paragraph.id in shown:
            continue
        headings = _headings(console, headings, tuple(paragraph.context.headings))
        _paragraph(console, paragraph)
        # The counterpart has just been read below its other half.
        if paragraph.counterpart:
            shown.add(paragraph.counterpart.id)


def _head(console: Console, document: DocumentObject) -> None:
    for title in document.titles.values():
        console.print(Text(visible(title), style="bold"))
    console.print(Text(visible(f"{' / '.join(document.publishers.values())} · {_when(document)}"), style="dim"))
    if document.restates:
        console.print(Text(visible(f"Restatement: {document.restates}"), style="dim"))


def _headings(console: Console, before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Print the headings that are new, each as deep as it stands."""
    if now != before:
        same = 0
        while same < min(len(before), len(now)) and before[same] == now[same]:
            same += 1
        console.print()
        for depth, heading in enumerate(now[same:], same):
            console.print(_indented(Text(visible(heading), style="bold cyan"), 2 * depth))
    return now


def _paragraph(console: Console, paragraph: ParagraphObject) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=12, overflow="fold")
    table.add_column(overflow="fold")
    text = Text(visible(paragraph.text), style="italic" if paragraph.kind in ("caption", "footnote", "note") else "")
    table.add_row(Text(visible(paragraph.label), style="green"), text)
    for head, cell in paragraph.context.columns:
        if cell and cell != paragraph.text:
            table.add_row("", Text(visible(f"{head}: {cell}"), style="dim"))
    if paragraph.counterpart:
        table.add_row("", Text(visible(paragraph.counterpart.text), style="dim"))
    console.print()
    console.print(table)


# -- answers


def show_passages(found: Passages) -> None:
    console = _console()
    if not found.passages:
        remark("Nothing was found.")
    for passage in found.passages:
        _passage(console, passage)


def _passage(console: Console, passage: PassageObject) -> None:
    line = Text(f"{passage.rank:>3}  ", style="dim") + Text(visible(passage.id), style="green")
    console.print(line + Text(visible(f"  {passage.document.title}"), style="dim"))
    console.print(_indented(Text(folded(visible(passage.text), console.width - 5)), 5, 1))


def show_answer(answer: AnswerObject) -> None:
    console = _console()
    console.print(Text(folded(visible(answer.answer), console.width), style="bold"))
    for citation in answer.citations:
        _citation(console, citation, answer.language)
    if answer.facts:
        console.print()
        cited = [(fact, f"[{fact.citation}]" if fact.citation else "") for fact in answer.facts]
        _fact_table(console, cited, answer.language)
    if answer.others:
        console.print()
        console.print(Text("Elsewhere", style="bold"))
        elsewhere = [(fact, f"{fact.relation}: {fact.paragraph_id}") for fact in answer.others]
        _fact_table(console, elsewhere, answer.language)
    for notice in answer.notices:
        remark(notice)
    if not answer.answered and answer.passages:
        console.print()
        console.print(Text("Nearest paragraphs", style="bold"))
        for passage in answer.passages[:3]:
            _passage(console, passage)


def _citation(console: Console, citation: CitationObject, language: str) -> None:
    document = citation.document
    place = ", ".join([document.title, document.publisher, _when(document), pinpoint(citation.label, language)])
    console.print()
    console.print(Text(f"[{citation.n}] ", style="green") + Text(visible(place)))
    console.print(_indented(Text(folded(visible(citation.quote), console.width - 4), style="italic"), 4))
    console.print(_indented(Text(visible(citation.id), style="dim"), 4))
    if document.restates:
        console.print(_indented(Text("quoted from a restatement, not from the published text", style="dim"), 4))


def _fact_table(console: Console, facts: Iterable[tuple[FactObject, str]], language: str = "") -> None:
    """``language``: values as its readers write them; empty: as they are kept."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("kind", "as printed", "value", "qualifier", "about", "where"):
        # Ids are for copying: they are never broken.
        table.add_column(name, overflow="fold", no_wrap=name in ("kind", "where"))
    for fact, where in facts:
        kept = f"{fact.value} {fact.unit}" if fact.unit else fact.value
        value = fact.shown.get(language) or kept
        cells: Sequence[str] = (fact.kind, fact.text, value, fact.qualifier or "", fact.subject, where)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    console.print(table)


def show_facts(found: Facts) -> None:
    if not found.facts:
        remark("There is no such fact.")
        return
    console = _console()
    _fact_table(console, [(fact, fact.paragraph_id) for fact in found.facts])
    for fact in found.facts:
        if fact.links:
            console.print(Text(f"{visible(fact.text)} ({fact.paragraph_id}) elsewhere:", style="dim"))
            for link in fact.links:
                when = f" as of {link.moment}" if link.moment else ""
                console.print(Text(f"    {link.relation}{when}: {visible(link.text)} ({link.paragraph_id})"))


def show_extracted(found: ExtractedFacts) -> None:
    if not found.facts:
        remark("There is no fact in this text.")
        return
    _fact_table(_console(), [(fact, f"{fact.start}–{fact.end}") for fact in found.facts])
