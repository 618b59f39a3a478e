"""/docs: the OpenAPI document as a page that asks nothing of any other server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from service.doors.http.html import page

router = APIRouter(include_in_schema=False)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs(request: Request) -> Response:
    return HTMLResponse(page("HTTP interface", reference(request.app.openapi()), "en", "paper"))


def reference(document: dict[str, Any]) -> str:
    """The body of the page."""
    parts = [
        '<header class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Pincite</a>'
        '<nav><a href="/openapi.json">openapi.json</a></nav></header><main class="sheet reference" id="main">',
        f"<h1>{escape(document['info']['title'])} {escape(document['info']['version'])}</h1>",
        f"<p>{escape(document['info'].get('summary', ''))}</p>",
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts += _operation(path, method, operation)
    parts.append("<h2>Objects</h2>")
    for name, schema in sorted(document.get("components", {}).get("schemas", {}).items()):
        parts += _schema(name, schema)
    parts.append("</main>")
    return "\n".join(parts)


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<section><h3><code>{escape(method.upper())} {escape(path)}</code></h3>"
    yield f"<p><strong>{escape(operation.get('summary', ''))}</strong> {_prose(operation.get('description', ''))}</p>"
    if parameters := operation.get("parameters"):
        rows = (
            (
                p["name"],
                p["in"],
                _type(p.get("schema", {})),
                "yes" if p.get("required") else "",
                p.get("description", ""),
            )
            for p in parameters
        )
        yield _table(("parameter", "in", "type", "required", ""), rows)
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body: <code>{escape(kind)}</code> {_linked(content.get('schema', {}))}</p>"
    yield "<ul>" + "".join(_answers(operation.get("responses", {}))) + "</ul></section>"


def _answers(responses: dict[str, Any]) -> Iterator[str]:
    for status, response in responses.items():
        if int(status) < 400:
            kinds = [
                f"<code>{escape(kind)}</code> {_linked(content.get('schema', {}))}"
                for kind, content in response.get("content", {}).items()
            ]
            yield f"<li><code>{escape(status)}</code> {', '.join(kinds)}</li>"
    errors = [f"<code>{escape(status)}</code>" for status in responses if int(status) >= 400]
    if errors:
        yield f'<li>{", ".join(errors)}: <code>application/problem+json</code> <a href="#Problem">Problem</a></li>'


def _prose(text: str) -> str:
    """Escaped text with what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text.replace("``", "`")))


def _schema(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f'<section id="{escape(name)}"><h3>{escape(name)}</h3><p>{_prose(schema.get("description", ""))}</p>'
    required = set(schema.get("required", ()))
    rows = (
        (field, _type(value), "yes" if field in required else "", value.get("description", ""))
        for field, value in schema.get("properties", {}).items()
    )
    yield _table(("field", "type", "always there", ""), rows) + "</section>"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("const", schema.get("type", "any")))


def _linked(schema: dict[str, Any]) -> str:
    name = _type(schema)
    return f'<a href="#{escape(name)}">{escape(name)}</a>' if "$ref" in schema else ""
