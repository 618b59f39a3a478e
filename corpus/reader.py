"""A source file, read: loaded, split, labelled, paired; its terms and facts collected."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.blocks import Loaded
from corpus.catalogue import files_of
from corpus.errors import BadInput, PinciteError
from corpus.facts import extract
from corpus.glossary import terms_of
from corpus.loaders.sandbox import load_safely
from corpus.metadata import Metadata, metadata_of
from corpus.records import Document, Fact, Paragraph, ParsedDocument, Problem, Term
from corpus.splitting.splitter import Split, split


def read_document(path: Path, metadata: Metadata | None = None) -> ParsedDocument:
    """Everything that is read out of one file.

    ``metadata`` is what a catalogue says of it; without one the file's own front matter counts, and what neither says is
    taken from the text where it shows it. What was not found, and what could not be read, is among the problems.
    Raises NotFound, UnsupportedFormat, and BadInput for an empty or unreadable file.
    """
    loaded = load_safely(path)
    found = split(loaded, metadata_of(metadata, loaded.front, f"front matter of {path.name}"))
    if not found.paragraphs:
        raise BadInput(f"{path.name} holds no text.", "Give a file with paragraphs in it.")
    document = _document(loaded, found)
    terms = tuple(terms_of(document.id, found.pieces, found.paragraphs))
    facts = tuple(facts_in(found.paragraphs, document.reference_date, terms))
    return ParsedDocument(document, found.paragraphs, terms, facts, found.metadata.translation_of)


def _document(loaded: Loaded, found: Split) -> Document:
    known = found.metadata
    return Document(
        id=known.id,
        title=known.title,
        publisher=known.publisher,
        languages=known.languages,
        source=loaded.name,
        sha256=loaded.sha256,
        date=known.date,
        as_of=known.as_of,
        kind=known.kind,
        source_url=known.source_url,
        restates=known.restates,
        collection=known.collection,
        problems=(*loaded.problems, *found.problems),
    )


def facts_in(paragraphs: Sequence[Paragraph], reference_date: str | None, terms: Sequence[Term]) -> list[Fact]:
    """The facts of a document's paragraphs, in reading order."""
    return [
        fact
        for paragraph in paragraphs
        for fact in extract(
            paragraph.text,
            language=paragraph.language,
            reference_date=reference_date,
            context=paragraph.context,
            terms=terms,
            paragraph_id=paragraph.id,
        )
    ]


def _lines(parsed: ParsedDocument) -> list[str]:
    """The document as a reader checks it: every paragraph with what it inherits, then terms and problems."""
    lines = [f"# {parsed.document.id}: {_names(parsed.document.title)}"]
    for paragraph in parsed.paragraphs:
        context = paragraph.context
        lines.append(f"{paragraph.id}  [{paragraph.kind}, {paragraph.language}]  {' > '.join(context.headings)}")
        lines.extend(
            f"    {name}: {value}" for name, value in (("stem", context.stem), ("category", context.category)) if value
        )
        if context.columns:
            lines.append("    columns: " + " | ".join(head for head, _ in context.columns))
        if paragraph.counterpart:
            lines.append(f"    counterpart: {paragraph.counterpart}")
        lines.append(f"    {paragraph.text}")
    lines.extend(
        f"term {term.kind}: {' = '.join(form for _, form in term.forms)} ({term.paragraph_id})" for term in parsed.terms
    )
    lines.extend(_problem(problem) for problem in parsed.document.problems)
    return lines


def _names(names: Mapping[str, str]) -> str:
    return " / ".join(names.values())


def _problem(problem: Problem) -> str:
    return f"problem {problem.kind}: {problem.message} {problem.place}".rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every paragraph of a folder's documents, or of one file, as it was read."""
    parser = argparse.ArgumentParser(prog="python -m corpus.reader", description=main.__doc__)
    parser.add_argument("path", type=Path, help="a folder or a file")
    path = parser.parse_args(arguments).path
    try:
        files = files_of(path) if path.is_dir() else [(path, None)]
        for file, metadata in files:
            print("\n".join(_lines(read_document(file, metadata))))
    except PinciteError as error:
        print(f"{error.message} {error.hint}".rstrip(), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
