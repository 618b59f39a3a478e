"""The settings of a training run, and which stage each of them decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.training import vocabulary
from index.training.static import Plan


@dataclass(frozen=True, slots=True)
class Options:
    """One run. ``most`` keeps only so many pairs of each source (for trials)."""

    data: Path
    out: Path
    work: Path
    exclude: tuple[str, ...] = ()
    most: int | None = None
    seed: int = 7
    law: int = 110_000  #: pairs of the laws in the translation table: more would drown the rest
    sentences: int = 20_000  #: English sentences that the teacher reads
    dimension: int = 256
    english: int = vocabulary.ENGLISH_WORDS
    unseen: int = vocabulary.UNSEEN_WORDS
    plan: Plan = field(default_factory=Plan)

    @property
    def settings(self) -> dict[str, object]:
        """What decides the result."""
        kept = asdict(self)
        return {name: kept[name] for name in kept if name not in ("data", "out", "work")}


#: Settings by the first stage that they decide; a stage is done again when its own or an earlier stage's changed.
DECIDES = {
    "pairs": ("exclude", "most"),
    "table": ("seed", "law"),
    "vocabulary": ("english", "unseen"),
    "teacher": ("sentences",),
    "static": ("dimension", "plan"),
}
