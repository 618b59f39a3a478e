"""Answers given before: equal index version, equal request and equal rights give an equal answer, so it is made once.

Whatever is in memory belongs to one generation; with the first request after another one is in use (a document was added,
replaced or removed) all of it is forgotten.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from index.kept import Kept
from service.doors.objects.answers import AnswerObject

#: The header that says whether an answer was made for this request.
HEADER, HIT, MISS = "x-pincite-cache", "hit", "miss"
_NO_TIMINGS = b'"timings_ms":{}'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is counted of an answer."""

    answered: bool
    language: str
    reason: str | None
    citations: int
    failed: int  #: citations that are not as their paragraphs read
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """A response's JSON, and of an answer its outcome."""

    body: bytes
    outcome: Outcome | None = None
    recalled: bool = False

    @classmethod
    def of(cls, answer: AnswerObject, failed: int) -> Told:
        outcome = Outcome(
            answer.answered, answer.language, answer.reason, len(answer.citations), failed, answer.timings_ms
        )
        return cls(answer.model_dump_json().encode(), outcome)

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: HIT if self.recalled else MISS}

    def timed(self, spent_ms: float) -> Told:
        """The same with the time that recalling it took."""
        if self.outcome is None:
            return self
        return replace(self, body=self.body.replace(_NO_TIMINGS, b'"timings_ms":{"total":%.3f}' % spent_ms, 1))

    def answer(self) -> AnswerObject:
        """The body as the object it was made from."""
        return AnswerObject.model_validate_json(self.body)


class Recall:
    """What was told of the generation in use, up to so many bytes. The event loop alone calls it."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._version: str | None = None
        self._told = Kept(most_bytes)

    def get(self, version: str | None, key: Hashable) -> Told | None:
        """What was told for the key under this index version, marked as recalled."""
        if version is None or not self._most:
            return None
        if version != self._version:
            self._version, self._told = version, Kept(self._most)
            return None
        return self._told.get(key)

    def put(self, version: str | None, key: Hashable, told: Told) -> None:
        """Remember what was told while this index version was in use, before and after it was made."""
        if version is None or version != self._version:
            return
        outcome = told.outcome and replace(told.outcome, timings_ms={})
        self._told.put(key, Told(_untimed(told), outcome, True), len(told.body))


def _untimed(told: Told) -> bytes:
    """The body without the times that making it took; a recalled answer took none of them."""
    if told.outcome is None:
        return told.body
    # Quotes inside a JSON string are escaped, so this is the field itself; it is an object of numbers.
    before, _, after = told.body.rpartition(b'"timings_ms":{')
    return before + _NO_TIMINGS + after.partition(b"}")[2]
