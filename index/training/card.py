"""The model card: what was learnt from what, on which terms, how good it is, and the hash by which to know the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.training.evaluate import Measured
from index.training.sources import Source

FILES = ("segmenter.txt", "translation.npz", "static/tokenizer.json", "static/model.safetensors")
_HEAD = """# The models shipped with Pincite

Written by `python -m index.training`; do not edit. Rebuild with `python -m index.training --data DIR`.

| part | file | what it is |
| --- | --- | --- |
| word list | `segmenter.txt` | Chinese words and their log probabilities (unigram model, Viterbi cutting) |
| translation table | `translation.npz` | IBM Model 1 in both directions, √(p · p), for probabilistic structured queries |
| static embedding | `static/` | a row of eight-bit numbers a token, a text their mean; sentence-transformers layout |
"""
_TERMS = """## Terms

The code that trains and serves these files is under the licence of this repository. **The files are not code**: they are
numbers learnt from the data below, and word lists. No sentence, translation or gloss of the data is contained in them. To the
extent that rights of the data's owners reach what is learnt from it, the terms in the table apply to the files. The WMT data
is offered for research use: whoever may not rely on that rebuilds without it (`--exclude wmt`); likewise `--exclude`
leaves out any other source by its name. The English teacher is all-MiniLM-L6-v2 (Apache-2.0), used in training only.
"""
_LIMITS = """## Limits

Meant for Chinese and English prose; other scripts have no rows. A static embedding knows no word order: 不 or "not" hardly
moves a vector, and numbers only lightly; exact matches are the lexical side's task. Proper names that the data lacks are
spelt from pieces; a glossary must supply them. Learnt prejudices of news and web text are to be expected in the vectors.
The development sets chose the numbers of training, so scores on them are a little better than on text never looked at.
"""


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files(out: Path) -> str:
    lines = ["## Files", "", "| file | bytes | sha256 |", "| --- | ---: | --- |"]
    present = [name for name in FILES if (out / name).is_file()]
    lines += [f"| `{name}` | {(out / name).stat().st_size:,} | `{_hash(out / name)}` |" for name in present]
    total = sum((out / name).stat().st_size for name in present)
    return "\n".join([*lines, "", f"{total / 1e6:.1f} MB in all."])


def _data(sources: Sequence[Source], counts: Mapping[str, int]) -> str:
    lines = ["## Data", "", "| source | used | what | terms |", "| --- | ---: | --- | --- |"]
    lines += [f"| {s.name} | {counts.get(s.name, 0):,} | {s.what} | {s.terms} |" for s in sources]
    return "\n".join(lines)


def _cell(found: Measured | None) -> str:
    if found is None:
        return "–"
    return f"{found.first:.1f} ({found.first_interval[0]:.1f}–{found.first_interval[1]:.1f}) / {found.five:.1f}"


def _scores(scores: Mapping[str, Mapping[str, Measured]]) -> str:
    systems = list(dict.fromkeys(name for found in scores.values() for name in found))
    lines = [
        "## Scores",
        "",
        "On the development sets, never trained on: R@1 (95 % bootstrap interval) / R@5, in per cent. `drcd`, `cmrc`:",
        "question to all distinct paragraphs of the file. `ntrex`: sentence to its translation among all. `blocks`: sentence to",
        "the five sentences around its translation. `near` adds the best window,",
        "`fused` adds z-scores of `psq near` and `dense`.",
        "",
        "| set | " + " | ".join(systems) + " |",
        "| --- |" + " --- |" * len(systems),
    ]
    lines += [
        f"| {task} | " + " | ".join(_cell(found.get(name)) for name in systems) + " |" for task, found in scores.items()
    ]
    return "\n".join(lines)


def write_card(
    out: Path,
    sources: Sequence[Source],
    counts: Mapping[str, int],
    scores: Mapping[str, Mapping[str, Measured]],
    settings: Mapping[str, object],
) -> None:
    """Writes MODEL_CARD.md beside the files."""
    made = "## Settings\n\n```json\n" + json.dumps(settings, indent=1, sort_keys=True) + "\n```"
    parts = [_HEAD, _files(out), _data(sources, counts), _TERMS, _scores(scores), _LIMITS, made]
    (out / "MODEL_CARD.md").write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")
