"""The chat completions interface of OpenAI as JSON: what it takes, what it gives, how it says what is wrong.

https://platform.openai.com/docs/api-reference/chat. Fields that steer a model's sampling are accepted and change nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.doors.objects.answers import AnswerObject
from service.doors.requests import MAX_TURN, MAX_TURNS, Date, DocumentIds, Language, TopK, readable

MODEL = "pincite"

_Text = Annotated[str, AfterValidator(readable), Field(max_length=MAX_TURN)]


class PartObject(BaseModel):
    type: str
    text: _Text | None = None


class MessageObject(BaseModel):
    """Messages of tools and instructions are read over: only the conversation counts."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: _Text | list[PartObject] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class Choosing(BaseModel):
    """Pincite's own part of a request: what `POST /v1/ask` takes beside the question and the history."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "auto"
    top_k: TopK = 8
    documents: DocumentIds | None = None
    as_of: Date | None = None


class ChatRequest(BaseModel):
    model: Annotated[str, Field(max_length=200, examples=[MODEL])]
    messages: Annotated[list[MessageObject], Field(min_length=1, max_length=MAX_TURNS + 1)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[Literal[1] | None, Field(description="One answer; there is no second one to a question.")] = 1
    pincite: Choosing = Choosing()


class UrlCitation(BaseModel):
    """``content[start_index:end_index]`` is the mark, ``[1]``; ``url`` the permanent link of the paragraph."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AssistantMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Counted with the tokens that Pincite searches by, of the messages and of the answer's text; no model's tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """``pincite`` is the whole answer as `POST /v1/ask` gives it; ``system_fingerprint`` the index version."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    system_fingerprint: str
    choices: list[Choice]
    usage: Usage
    pincite: AnswerObject


class ModelObject(BaseModel):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "pincite"


class ModelsObject(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelObject]


class ErrorDetail(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class ErrorObject(BaseModel):
    """OpenAI's shape of an error."""

    error: ErrorDetail
