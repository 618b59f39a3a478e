"""Question sets in SQuAD's layout (SQuAD, DRCD, CMRC 2018, XQuAD, MLQA …) as documents and items of our own.

``{"data": [{"title", "paragraphs": [{"context", "qas": [{"id", "question", "answers": [{"text"}], "is_impossible"}]}]}]}``
(Rajpurkar et al. 2016; 2018 for ``is_impossible``). Each article becomes a document with numbered paragraphs, read as any
other file is, so that the whole way from the file to the answer is scored. All items are ``test``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound
from corpus.languages import language_of
from corpus.spans import fold_text
from eval.questions import Item, Part

_LAYOUT = '{"data": [{"title": …, "paragraphs": [{"context": …, "qas": […]}]}]}'


@dataclass(frozen=True, slots=True)
class Squad:
    items: tuple[Item, ...]
    sha256: str  #: of the file


def _articles(path: Path) -> tuple[list[Mapping[str, Any]], str]:
    """Raises NotFound, BadInput."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Name a JSON file in SQuAD's layout.")
    raw = path.read_bytes()
    try:
        articles = json.loads(raw)["data"]
        whole = all({"context", "qas"} <= set(p) for article in articles for p in article["paragraphs"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} is not in SQuAD's layout: {error!r}", _LAYOUT) from error
    if not whole:
        raise BadInput(f"{path.name} has a paragraph without `context` or `qas`.", _LAYOUT)
    return articles, hashlib.sha256(raw).hexdigest()


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _questions(raw: Mapping[str, Any], label: str, language: str) -> Iterator[Item]:
    for asked in raw["qas"]:
        question = str(asked["question"]).strip()
        answers = list(
            dict.fromkeys(str(a["text"]).strip() for a in asked.get("answers") or () if str(a["text"]).strip())
        )
        impossible = bool(asked.get("is_impossible")) or not answers
        yield Item(
            id=str(asked["id"]),
            kind="text",
            ask={language_of(question, default=language): question},
            gold=() if impossible else (Part((label,), any=tuple(answers)),),
            answerable=not impossible,
            near=(label,) if impossible else (),
            split="test",
            file="squad",
        )


def write_documents(path: Path, folder: Path) -> Squad:
    """Writes the articles as a folder of documents and returns the questions. Raises NotFound, BadInput."""
    articles, digest = _articles(path)
    folder.mkdir(parents=True, exist_ok=True)
    entries, items = [], []
    for number, article in enumerate(articles):
        name = f"article-{number:04d}"
        contexts = [_one_line(str(p["context"])) for p in article["paragraphs"]]
        title = _one_line(str(article.get("title") or name))
        language = language_of(" ".join(contexts)[:4000])
        body = "\n\n".join(f"{i}. {context}" for i, context in enumerate(contexts, 1))
        (folder / f"{name}.md").write_text(f"# {title}\n\n{body}\n", "utf-8")
        entries.append(
            {
                "file": f"{name}.md",
                "id": name,
                "title": {language: title},
                "publisher": {language: path.stem},
                "as_of": "2020-01-01",
                "languages": [language],
                "kind": "article",
            }
        )
        for i, raw in enumerate(article["paragraphs"], 1):
            items += _questions(raw, f"{name}/{i}", language)
    (folder / "catalogue.yaml").write_text(yaml.safe_dump({"documents": entries}, allow_unicode=True), "utf-8")
    if not items:
        raise BadInput(f"{path.name} asks nothing.")
    return Squad(tuple(_distinct(items)), digest)


def _distinct(items: Sequence[Item]) -> Iterator[Item]:
    """Each id once: sets that were merged repeat them."""
    seen: set[str] = set()
    for item in items:
        if item.id not in seen:
            seen.add(item.id)
            yield item


def judgeable(items: Sequence[Item], texts: Mapping[str, Sequence[str]]) -> tuple[list[Item], list[str]]:
    """(items whose paragraph was read and prints an answer, ids of the others): a context that was cut otherwise than the
    set cuts it cannot be judged by its label.

    :param texts: label -> what it prints
    """
    good, left = [], []
    for item in items:
        labels = [p for part in item.gold for p in part.paragraphs] or list(item.near)
        printed = fold_text(" ".join(t for label in labels for t in texts.get(label, ()))).replace(" ", "")
        wanted = [fold_text(a).replace(" ", "") for part in item.gold for a in part.any]
        holds = bool(printed) and (not wanted or any(w in printed for w in wanted))
        (good if holds else left).append(item if holds else item.id)
    return good, left
