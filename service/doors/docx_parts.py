"""What every .docx that is written here is made of. WordprocessingML (ECMA-376), written directly; no word processor needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MEDIA_TYPE = f"{_WORD}.document"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: A fixed moment: the same draft gives the same bytes.
_MOMENT = (2000, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """Text escaped, as XML 1.0 may hold it."""
    kept = (
        c
        if c in "\t\n" or (ord(c) >= 32 and not 0xFFFE <= ord(c) <= 0xFFFF and not 0xD800 <= ord(c) <= 0xDFFF)
        else "\ufffd"
        for c in text
    )
    return escape("".join(kept), {'"': "&quot;"})


def run(text: str, look: str = "") -> str:
    """A run of text; ``look`` is the inside of its properties. Nothing for no text."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{clean(text)}</w:t></w:r>' if text else ""


def part(tag: str, body: str) -> str:
    """A whole part whose root is ``w:tag``."""
    return f'{HEAD}<w:{tag} xmlns:w="{W}">{body}</w:{tag}>'


def package(parts: Mapping[str, str]) -> bytes:
    """The file of a document with these parts beside it: ``{"document": xml, "comments": xml, …}``, each ``word/NAME.xml``."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{"document.main" if name == "document" else name}+xml"/>'
        for name in parts
    )
    beside = [name for name in parts if name != "document"]
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations([(name, f"{name}.xml") for name in beside]),
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(pairs: list[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{found}</Relationships>'
