"""New items, written as drafts to be finished by hand: from the terminal, or from an answer that a user marked as wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput
from corpus.languages import is_cantonese, language_of
from eval.questions import ASKED, Item, load_questions
from eval.validation import PLACEHOLDER


def next_id(items: Sequence[Item]) -> str:
    """``q`` and the number after the highest there is."""
    numbers = [int(found[-1]) for item in items if (found := re.findall(r"\d+", item.id))]
    return f"q{max(numbers, default=0) + 1:03d}"


def asked_in(question: str) -> str:
    """The language tag a question goes under."""
    return "yue" if is_cantonese(question) else language_of(question)


def draft(
    item_id: str,
    ask: Mapping[str, str],
    *,
    kind: str = "text",
    paragraphs: Sequence[str] = (),
    value: str | None = None,
    unit: str | None = None,
    qualifier: str | None = None,
    near: Sequence[str] = (),
    absent: Sequence[str] = (),
    history: Mapping[str, Sequence[str]] | None = None,
    note: str = "",
) -> dict[str, Any]:
    """A draft item as it goes into the file. Without paragraphs it starts as an unanswerable one."""
    if not ask or any(language not in ASKED or not wording.strip() for language, wording in ask.items()):
        raise BadInput("A question needs a wording in at least one language.", f"Languages: {', '.join(ASKED)}.")
    item: dict[str, Any] = {"id": item_id, "kind": kind, "ask": dict(ask)}
    if history:
        item |= {"history": {language: list(turns) for language, turns in history.items()}, "tags": ["follow-up"]}
    if note:
        item["note"] = note
    if not paragraphs:
        return item | {"answerable": False, "near": list(near), "absent": list(absent)}
    if value is None:
        says: dict[str, Any] = {"any": [f"{PLACEHOLDER} what the answer must say"]}
    else:
        more = {"unit": unit, "qualifier": qualifier}
        says = {"kind": kind, "value": value, **{key: given for key, given in more.items() if given}}
    return item | {"gold": [{**says, "in": list(paragraphs)}]}


def from_feedback(item_id: str, body: Mapping[str, Any], comment: str = "") -> dict[str, Any]:
    """A draft from an ``/v1/ask`` answer that a user marked as wrong; what it cited is offered as the gold."""
    question = str(body.get("question") or "")
    if not question:
        raise BadInput("The answer holds no question.", "Pass the whole object that /v1/ask gave.")
    cited = list(dict.fromkeys(str(c["id"]).partition("@")[0] for c in body.get("citations", [])))
    note = f"marked wrong; the answer was: {body.get('answer', '')}" + (f" / {comment}" if comment else "")
    return draft(item_id, {asked_in(question): question}, paragraphs=cited, note=note)


def read_marked(text: str) -> tuple[list[dict[str, Any]], Mapping[str, Any] | None]:
    """What a user marked wrong: (draft items of the page's YAML, none) or (none, the /v1/ask answer).

    Raises BadInput for anything else. JSON is YAML, so one reader reads both.
    """
    try:
        body = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(f"This is neither JSON nor YAML: {error}") from error
    if isinstance(body, dict) and isinstance(body.get("items"), list) and body["items"]:
        if not all(isinstance(item, dict) for item in body["items"]):
            raise BadInput("`items` must be a list of items.", "Pass the file that the page saved.")
        return [dict(item) for item in body["items"]], None
    if isinstance(body, dict) and "question" in body:
        return [], body
    raise BadInput(
        "There is neither an answer of /v1/ask nor a list `items`.", "Pass the whole answer, or the page's .yaml file."
    )


def append(path: Path, item: Mapping[str, Any]) -> None:
    """Adds the item at the end of a question file, made where it is not there; what the file holds stays as it is.

    Raises BadInput where the file would no longer be read, and leaves it untouched.
    """
    before = path.read_text("utf-8") if path.exists() else "items:\n"
    text = yaml.safe_dump([dict(item)], allow_unicode=True, sort_keys=False, width=110)
    after = before.rstrip("\n") + "\n" + "".join(f"  {line}\n" for line in text.splitlines())
    try:
        raw = yaml.safe_load(after)
        added = raw["items"][-1] == dict(item)
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise BadInput(f"{path} is not a question file.", "It must end with the list `items`.") from error
    if not added:
        raise BadInput(f"{path} does not end with the list `items`.", "Put the items last in the file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, "utf-8")


def known_items(place: Path) -> list[Item]:
    """The items there are at a place that may not be there yet."""
    return load_questions(place) if place.exists() else []
