"""The evaluation questions: what they are and how the files are read. The format is described in docs/EVALUATION.md.

An item is one thing to be asked, in several languages. An asking is an item in one of them: the unit that is scored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound

#: Languages a question may be asked in. Cantonese wording is answered in Traditional Chinese.
ASKED = ("en", "zh-Hant", "zh-Hans", "yue")
KINDS = (
    "date money percentage count quantity ratio duration change organisation person place scheme title list text "
    "comparison derived"
).split()
SPLITS = ("dev", "test")
#: Where the bundled questions are.
BUNDLED = Path(__file__).parent / "questions"

_ITEM_KEYS = {
    "id", "kind", "ask", "gold", "others", "answerable", "near", "absent", "tags", "history", "split", "note",
}  # fmt: skip
_PART_KEYS = {"kind", "value", "also", "unit", "qualifier", "any", "in"}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the answer must say: a normalised value, or words in any of several renderings."""

    paragraphs: tuple[str, ...]  #: ``document-id/label``; each of them says it on its own
    kind: str | None = None  #: of the value, as in a fact; None for words
    value: str | None = None  #: plain decimal, ``a:b`` for a ratio, EDTF for a date
    also: tuple[str, ...] = ()  #: values that are as good
    unit: str | None = None
    qualifier: str | None = None
    any: tuple[str, ...] = ()  #: renderings, one of which the answer's text must hold

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that counts as right; empty for words."""
        return () if self.value is None else (self.value, *self.also)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be asked, with its gold."""

    id: str
    kind: str
    ask: Mapping[str, str]  #: language -> wording
    gold: tuple[Part, ...] = ()  #: all parts are needed
    others: tuple[Part, ...] = ()  #: what other places say of the same measure
    answerable: bool = True
    near: tuple[str, ...] = ()  #: of an unanswerable: paragraphs on the topic
    absent: tuple[str, ...] = ()  #: of an unanswerable: strings no paragraph may hold
    tags: tuple[str, ...] = ()
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: language -> user, assistant, user, …
    split: str = "dev"
    file: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """An item in one language."""

    item: Item
    language: str

    @property
    def id(self) -> str:
        return f"{self.item.id}.{self.language}"

    @property
    def question(self) -> str:
        return self.item.ask[self.language]

    @property
    def history(self) -> tuple[str, ...]:
        """Turns before the question; Cantonese askings follow a conversation in Traditional Chinese."""
        history = self.item.history
        return history.get(self.language) or (history.get("zh-Hant", ()) if self.language == "yue" else ())

    @property
    def answer_language(self) -> str:
        return "zh-Hant" if self.language == "yue" else self.language


def split_of(item_id: str) -> str:
    """The split of an item that does not name one: every third number is ``test``, whatever is asked.

    Raises BadInput for an id without a number, which must name its split.
    """
    numbers = re.findall(r"\d+", item_id)
    if not numbers:
        raise BadInput(f"Item {item_id!r} has no number and no split.", "Write `split: dev` or `split: test`.")
    return "test" if int(numbers[-1]) % 3 == 0 else "dev"


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(v, str | int | float) for v in value):
        raise BadInput(f"{where} must be a string or a list of strings.", "Quote values such as dates.")
    return tuple(str(v) for v in value)


def _part(raw: Any, where: str) -> Part:
    if not isinstance(raw, dict) or set(raw) - _PART_KEYS:
        raise BadInput(f"{where}: a part of the gold has the keys {', '.join(sorted(_PART_KEYS))}; got {raw!r}.")
    if not raw.get("in"):
        raise BadInput(f"{where}: a part of the gold names no paragraph.", "Add `in: [document-id/label]`.")
    if ("value" in raw) == ("any" in raw) or ("value" in raw) != ("kind" in raw):
        raise BadInput(f"{where}: a part of the gold has either `kind` and `value`, or `any`; got {raw!r}.")
    return Part(
        paragraphs=_strings(raw["in"], where),
        kind=raw.get("kind"),
        value=str(raw["value"]) if "value" in raw else None,
        also=_strings(raw.get("also", []), where),
        unit=raw.get("unit"),
        qualifier=raw.get("qualifier"),
        any=_strings(raw.get("any", []), where),
    )


