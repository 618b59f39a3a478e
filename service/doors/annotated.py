"""A checked draft as one HTML file: the draft itself, its statements marked, what the documents say beside each.

It stands alone: no script, nothing loaded from elsewhere, everything escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from corpus.languages import language_of
from corpus.pinpoint import pinpoint
from service.doors.objects.answers import CitationObject
from service.doors.objects.drafts import CheckedDraft, DraftDifferenceObject, StatementObject

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1917; --bg: #fff;
  --ok: #166534; --bad: #b91c1c; --none: #57534e; --okb: #dcfce7; --badb: #fee2e2; --noneb: #f5f5f4 }
@media (prefers-color-scheme: dark) { :root { --ink: #f5f5f4; --bg: #1c1917;
  --ok: #86efac; --bad: #fca5a5; --none: #d6d3d1; --okb: #14321f; --badb: #3f1d1d; --noneb: #292524 } }
body { font: 1rem/1.7 system-ui, "Noto Sans CJK TC", sans-serif; color: var(--ink); background: var(--bg);
  max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
.draft { white-space: pre-wrap; border-left: 3px solid var(--none); padding-left: 1rem }
mark { color: inherit; border-radius: .2rem; padding: .1em 0 }
mark.supported { background: var(--okb) } mark.contradicted { background: var(--badb) }
mark.not_found { background: var(--noneb) }
u.supported { text-decoration: underline var(--ok) } u.contradicted { text-decoration: underline wavy var(--bad) }
u.not_found { text-decoration: underline dotted var(--none) }
sup a { text-decoration: none; color: inherit }
li { margin: 0 0 1.2rem }
b.supported { color: var(--ok) } b.contradicted { color: var(--bad) } b.not_found { color: var(--none) }
blockquote { margin: .3rem 0 0 1rem; border-left: 2px solid var(--none); padding-left: .8rem }
.source { font-size: .875rem }
"""
_WORDS = {"supported": "Supported", "contradicted": "Contradicted", "not_found": "Not found"}


def annotated_page(draft: str, checked: CheckedDraft, title: str) -> str:
    """The whole page."""
    counts = {name: sum(s.verdict == name for s in checked.statements) for name in _WORDS}
    tally = " · ".join(f"{escape(_WORDS[name])}: {count}" for name, count in counts.items())
    notes = "\n".join(_note(number, s) for number, s in enumerate(checked.statements, 1))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        f'<h1>{escape(title)}</h1>\n<p>{tally}</p>\n<div class="draft">{_marked(draft, checked)}</div>\n'
        f"<h2>What the documents say</h2>\n<ol>\n{notes}\n</ol>\n</body>\n</html>\n"
    )


def _marked(draft: str, checked: CheckedDraft) -> str:
    pieces, at = [], 0
    for number, statement in enumerate(checked.statements, 1):
        pieces.append(escape(draft[at : statement.start]))
        pieces.append(
            f'<mark class="{statement.verdict}">{_underlined(draft, statement)}</mark>'
            f'<sup><a href="#s{number}">{number}</a></sup>'
        )
        at = statement.end
    return "".join(pieces) + escape(draft[at:])


def _underlined(draft: str, statement: StatementObject) -> str:
    pieces, at = [], statement.start
    for piece in statement.pieces:
        if piece.start < at:
            continue
        pieces.append(escape(draft[at : piece.start]))
        pieces.append(f'<u class="{piece.verdict}">{escape(draft[piece.start : piece.end])}</u>')
        at = piece.end
    return "".join(pieces) + escape(draft[at : statement.end])


def _note(number: int, statement: StatementObject) -> str:
    parts = [f'<li id="s{number}"><b class="{statement.verdict}">{_WORDS[statement.verdict]}</b>']
    if statement.reason:
        parts.append(f" ({escape(statement.reason)})")
    parts += [f"<br>{escape(line)}" for line in lines_of(statement)]
    parts += [_source(citation) for citation in statement.citations]
    return "".join(parts) + "</li>"


def lines_of(statement: StatementObject) -> list[str]:
    """What there is to say of a statement, a line each: the differences, and a figure's two dates where it was revised."""
    lines = [_difference(one) for one in statement.differences]
    if statement.revision:
        was, now = statement.revision.was, statement.revision.now
        lines.append(f"{was.text} ({was.date or '?'}) → {now.text} ({now.date or '?'})")
    return lines


def _difference(one: DraftDifferenceObject) -> str:
    said = f"“{one.source}”" if one.source else "nothing of the kind"
    return f"{one.kind}: the draft has “{one.stated}”, the document {said}"


def place_of(citation: CitationObject) -> str:
    """Title, date and pinpoint."""
    document = citation.document
    when = document.date or (f"as at {document.as_of}" if document.as_of else "")
    return ", ".join(
        part for part in (document.title, when, pinpoint(citation.label, language_of(document.title))) if part
    )


def _source(citation: CitationObject) -> str:
    restated = " (a restatement, not the published text)" if citation.document.restates else ""
    return (
        f'<blockquote lang="{escape(citation.language)}">{escape(citation.quote)}'
        f'<br><span class="source">{escape(place_of(citation) + restated)}</span></blockquote>'
    )


def every_line(statement: StatementObject) -> Iterable[str]:
    """The lines and the sources as plain text, for a comment."""
    head = _WORDS[statement.verdict] + (f" ({statement.reason})" if statement.reason else "")
    yield head
    yield from lines_of(statement)
    for citation in statement.citations:
        yield f"{place_of(citation)}: {citation.quote}"
