"""The tools that agents get over the Model Context Protocol: the same calls and objects as over HTTP.

https://modelcontextprotocol.io. Loaded by doors/rooms.py when the first client comes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any, Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError
from starlette.requests import Request

from corpus.errors import PinciteError
from service.doors import calls, citing, desk
from service.doors.hints import hint_at
from service.doors.mistakes import sentence
from service.doors.objects.answers import AnswerObject, Passages
from service.doors.objects.drafts import CheckedDraft
from service.doors.objects.paragraphs import FullParagraph
from service.doors.objects.quotes import QuoteResults
from service.doors.requests import AskRequest, SearchRequest, TurnObject
from service.settings import Settings, is_loopback

P = ParamSpec("P")
T = TypeVar("T")

_INSTRUCTIONS = (
    "Questions over a body of policy documents. Every answer carries citations: document, paragraph label and the quoted "
    "words with their offsets. An answer with answered=false means that the documents do not say. Quote only what a tool "
    "returned as a quote or as a paragraph's text."
)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_Documents = Annotated[list[str] | None, Field(description="Ids of the documents to look in; null: all.")]
_Language = Annotated[
    Literal["auto", "en", "zh-Hant", "zh-Hans"], Field(description="Of the answer; auto: of the question.")
]


class _Tools(MCPServer):
    """The library's server, saying in a sentence what is wrong with a tool's arguments; it would print pydantic's own text."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context | None = None) -> Any:
        """Raises ToolError."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_first_of(error.__cause__)) from None
            raise


def server(hall: Any) -> StreamableHTTPSessionManager:
    """The tools, ready to be run over HTTP. ``hall`` is the app's http.dependencies.Hall."""
    tools = _Tools("pincite", title="Pincite", instructions=_INSTRUCTIONS, version=version("pincite"))
    _add(tools, hall)
    # Every request stands alone and is answered with one JSON object: any number of processes may share the work.
    tools.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=hall.settings.request_kb * 1024,
        transport_security=_security(hall.settings),
    )
    return tools.session_manager


def _security(settings: Settings) -> TransportSecuritySettings:
    """On loopback only names of this machine are served, so that no page in a browser reaches it under a name of its own."""
    if not is_loopback(settings.host):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    hosts = [f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]") for port in ("", ":*")]
    origins = [f"http://{host}" for host in hosts]
    if settings.public_url:
        public = urlsplit(settings.public_url)
        hosts.append(public.netloc)
        origins.append(f"{public.scheme}://{public.netloc}")
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)


def _add(tools: MCPServer, hall: Any) -> None:
    async def read(context: Context, function: Callable[..., T], *given: Any, as_of: str | None = None) -> T:
        try:
            return await _hall_of(hall, context).read_as_of(as_of, function, *given)
        except PinciteError as error:
            raise ToolError(f"{error.message} {hint_at('mcp', error.hint)}".strip()) from None

    @tools.tool(annotations=_READS)
    async def ask(
        context: Context,
        question: str,
        language: _Language = "auto",
        history: Annotated[list[TurnObject], Field(description="The conversation before the question.")] = [],  # noqa: B006
        documents: _Documents = None,
        top_k: int = 8,
        as_of: Annotated[str | None, Field(description="Answer as the documents stood on this day.")] = None,
    ) -> AnswerObject:
        """Answer a question from the documents, with citations; answered=false where they do not say."""
        request = _checked(
            AskRequest,
            question=question,
            language=language,
            history=history,
            documents=documents,
            top_k=top_k,
            as_of=as_of,
        )
        return await read(context, calls.ask, request, hall.ask, hall.base, as_of=request.as_of)

    @tools.tool(annotations=_READS)
    async def search(
        context: Context,
        query: str,
        language: _Language = "auto",
        documents: _Documents = None,
        top_k: int = 8,
        mode: Annotated[
            Literal["meaning", "exact", "near"], Field(description="By meaning, or by the exact or the near phrase.")
        ] = "meaning",
    ) -> Passages:
        """Find paragraphs, the best first, in whatever language they stand; or where a phrase stands word for word."""
        request = _checked(SearchRequest, query=query, language=language, documents=documents, top_k=top_k, mode=mode)
        return await read(context, calls.search, request, hall.base)

    @tools.tool(annotations=_READS)
    async def get_paragraph(
        context: Context,
        id: Annotated[str, Field(description="A paragraph's id, such as paper-2023/20.")],
    ) -> FullParagraph:
        """One paragraph exactly as its document prints it, with what it stands under, its counterpart, the paragraphs around it
        and how it read in earlier versions of its document."""
        past = await _hall_of(hall, context).past(id)
        return await read(context, citing.full_paragraph, id, past, None, hall.base)

    @tools.tool(annotations=_READS)
    async def verify_quotes(
        context: Context,
        quotes: Annotated[list[str], Field(description="Quotations, with or without quotation marks.")],
        documents: _Documents = None,
    ) -> QuoteResults:
        """Verify quotations character by character: exact, altered (and how), or absent."""
        request = _checked(desk.VerifyRequest, quotes=quotes, documents=documents)
        return await read(context, desk.verify_quotes, request, hall.base)

    @tools.tool(annotations=_READS)
    async def check_draft(
        context: Context,
        text: Annotated[str, Field(description="The draft, as plain text or Markdown.")],
        as_of: Annotated[
            str | None, Field(description="Check as the documents stood on this day, year-month-day.")
        ] = None,
    ) -> CheckedDraft:
        """Check every statement of a draft, its figures, dates, names, denials and quotations: supported, contradicted (what the
        documents say instead, and where; reason "outdated" where a figure has been revised since) or not_found. Only supported is
        proven; not_found means that the documents neither bear the statement out nor contradict it."""
        request = _checked(desk.CheckRequest, text=text, as_of=as_of)
        return await read(context, desk.check_draft, request, hall.rooms.check_draft, hall.base, as_of=request.as_of)


def _hall_of(hall: Any, context: Context) -> Any:
    """The hall as the sender of this request may see it."""
    request = context.request_context.request
    if not isinstance(request, Request):
        raise ToolError("This was not asked over HTTP.")
    return hall.of(request.scope)


def _checked(kind: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
    """The request; raises ToolError with the first thing that is wrong with it."""
    try:
        return kind(*args, **given)
    except ValidationError as error:
        raise ToolError(_first_of(error)) from None


def _first_of(error: ValidationError) -> str:
    """The first thing that is wrong, as a sentence."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'The arguments'} {sentence(first)}."
