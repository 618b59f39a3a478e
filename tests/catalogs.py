"""Documents made up for tests of the catalog."""

from __future__ import annotations

from corpus.records import Document, Fact, Paragraph, ParsedDocument, Term


def document(document_id: str = "plan", sha256: str = "a" * 64, **more: object) -> Document:
    known = {"title": {"en": "A plan"}, "publisher": {"en": "A bureau"}, "languages": ("en",), "source": "plan.txt"}
    return Document(id=document_id, sha256=sha256, **(known | more))  # type: ignore[arg-type]


def parsed(*texts: str, document_id: str = "plan", sha256: str = "a" * 64) -> ParsedDocument:
    """A document of numbered paragraphs, with one count and one name in each."""
    paragraphs = tuple(
        Paragraph(f"{document_id}/{n}", document_id, str(n), n - 1, text, "en") for n, text in enumerate(texts, 1)
    )
    facts = tuple(Fact("count", p.text[:1], 0, 1, str(n), paragraph_id=p.id) for n, p in enumerate(paragraphs))
    terms = tuple(Term((("en", p.text), ("zh-Hant", "計劃")), "bilingual", document_id, p.id) for p in paragraphs)
    return ParsedDocument(document(document_id, sha256), paragraphs, terms, facts)
