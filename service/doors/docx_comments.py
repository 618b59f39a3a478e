"""A checked draft as a .docx: its text, one comment on each statement. WordprocessingML (ECMA-376), written directly.

Formatting of a .docx that was checked is not kept: what is written is the text that was read.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from service.doors.annotated import every_line
from service.doors.objects.drafts import CheckedDraft

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/comments.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
    "</Relationships>"
)
_COLOURS = {"supported": "green", "contradicted": "red", "not_found": "lightGray"}
#: A fixed moment: the same draft gives the same bytes.
_MOMENT = (2000, 1, 1, 0, 0, 0)


def commented(draft: str, checked: CheckedDraft) -> bytes:
    """The file's bytes."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _RELATIONS.format("comments", "comments.xml"),
        "word/document.xml": _document(draft, checked),
        "word/comments.xml": _comments(checked),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _head(tag: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} xmlns:w="{_W}">'


def _clean(text: str) -> str:
    """Text that XML 1.0 may hold."""
    return escape(
        "".join(c if c in "\t\n" or (ord(c) >= 32 and not 0xFFFE <= ord(c) <= 0xFFFF) else "\ufffd" for c in text)
    )


def _run(text: str, colour: str = "") -> str:
    look = f'<w:rPr><w:highlight w:val="{colour}"/></w:rPr>' if colour else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{_clean(text)}</w:t></w:r>' if text else ""


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
            runs.append(_run(draft[here:first]))
            if first == statement.start:
                runs.append(f'<w:commentRangeStart w:id="{number}"/>')
            runs.append(_run(draft[first:last], _COLOURS[statement.verdict]))
            if last == statement.end:
                runs.append(f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>')
            here = last
        runs.append(_run(draft[here:shown]))
        body.append(f"<w:p>{''.join(runs)}</w:p>")
        at = end
    return f"{_head('document')}<w:body>{''.join(body)}</w:body></w:document>"


def _comments(checked: CheckedDraft) -> str:
    found = []
    for number, statement in enumerate(checked.statements):
        lines = "".join(f"<w:p>{_run(line)}</w:p>" for line in every_line(statement))
        found.append(f'<w:comment w:id="{number}" w:author="Pincite" w:initials="P">{lines}</w:comment>')
    return f"{_head('comments')}{''.join(found)}</w:comments>"
