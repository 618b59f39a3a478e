"""What is known of a document apart from its text: a catalogue's entry, front matter, else what the text itself shows."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from corpus.fields import FIELDS, FILE, mistyped_in, unknown_in
from corpus.languages import language_of
from corpus.records import LANGUAGES, PUBLIC, Problem
from corpus.splitting.lines import chinese_number
from corpus.splitting.units import Unit

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_COLLECTION = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
#: Lines of a cover that say what sort of paper it is and for whom.
_NO_TITLE = re.compile(r"(?:文件|委員會|委员会|會議|会议|Committee|Panel|Paper|Council)$|^(?:Paper|LC|CB)\b")
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_DATES = (
    re.compile(
        r"(?P<y>[零〇○一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,3})月(?P<d>[一二三四五六七八九十]{1,3})日"
    ),
    re.compile(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}) (?P<m>{'|'.join(_MONTHS)}),? (?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?P<m>{'|'.join(_MONTHS)}) (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """One entry of a catalogue. Fields that are not known are empty."""

    id: str = ""
    title: Mapping[str, str] = field(default_factory=dict)  #: language tag -> title
    publisher: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None  #: ISO 8601
    as_of: str | None = None
    languages: tuple[str, ...] = ()
    kind: str = ""
    source_url: str | None = None
    restates: str | None = None
    collection: str = ""
    translation_of: str = ""  #: id of the document that this one is the translation of
    #: what is wrong with what was told, though not enough to refuse it
    remarks: tuple[str, ...] = field(default=(), repr=False, compare=False)


def from_mapping(entry: Mapping[Any, Any], place: str) -> Metadata:
    """Metadata of a catalogue's entry or of front matter.

    Raises BadInput where a field is of the wrong sort, or has a name that is nearly a field's.
    """
    unknown = [name for name in unknown_in(entry, place, (*FIELDS, FILE)) if name]
    remarks = [f"{place}: {name!r} is not a field; it was left aside." for name in unknown]
    remarks += [f"{place}: the value of {name!r} is not text." for name in mistyped_in(entry)]
    identity = str(entry.get("id") or "")
    if identity and not _ID.fullmatch(identity):
        raise BadInput(f"{place}: {identity!r} cannot be an id.", "Use letters, digits, dots and hyphens.")
    languages = entry.get("languages") or ()
    languages = (languages,) if isinstance(languages, str) else tuple(str(one) for one in languages)
    foreign = [one for one in languages if one not in LANGUAGES]
    if foreign:
        raise BadInput(f"{place}: unknown language {foreign[0]!r}.", f"Use {', '.join(LANGUAGES)}.")
    default = languages[0] if languages else "zh-Hant"
    return Metadata(
        id=identity,
        title=_named(entry.get("title"), default),
        publisher=_named(entry.get("publisher"), default),
        date=_iso(entry.get("date"), place),
        as_of=_iso(entry.get("as_of"), place),
        languages=languages,
        kind=str(entry.get("kind") or ""),
        source_url=str(entry["source_url"]) if entry.get("source_url") else None,
        restates=str(entry["restates"]) if entry.get("restates") else None,
        collection=collection_named(str(entry.get("collection") or ""), place),
        translation_of=str(entry.get("translation_of") or ""),
        remarks=tuple(remarks),
    )


def collection_named(name: str, place: str) -> str:
    """The name of a collection, "" for none. Raises BadInput for what cannot be one."""
    if name and not _COLLECTION.fullmatch(name):
        raise BadInput(f"{place}: {name!r} cannot be a collection.", "Use small letters, digits and hyphens.")
    return name


def metadata_of(told: Metadata | None, front: Mapping[Any, Any], place: str) -> Metadata:
    """What is told of a file, and its own front matter where nothing is told; of two collections the one that is not public.

    Raises BadInput as ``from_mapping`` and ``stricter`` do.
    """
    own = from_mapping(front, place)
    if told is None:
        return own
    collection = stricter(told.collection, own.collection, place)
    dated = told if told.date or told.as_of else own
    return Metadata(
        id=told.id or own.id,
        title=told.title or own.title,
        publisher=told.publisher or own.publisher,
        date=dated.date,
        as_of=dated.as_of,
        languages=told.languages or own.languages,
        kind=told.kind or own.kind,
        source_url=told.source_url or own.source_url,
        restates=told.restates or own.restates,
        collection=collection,
        translation_of=told.translation_of or own.translation_of,
        remarks=(*told.remarks, *own.remarks),
    )


def stricter(told: str, own: str, place: str) -> str:
    """Of two collections named for one document the one that is not public. Raises BadInput for two that are not."""
    named = [one for one in (told, own) if one and one != PUBLIC]
    if len(set(named)) > 1:
        raise BadInput(
            f"{place} says the collection {own}, but {told} is told for the file.", "Name one of them in both places."
        )
    return named[0] if named else told or own


def _named(value: object, default: str) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(tag): str(name) for tag, name in value.items() if name}
    return {language_of(str(value), default): str(value)} if value else {}


def _iso(value: object, place: str) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise BadInput(f"{place}: {value!r} is not a date.", "Write dates as 2024-02-29.") from error


def date_in(text: str) -> str | None:
    """The first full date a text prints, ISO 8601; None without one. 27/10/2023 is day, month, year."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            year = "".join(_DIGITS.get(c, c) for c in match["y"])
            try:
                return datetime.date(int(year), _number(match["m"]), _number(match["d"])).isoformat()
            except ValueError:
                continue
    return None