def parse_item(raw: Any, file: str) -> Item:
    """One item of a question file. Raises BadInput for what does not follow the format."""
    where = f"{file}, item {raw.get('id', '?') if isinstance(raw, dict) else '?'}"
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not isinstance(raw.get("ask"), dict):
        raise BadInput(f"{where}: an item needs an `id` and `ask` (language: wording).")
    unknown = set(raw) - _ITEM_KEYS
    if unknown:
        raise BadInput(f"{where}: unknown key {sorted(unknown)[0]!r}.", f"Known: {', '.join(sorted(_ITEM_KEYS))}.")
    if raw.get("kind") not in KINDS:
        raise BadInput(f"{where}: unknown kind {raw.get('kind')!r}.", f"One of: {', '.join(KINDS)}.")
    languages = set(raw["ask"]) | set(raw.get("history", {}))
    if languages - set(ASKED) or not raw["ask"]:
        raise BadInput(f"{where}: asked in {sorted(languages)}; allowed are {', '.join(ASKED)}.")
    split = raw.get("split") or split_of(raw["id"])
    if split not in SPLITS:
        raise BadInput(f"{where}: split {split!r} is neither dev nor test.")
    answerable = raw.get("answerable", True)
    if answerable is not True and answerable is not False:
        raise BadInput(f"{where}: answerable must be true or false.")
    if bool(raw.get("gold")) != answerable:
        raise BadInput(f"{where}: an answerable item needs gold, an unanswerable one must have none.")
    return Item(
        id=raw["id"],
        kind=raw["kind"],
        ask={language: str(raw["ask"][language]) for language in ASKED if language in raw["ask"]},
        gold=tuple(_part(p, where) for p in raw.get("gold") or ()),
        others=tuple(_part(p, where) for p in raw.get("others") or ()),
        answerable=answerable,
        near=_strings(raw.get("near", []), where),
        absent=_strings(raw.get("absent", []), where),
        tags=_strings(raw.get("tags", []), where),
        history={k: _strings(v, where) for k, v in raw.get("history", {}).items()},
        split=split,
        file=file,
    )


def question_files(place: Path = BUNDLED) -> list[Path]:
    """The YAML files of a folder in order of name, or the one file. Raises NotFound where there is none."""
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place] if place.is_file() else []
    if not files:
        raise NotFound(f"There are no questions at {place}.", "Name a YAML file or a folder of them.")
    return files


def load_questions(place: Path = BUNDLED) -> list[Item]:
    """Every item at ``place``, in order of file name and position. Raises BadInput for what does not follow the format."""
    items: list[Item] = []
    for path in question_files(place):
        try:
            raw = yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadInput(f"{path.name} is not readable YAML: {error}") from error
        if not isinstance(raw, dict) or not isinstance(raw.get("items"), list):
            raise BadInput(f"{path.name} has no list `items`.")
        items += [parse_item(entry, path.name) for entry in raw["items"]]
    return items


def askings(items: Iterable[Item], split: str = "all", languages: Sequence[str] = ()) -> list[Asking]:
    """The askings of a split ("dev", "test", "all") in the given languages (all where none is given), in order."""
    if split not in (*SPLITS, "all"):
        raise BadInput(f"Unknown split {split!r}.", "One of: dev, test, all.")
    for language in languages:
        if language not in ASKED:
            raise BadInput(f"No question is asked in {language!r}.", f"One of: {', '.join(ASKED)}.")
    return [
        Asking(item, language)
        for item in items
        if split in ("all", item.split)
        for language in item.ask
        if not languages or language in languages
    ]


def questions_hash(place: Path = BUNDLED) -> str:
    """SHA-256 over the question files' names and bytes: two runs with the same hash were asked the same."""
    digest = hashlib.sha256()
    for path in question_files(place):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
