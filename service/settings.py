"""Every setting of the service: one table, read from ``PINCITE_*`` or flags in this file only, checked before use.

A flag wins over the environment, the environment over the default. docs/SETTINGS.md holds the same table (a test compares).
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from index.embedding import Embedding

PREFIX = "PINCITE_"


class BadSetting(BadInput):
    """A setting has a value that cannot be used, or that would be unsafe."""

    kind = "bad-setting"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a whole number") from None
        if not low <= value <= high:
            raise ValueError(f"{value} is outside {low} to {high}")
        return value

    return parse


def _switch(text: str) -> bool:
    try:
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.strip().casefold()]
    except KeyError:
        raise ValueError(f"{text!r} is neither true nor false") from None


def _watched(text: str) -> str:
    """Empty, "events" or "poll"."""
    return "poll" if text.strip().casefold() == "poll" else "events" if _switch(text) else ""


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text!r} is none of {', '.join(allowed)}")
        return text

    return parse


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return text.strip()


def _base_url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError(f"{text!r} does not begin with http:// or https://")
    return text.rstrip("/")


def _address(text: str) -> str:
    if text.strip() and not text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("it does not begin with postgresql://")
    return text.strip()


def _store(text: str) -> str:
    if text.strip() and not text.startswith("milvus://"):
        raise ValueError("it does not begin with milvus://")
    return text.strip()


def _folder(text: str) -> Path:
    found = Path(_filled(text)).expanduser()
    if found.exists() and not found.is_dir():
        raise ValueError(f"{found} is a file, not a folder")
    return found


def _folder_or_none(text: str) -> Path | None:
    return _folder(text) if text.strip() else None


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. ``default`` is written as one would write it in the environment."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any]
    bare: str | None = None  #: what the flag means where it is given alone

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


SETTINGS: tuple[Setting, ...] = (
    Setting("documents", "", "Folder of documents to index and serve; empty: the bundled corpus.", _folder_or_none),
    Setting(
        "watch",
        "false",
        "`true` takes in what changes in `documents` while it is served; `poll` looks for it every 2 s, as network folders need.",
        _watched,
        bare="true",
    ),
    Setting(
        "only",
        "false",
        "`true` removes documents that were read from other folders than `documents`; uploads stay.",
        _switch,
        bare="true",
    ),
    Setting("data", "var", "Folder that Pincite keeps its catalog and index in.", _folder),
    Setting(
        "catalog", "", "PostgreSQL's URL where several machines share the catalog; empty: a file in `data`.", _address
    ),
    Setting(
        "index_store",
        "",
        "Engine that keeps vectors and words, such as milvus://host:19530; empty: files in `data`.",
        _store,
    ),
    Setting("replica", "false", "`true`: serve what a writer put into `data`, change nothing.", _switch),
    Setting(
        "ocr",
        "false",
        "`true`: read the words of scanned PDF pages by recognition of characters; needs `pincite[ocr]`.",
        _switch,
    ),
    Setting("host", "127.0.0.1", "Address to listen on. Anything but loopback needs `keys` or `open_host`.", _filled),
    Setting("port", "8000", "Port to listen on; 0 lets the system choose.", _whole(0, 65535)),
    Setting(
        "open_host",
        "false",
        "`true` allows a host that is not loopback without keys: whoever reaches it may read, add and remove documents.",
        _switch,
    ),
    Setting("hosts", "", "Further names the service is reached by, commas between; addresses need not be named.", str),
    Setting("keys", "false", "`true`: nothing is answered without a key; always so once one was made.", _switch),
    Setting("rate", "600", "Requests a minute that one key may send; 0: any number.", _whole(0, 1_000_000)),
    Setting(
        "encoder",
        "default",
        "Embedding model: default, fast, hashing, or a sentence-transformers name or folder.",
        _filled,
    ),
    Setting("encoder_query_prompt", "", "Put before a question for that model; empty: its own prompt.", str),
    Setting("encoder_passage_prompt", "", "Put before a paragraph for that model; empty: its own prompt.", str),
    Setting(
        "encoder_pooling", "", "How that model's token vectors become one: mean, cls, max, …; empty: its own way.", str
    ),
    Setting("encoder_dimension", "0", "Length its vectors are cut to (Matryoshka); 0: its own.", _whole(0, 65_536)),
    Setting("public_url", "", "Put before the paths of links in answers, such as https://pincite.example.", _base_url),
    Setting(
        "model_url",
        "",
        "OpenAI-compatible endpoint of a model that writes answers; empty: none.",
        _base_url,
    ),
    Setting("model", "", "Name of the model there.", str),
    Setting(
        "model_key", "", "Key for the endpoint. Rather set the variable: other users of a machine can see flags.", str
    ),
    Setting("model_deadline", "20", "Seconds the endpoint has; then the answer is given without it.", _whole(1, 600)),
    Setting(
        "workers",
        "4",
        "Requests computed at the same time; questions one after the other, unless a language model writes the answers.",
        _whole(1, 256),
    ),
    Setting("queue", "64", "Requests that may wait for a worker; more are answered 503.", _whole(0, 100_000)),
    Setting(
        "recall_mb",
        "64",
        "MiB of answers and searches kept to be given again while the index stays the same; 0: none.",
        _whole(0, 65_536),
    ),
    Setting("request_kb", "1024", "Largest request body in KiB, uploads apart.", _whole(1, 1_048_576)),
    Setting("upload_mb", "100", "Largest upload in MiB, all its files together.", _whole(1, 10_240)),
    Setting(
        "log",
        "info",
        "How much is logged: debug, info, warning or error.",
        _one_of("debug", "info", "warning", "error"),
    ),
    Setting("log_format", "text", "A log for people (text) or a JSON object a line (json).", _one_of("text", "json")),
    Setting("log_questions", "false", "`true`: questions and searches are written to the log too.", _switch),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in use. One field per row of SETTINGS."""

    documents: Path
    watch: str
    only: bool
    data: Path
    catalog: str
    index_store: str
    replica: bool
    ocr: bool
    host: str
    port: int
    open_host: bool
    hosts: str
    keys: bool
    rate: int
    encoder: str
    encoder_query_prompt: str
    encoder_passage_prompt: str
    encoder_pooling: str
    encoder_dimension: int
    public_url: str
    model_url: str
    model: str
    model_key: str
    model_deadline: int
    workers: int
    queue: int
    recall_mb: int
    request_kb: int
    upload_mb: int
    log: str
    log_format: str
    log_questions: bool

    @property
    def stores(self) -> dict[str, Any]:
        """What ``Library.open`` is told of stores beyond the data folder; empty where nothing was set."""
        named = {"catalog": self.catalog, "index_store": self.index_store, "read_only": self.replica}
        return {name: value for name, value in named.items() if value}

    @property
    def embedding(self) -> Embedding:
        """The embedding model with the way it is used."""
        return Embedding(
            self.encoder,
            query_prompt=self.encoder_query_prompt or None,
            passage_prompt=self.encoder_passage_prompt or None,
            pooling=self.encoder_pooling.strip() or None,
            dimension=self.encoder_dimension or None,
        )


