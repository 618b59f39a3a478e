"""A selection of quotations as a .docx: each quotation a paragraph, its source a real footnote."""

from __future__ import annotations

from collections.abc import Sequence

from service.desk.citations import Reference, source_line
from service.doors.docx_parts import clean, package, part, run

_MARK = '<w:rStyle w:val="FootnoteReference"/>'
#: Chinese needs a font of its own to be named beside the Latin one; which one is there is the word processor's business.
_LANGUAGES = {"en": "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN"}
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="160"/><w:ind w:left="567" w:right="567"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)
# Word keeps -1 and 0 for the lines it draws above footnotes.
_LINES = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for kind, number in (("separator", -1), ("continuationSeparator", 0))
)


def quotations(references: Sequence[Reference]) -> bytes:
    """The file's bytes; the quoted words stand in quotation marks of their own language, exactly as printed."""
    body = "".join(_quotation(number, one) for number, one in enumerate(references, 1))
    notes = "".join(_footnote(number, one) for number, one in enumerate(references, 1))
    return package(
        {
            "document": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
            "styles": part("styles", _STYLES),
            "footnotes": part("footnotes", _LINES + notes),
        }
    )


def _quotation(number: int, one: Reference) -> str:
    opening, closing = "“”" if one.paragraph.language == "en" else "「」"
    mark = f'<w:r><w:rPr>{_MARK}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
    quoted = run(f"{opening}{one.quote}{closing}", _spoken(one.paragraph.language))
    return f'<w:p><w:pPr><w:pStyle w:val="Quote"/></w:pPr>{quoted}{mark}</w:p>'


def _footnote(number: int, one: Reference) -> str:
    said = f" {source_line(one)}" + (f" {one.url}" if one.url else "")
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f"<w:r><w:rPr>{_MARK}</w:rPr><w:footnoteRef/></w:r>{run(said, _spoken(one.language))}</w:p></w:footnote>"
    )


def _spoken(language: str) -> str:
    tag = clean(_LANGUAGES.get(language, language))
    return f'<w:lang w:val="{tag}"/>' if language == "en" else f'<w:lang w:eastAsia="{tag}"/>'
