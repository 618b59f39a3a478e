"""How the log is written: a line as people read it, or a JSON object a line as programs do.

Every line of a request has its id. A question or a search is written only where the setting ``log_questions`` asks for it.
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from service.settings import Settings

#: Id of the request being answered; empty outside one.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
#: Name of the attribute of a record that holds further fields, a dict.
FIELDS = "fields"


class JsonLines(logging.Formatter):
    """One JSON object a line: time (RFC 3339), level, logger, message, request_id, what the record has in ``fields``, error."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if REQUEST_ID.get():
            line["request_id"] = REQUEST_ID.get()
        line |= getattr(record, FIELDS, {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(settings: Settings) -> None:
    """Write the log to stderr as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    lines = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if settings.log_format == "json" else lines)
    logging.basicConfig(level=settings.log.upper(), handlers=[handler])
    logging.getLogger("faiss").setLevel(logging.WARNING)  # how it was built concerns nobody who serves
