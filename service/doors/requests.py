"""What may be asked of the service, as JSON. Text is checked here once, for every door."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from corpus.errors import BadInput
from corpus.languages import language_of
from service.answer.records import Question, Turn
from service.desk.lookup import Wanted

#: Longest question or query, in characters.
MAX_QUESTION = 4_000
#: Longest message of the history, and most messages.
MAX_TURN, MAX_TURNS = 20_000, 200
#: Longest text to take facts from.
MAX_TEXT = 200_000
MAX_TOP_K = 1_000

_KEPT_CONTROLS = "\t\n\r"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def readable(text: str) -> str:
    """The text itself. Raises ValueError for text that cannot be read: control characters, half characters."""
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if category == "Cs":
            raise ValueError(f"has half of a surrogate pair at character {at + 1}; send whole characters as UTF-8")
        if category == "Cc" and character not in _KEPT_CONTROLS:
            raise ValueError(f"has the control character U+{ord(character):04X} at character {at + 1}; leave it out")
    return text


def filled(text: str) -> str:
    """Readable text with something in it."""
    if not readable(text).strip():
        raise ValueError("is empty; write at least one word")
    return text


def real_date(text: str) -> str:
    """An ISO 8601 calendar date, ``2023-11-13``."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date; write it as year-month-day, such as 2023-11-13") from None
    return text


def whole(value: object) -> object:
    """JSON knows one kind of number: 8.0 is 8."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# The same in the schema's words (ECMA 262), for whoever makes requests from it.
_NO_CONTROLS = r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$"
Readable = Annotated[str, AfterValidator(readable), Field(json_schema_extra={"pattern": f"^{_NO_CONTROLS}"})]
Text = Annotated[
    str,
    AfterValidator(filled),
    Field(json_schema_extra={"pattern": rf"^(?=[\s\S]*\S){_NO_CONTROLS}", "minLength": 1}),
]
Date = Annotated[str, AfterValidator(real_date), Field(json_schema_extra={"format": "date"}, examples=["2023-11-13"])]
DocumentIds = Annotated[list[Text], Field(min_length=1, max_length=1_000)]
Language = Literal["auto", "en", "zh-Hant", "zh-Hans"]
TopK = Annotated[int, BeforeValidator(whole), Field(ge=1, le=MAX_TOP_K, description="How many passages.")]


class _Request(BaseModel):
    # Strict: "8" is not a number and true is not one either; a client's mistake is said, not guessed at. So is a field that
    # there is not: a misspelt filter that is read over would answer another question.
    model_config = ConfigDict(strict=True, extra="forbid")


class TurnObject(_Request):
    role: Literal["user", "assistant"]
    content: Annotated[Readable, Field(max_length=MAX_TURN)]


class AskRequest(_Request):
    question: Annotated[Text, Field(max_length=MAX_QUESTION, examples=["When does the first phase open?"])]
    history: Annotated[list[TurnObject], Field(max_length=MAX_TURNS)] = []
    language: Annotated[Language, Field(description="Of the answer; auto: of the question.")] = "auto"
    top_k: TopK = 8
    documents: DocumentIds | None = None
    as_of: Date | None = None

    def to_question(self) -> Question:
        return Question(
            question=self.question,
            history=tuple(Turn(turn.role, turn.content) for turn in self.history),
            language=self.language,
            top_k=self.top_k,
            documents=None if self.documents is None else tuple(self.documents),
            as_of=self.as_of,
        )


class SearchRequest(_Request):
    query: Annotated[Text, Field(max_length=MAX_QUESTION)]
    top_k: TopK = 8
    documents: DocumentIds | None = None
    language: Annotated[Language, Field(description="Only paragraphs in this language; auto: in any.")] = "auto"
    mode: Annotated[
        Literal["meaning", "phrase", "exact", "near"],
        Field(description="By meaning, or by the exact or the near phrase; phrase is another name of exact."),
    ] = "meaning"
    since: Annotated[
        Date | None,
        Field(
            validation_alias=AliasChoices("since", "date_from"),
            description="Only documents of this day or later; also date_from.",
        ),
    ] = None
    until: Annotated[
        Date | None,
        Field(
            validation_alias=AliasChoices("until", "date_to"),
            description="Only documents of this day or earlier; also date_to.",
        ),
    ] = None
    date_from: Annotated[Date | None, Field(description="The same as `since`.")] = None
    date_to: Annotated[Date | None, Field(description="The same as `until`.")] = None
    publisher: Annotated[Readable | None, Field(max_length=500, description="Words of the publisher's name.")] = None

    def to_wanted(self) -> Wanted:
        """Raises BadInput where no day is between ``since`` and ``until``."""
        since = max(filter(None, (self.since, self.date_from)), default=None)
        until = min(filter(None, (self.until, self.date_to)), default=None)
        if since and until and since > until:
            raise BadInput(f"since ({since}) is later than until ({until}): no day is between them.", "Swap the two.")
        return Wanted(
            query=self.query,
            mode="phrase" if self.mode == "exact" else self.mode,
            top_k=self.top_k,
            documents=None if self.documents is None else tuple(self.documents),
            language=None if self.language == "auto" else self.language,
            since=since,
            until=until,
            publisher=self.publisher,
        )

    def asker(self) -> str:
        """The language titles are shown in."""
        return language_of(self.query)


class ExtractRequest(_Request):
    text: Annotated[Text, Field(max_length=MAX_TEXT)]
    date: Annotated[Date | None, Field(description="The date relative dates resolve against.")] = None
    language: Language = "auto"

    def written_in(self) -> str:
        return language_of(self.text) if self.language == "auto" else self.language
