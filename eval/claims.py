"""The claim set, read from eval/claims/*.yaml: statements in our own words with the verdict a careful reader gives them.

Every third item of a file is ``test``: never tuned on. ``more.yaml``, written to tune on, has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound
from corpus.languages import language_of
from eval.quotations import full_id

BUNDLED = Path(__file__).parent / "claims"
#: All of this file was written while the checker was tuned.
TUNED_ON = "more.yaml"
VERDICTS = ("supported", "contradicted", "not_found")
WRONGS = ("figure", "date", "name", "negation", "qualifier", "outdated")
_KEYS = frozenset("say in wrong as_of".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim. ``places`` are ids without their language: any of them, in any language, is where it stands."""

    id: str
    text: str
    language: str
    verdict: str
    wrong: str | None
    places: frozenset[str]
    as_of: str | None
    split: str

    @property
    def across(self) -> bool:
        """Whether no place it stands in is printed in its language: English on documents in Chinese alone."""
        chinese = ("legco", "facts", "review")
        names = {full_id(f"{name}/").rstrip("/") for name in chinese}
        return self.language == "en" and bool(self.places) and all(p.partition("/")[0] in names for p in self.places)


def load_claims(place: Path = BUNDLED) -> list[Statement]:
    """The set. Raises BadInput for what does not follow the format, NotFound where there is nothing."""
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    if not files or not all(file.is_file() for file in files):
        raise NotFound(f"There are no claims at {place}.")
    found = []
    for file in files:
        number = 0
        for group in yaml.safe_load_all(file.read_text("utf-8")):
            for raw in group["items"]:
                number += 1
                found.append(
                    _statement(
                        f"{file.stem}-{number}", group["verdict"], raw, number % 3 == 0 and file.name != TUNED_ON
                    )
                )
    return found


def _statement(name: str, verdict: str, raw: Mapping[str, Any], test: bool) -> Statement:
    wrong, places = raw.get("wrong"), raw.get("in", [])
    if unknown := sorted(set(raw) - _KEYS):
        raise BadInput(f"{name}: there is no key {unknown[0]!r}.")
    if verdict not in VERDICTS or (wrong is not None) != (verdict == "contradicted") or (wrong not in (None, *WRONGS)):
        raise BadInput(f"{name}: {verdict} with {wrong} is no verdict.", "Say what is wrong where it is contradicted.")
    if bool(places) is (verdict == "not_found"):
        raise BadInput(f"{name}: what is found has a place, and what is not has none.")
    return Statement(
        id=name,
        text=raw["say"],
        language=language_of(raw["say"]),
        verdict=verdict,
        wrong=wrong,
        places=frozenset(full_id(one) for one in places),
        as_of=raw.get("as_of"),
        split="test" if test else "dev",
    )
