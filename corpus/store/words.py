"""The column type of all text: any text comes back as it went in, and sorts by code point, whatever the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

#: PostgreSQL stores no U+0000. Its stand-in begins with a noncharacter, which no text for interchange holds (Unicode 23.7).
_MARK = "\ufdd0"


class Words(TypeDecorator[str]):
    """Text. On PostgreSQL in the collation "C", since SQLite sorts by bytes, and with U+0000 written as a pair."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql" or ("\0" not in value and _MARK not in value):
            return value
        return value.replace(_MARK, _MARK + "1").replace("\0", _MARK + "0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql" or _MARK not in value:
            return value
        return value.replace(_MARK + "0", "\0").replace(_MARK + "1", _MARK)
