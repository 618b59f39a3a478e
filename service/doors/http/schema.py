"""The OpenAPI document, true to what is sent: errors are problem+json, which FastAPI does not know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.doors.objects.problems import MEDIA_TYPE


def true_openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document with every error's content under its real media type. Made once per app."""
    if not app.openapi_schema:
        document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for methods in document["paths"].values():
            for operation in methods.values():
                # The routes that speak OpenAI's language have its errors too.
                own = "openai" not in operation.get("tags", ())
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and own:
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        # Asked for where the data folder has keys; a service without needs none.
        document.setdefault("components", {})["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{}, {"key": []}]
        app.openapi_schema = document
    return app.openapi_schema