def _number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    return _MONTHS.get(printed.lower()) or chinese_number(printed)


def languages_in(texts: Sequence[str]) -> tuple[str, ...]:
    """The languages of at least a fifth of the texts, the commonest first; never empty."""
    counts: dict[str, int] = {}
    for text in texts:
        found = language_of(text)
        counts[found] = counts.get(found, 0) + 1
    chinese = sorted((tag for tag in counts if tag != "en"), key=lambda tag: -counts[tag])
    for lesser in chinese[1:]:  # a text in both scripts is one in the commoner
        counts[chinese[0]] += counts.pop(lesser)
    kept = sorted((tag for tag, n in counts.items() if 5 * n >= len(texts)), key=lambda tag: (-counts[tag], tag))
    return tuple(kept) or ("zh-Hant",)


def complete(metadata: Metadata, units: Sequence[Unit], file_name: str) -> tuple[Metadata, list[Problem]]:
    """The metadata with what the text shows filled in, and one Problem for each thing found nowhere."""
    problems = [Problem("metadata", remark) for remark in metadata.remarks]
    cover = [unit for unit in units if unit.role == "title" and unit.name in ("cover", "signature")]
    languages = metadata.languages or languages_in([p.text for u in units for p in u.pieces if len(p.text) > 4][:400])
    title = dict(metadata.title) or _title_in(units, languages[0])
    if not title:
        problems.append(Problem("no-title", "The text shows no title; the file's name stands in for it."))
        title = {languages[0]: Path(file_name).stem}
    date = metadata.date
    if date is None and metadata.as_of is None:
        date = next((d for unit in cover for piece in unit.pieces if (d := date_in(piece.text))), None)
        if date is None:
            problems.append(
                Problem("no-date", "The text shows no date; what it says of time relative to it stays open.")
            )
    if not metadata.publisher:
        problems.append(Problem("no-publisher", "No publisher is given."))
    found = Metadata(
        id=metadata.id or slug(Path(file_name).stem),
        title=title,
        publisher=metadata.publisher,
        date=date,
        as_of=metadata.as_of,
        languages=languages,
        kind=metadata.kind or "document",
        source_url=metadata.source_url,
        restates=metadata.restates,
        collection=metadata.collection,
        translation_of=metadata.translation_of,
    )
    return found, problems


def _title_in(units: Sequence[Unit], default: str) -> dict[str, str]:
    """The longest line of the cover that is more than a date, in each language, else the first heading."""
    cover = [unit for unit in units if unit.name == "cover" and not date_in(unit.text)]
    cover = [unit for unit in cover if not _NO_TITLE.search(unit.text)] or cover
    best = max(cover, key=lambda unit: len(unit.text), default=None)
    best = best or next((unit for unit in units if unit.is_heading), None)
    return {language_of(piece.text, default): piece.text for piece in best.pieces} if best else {}


def slug(name: str) -> str:
    """An id of a file's name."""
    found = re.sub(r"[^\w.-]+", "-", name).strip("-._")
    return found[:100] or "document"