def bundled_documents() -> Path:
    """The folder of documents that comes with the package."""
    return Path(str(resources.files("corpus"))) / "documents"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_settings(
    environment: Mapping[str, str] = os.environ, flags: Mapping[str, object | None] | None = None
) -> Settings:
    """The settings from flags (None: not given), then the environment, then the defaults.

    Raises BadSetting, whose hint names the variable and the flag, for a value that cannot be used or is unsafe.
    """
    flags = flags or {}
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = flags.get(setting.name)
        written = str(given) if given is not None else environment.get(setting.variable, setting.default)
        try:
            values[setting.name] = setting.parse(written)
        except ValueError as error:
            raise BadSetting(
                f"The setting {setting.name} cannot be used: {error}.",
                f"Set {setting.variable} or {setting.flag}. {setting.help}",
            ) from None
    values["documents"] = values["documents"] or bundled_documents()
    settings = Settings(**values)
    _refuse_unsafe(settings)
    _refuse_half_a_model(settings)
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    if not is_loopback(settings.host) and not (settings.keys or settings.open_host):
        raise BadSetting(
            f"Listening on {settings.host} would let anyone on the network read, add and remove documents.",
            f"Keep {_BY_NAME['host'].variable}=127.0.0.1, or have keys asked for with {_BY_NAME['keys'].variable}=true, or set "
            f"{_BY_NAME['open_host'].variable}=true where that is meant "
            "(behind a proxy that checks who asks, or inside a container).",
        )


def _refuse_half_a_model(settings: Settings) -> None:
    if settings.model_url and not settings.model.strip():
        raise BadSetting(
            "There is an endpoint for a language model, but no model is named.",
            f"Set {_BY_NAME['model'].variable} or {_BY_NAME['model'].flag} to what the endpoint calls it.",
        )


def misspelt(environment: Mapping[str, str] = os.environ) -> list[str]:
    """One sentence for each ``PINCITE_`` variable that almost, but not quite, names a setting."""
    known = {setting.variable for setting in SETTINGS}
    notes = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.85)
            if close:
                notes.append(f"{name} is not a setting and was ignored; {close[0]} is one.")
    return notes


def settings_table() -> str:
    """The table as Markdown, for docs/SETTINGS.md."""
    rows = ["| variable | flag | default | what it does |", "| --- | --- | --- | --- |"]
    rows += [f"| `{s.variable}` | `{s.flag}` | {f'`{s.default}`' if s.default else ''} | {s.help} |" for s in SETTINGS]
    return "\n".join(rows)


if [field.name for field in fields(Settings)] != [setting.name for setting in SETTINGS]:
    raise AssertionError("Settings and SETTINGS list different settings")
