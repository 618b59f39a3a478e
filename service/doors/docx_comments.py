"""A checked draft as a .docx with a comment on each statement: the file that was checked itself, or one made of a plain text.

In a file that was checked everything stays as it was, formatting, pictures, earlier comments and tracked changes; only the
ends of the comments are put in, and a run is cut in two where one falls inside it. WordprocessingML (ECMA-376).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from service.doors.annotated import every_line
from service.doors.docx_package import inserted, open_package
from service.doors.docx_parts import HEAD, package, part, run
from service.doors.docx_scan import Piece, Scanned, scan
from service.doors.objects.drafts import CheckedDraft, StatementObject

_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COLOURS = {"supported": "green", "contradicted": "red", "not_found": "lightGray"}


def commented(draft: str, checked: CheckedDraft) -> bytes:
    """The file's bytes, made of the text alone: its statements highlighted, a comment on each."""
    comments = "".join(_comment(number, one) for number, one in enumerate(checked.statements))
    return package({"document": _document(draft, checked), "comments": part("comments", comments)})


def _document(draft: str, checked: CheckedDraft) -> str:
    """A paragraph per line; a statement that runs over a line break has its comment on all of its lines."""
    body, at = [], 0
    for line in draft.splitlines(keepends=True):
        end = at + len(line)
        shown = at + len(line.rstrip("\r\n"))
        runs, here = [], at
        for number, statement in enumerate(checked.statements):
            first, last = max(statement.start, at), min(statement.end, shown)
            if first >= last:
                continue
            runs.append(run(draft[here:first]))
            if first == statement.start:
                runs.append(f'<w:commentRangeStart w:id="{number}"/>')
            runs.append(run(draft[first:last], f'<w:highlight w:val="{_COLOURS[statement.verdict]}"/>'))
            if last == statement.end:
                runs.append(f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>')
            here = last
        runs.append(run(draft[here:shown]))
        body.append(f"<w:p>{''.join(runs)}</w:p>")
        at = end
    return part("document", f"<w:body>{''.join(body)}</w:body>")


def _comment(number: int, statement: StatementObject) -> str:
    lines = "".join(f"<w:p>{run(line)}</w:p>" for line in every_line(statement))
    return f'<w:comment w:id="{number}" w:author="Pincite" w:initials="P">{lines}</w:comment>'


# -- in the file that was checked


def commented_in_place(data: bytes, checked: CheckedDraft, name: str = "The draft") -> bytes:
    """The .docx with comments; statements count in the text that docx_scan reads of it. Raises BadInput, TooLarge, NotWord."""
    found = open_package(data, name)
    scanned = scan(found.parts[found.main])
    place = found.related("comments")
    before = found.parts.get(place or "", b"")
    first = 1 + max(
        (int(n) for n in re.findall(rb"<(?:[\w.-]+:)?comment\b[^>]*?:id=[\"'](\d+)[\"']", before)), default=-1
    )
    namespace = scanned.namespace.encode()
    comments = "".join(_comment(first + number, one) for number, one in enumerate(checked.statements))
    # Declared on each comment: an earlier part may call the namespace by any name, or by none.
    own = comments.replace("<w:comment ", f'<w:comment xmlns:w="{scanned.namespace}" ')
    if place and before:
        found.put(place, inserted(before, own.encode()))
    else:
        name = f"{found.main.rpartition('/')[0]}/comments.xml".lstrip("/")
        root = f'{HEAD}<w:comments xmlns:w="{scanned.namespace}">{comments}</w:comments>'
        found.put(name, root.encode())
        strict = b"purl.oclc.org" in namespace
        kinds = "http://purl.oclc.org/ooxml" if strict else "http://schemas.openxmlformats.org"
        base = f"{kinds}/officeDocument/relationships" if strict else f"{kinds}/officeDocument/2006/relationships"
        found.relate("comments", name, _COMMENTS, base)
    found.put(found.main, _with_marks(scanned, checked, first))
    return found.written()


@dataclass(slots=True)
class _Cut:
    """What goes in at one place of the bytes. ``close`` and ``open`` end a run there and begin it anew."""

    close: bytes = b""
    open: bytes = b""
    ends: list[bytes] = field(default_factory=list)
    starts: list[bytes] = field(default_factory=list)

    @property
    def markup(self) -> bytes:
        return self.close + b"".join(self.ends) + b"".join(self.starts) + self.open


def _with_marks(scanned: Scanned, checked: CheckedDraft, first: int) -> bytes:
    """The main part with the comments' ends in it."""
    p = scanned.prefix or "w"
    declared = "" if scanned.prefix else f' xmlns:w="{scanned.namespace}"'
    offsets = [piece.offset for piece in scanned.pieces]
    cuts: dict[int, _Cut] = defaultdict(_Cut)
    kept: dict[int, bytes] = {}
    for number, statement in enumerate(checked.statements, first):
        inside = _pieces(scanned, offsets, statement)
        if not inside:
            continue
        start = _place(cuts, kept, scanned, inside[0], statement.start, True)
        end = _place(cuts, kept, scanned, inside[-1], statement.end, False)
        said = f'{declared} {p}:id="{number}"'
        cuts[start].starts.append(f"<{p}:commentRangeStart{said}/>".encode())
        reference = f'<{p}:r{declared}><{p}:commentReference {p}:id="{number}"/></{p}:r>'
        cuts[end].ends.append(f"<{p}:commentRangeEnd{said}/>{reference}".encode())
    pieces, at = [], 0
    for place in sorted({*cuts, *kept}):
        pieces += [scanned.data[at:place], cuts[place].markup if place in cuts else kept[place]]
        at = place
    return b"".join([*pieces, scanned.data[at:]])


def _pieces(scanned: Scanned, offsets: list[int], statement: StatementObject) -> list[Piece]:
    """Those that print the statement's first and last character; empty where nothing does."""
    low = max(0, bisect_right(offsets, statement.start) - 1)
    high = bisect_right(offsets, statement.end - 1)
    return [
        piece
        for piece in scanned.pieces[low:high]
        if piece.offset < statement.end and statement.start < piece.offset + len(piece.text)
    ]


def _place(
    cuts: dict[int, _Cut], kept: dict[int, bytes], scanned: Scanned, piece: Piece, offset: int, opening: bool
) -> int:
    """The byte where a comment begins, or ends, at ``offset`` of the text; a run is cut there where it must be."""
    home = piece.run
    if home.holder is not None:  # no comment may stand in a text box; it goes on what the box hangs on
        return home.holder.start if opening else home.holder.end
    edge = home.first if opening else home.last
    beyond = offset < (home.first or 0) if opening else offset > home.last
    if offset == edge or beyond:
        return home.start if opening else home.end
    inner = offset - piece.offset
    run_end = b"</" + _tag_name(home.tag) + b">"
    again = home.tag + home.look
    if 0 < inner < len(piece.text):
        if not piece.steps:
            return home.start if opening else home.end
        tag = scanned.data[piece.start : piece.inside]
        name = _tag_name(tag)
        cut = cuts[piece.inside + piece.steps[inner]]
        cut.close = b"</" + name + b">" + run_end
        cut.open = again + b"<" + name + b' xml:space="preserve">'
        if b"xml:space" not in tag:
            kept[piece.start + 1 + len(name)] = b' xml:space="preserve"'
        return piece.inside + piece.steps[inner]
    place = piece.start if inner <= 0 else piece.end
    cuts[place].close, cuts[place].open = run_end, again
    return place


def _tag_name(tag: bytes) -> bytes:
    match = re.match(rb"<([^\s/>]+)", tag)
    return match[1] if match else b""
