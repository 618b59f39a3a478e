"""What the drafters' desk offers at every door: from a request to the JSON object."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

from pydantic import Field

from corpus.errors import BadInput
from corpus.languages import language_of
from service.desk.quotes import verify
from service.desk.shelf import shelf_of
from service.doors.annotated import annotated_page
from service.doors.calls import known
from service.doors.docx_comments import commented, commented_in_place
from service.doors.draft_files import Draft
from service.doors.objects.drafts import CheckedDraft, StatementObject
from service.doors.objects.quotes import QuoteResult, QuoteResults
from service.doors.protocols import CheckDraft, Snapshot
from service.doors.requests import MAX_TEXT, Date, DocumentIds, Readable, Text, _Request

#: Quotations in one call, and characters in one quotation.
MAX_QUOTES, MAX_QUOTE = 2_000, 20_000


class VerifyRequest(_Request):
    quotes: Annotated[
        list[Annotated[Readable, Field(max_length=MAX_QUOTE)]],
        Field(max_length=MAX_QUOTES, examples=[["as printed, with or without its quotation marks"]]),
    ]
    documents: Annotated[
        DocumentIds | None, Field(description="Those the quotations are said to come from; null: any.")
    ] = None


class CheckRequest(_Request):
    text: Annotated[Text, Field(max_length=MAX_TEXT)]
    as_of: Annotated[
        Date | None, Field(description="Check as the documents stood on that day; relative dates resolve against it.")
    ] = None


def verify_quotes(snapshot: Snapshot, request: VerifyRequest, base: str = "") -> QuoteResults:
    """Raises NotFound for a document that is not here."""
    known(snapshot, request.documents)
    shelf = shelf_of(snapshot)
    found = [verify(quote, shelf.streams, request.documents) for quote in request.quotes]
    return QuoteResults(results=[QuoteResult.of(verdict, shelf.documents, base) for verdict in found])


def as_html(draft: Draft, found: CheckedDraft) -> bytes:
    """The draft as one HTML page, its statements marked."""
    return annotated_page(draft.text, found, PurePath(draft.name).name).encode()


def as_docx(draft: Draft, found: CheckedDraft) -> bytes:
    """The draft with a comment on each statement: the .docx it came in, or one made of its text."""
    if draft.docx is None:
        return commented(draft.text, found)
    try:
        return commented_in_place(draft.docx, found, draft.name)
    except BadInput:  # readable, but put together so that nothing can be added to it
        return commented(draft.text, found)


def check_draft(snapshot: Snapshot, request: CheckRequest, check: CheckDraft, base: str = "") -> CheckedDraft:
    found = check(snapshot, request.text, request.as_of)
    return CheckedDraft(
        statements=[StatementObject.of(checked, language_of(checked.text), base) for checked in found],
        index_version=snapshot.index_version,
    )
