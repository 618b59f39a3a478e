"""What made a run: the hashes of the models and weights that ship, of the code that answered, and package versions."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_ROOMS = ("corpus", "index", "service")
#: What was fitted, learnt or collected, by the name it has in the manifest.
_WEIGHTS = {
    "encoder": ("index/models/static/model.safetensors", "index/models/static/tokenizer.json"),
    "translations": ("index/models/translation.npz",),
    "segmenter": ("index/models/segmenter.txt",),
    "fusion": ("index/fusion.json",),
    "calibration": ("service/answer/calibration.json",),
}
_SOURCES = (".py", ".csv", ".json", ".tsv", ".txt", ".yaml")
_PACKAGES = ("pincite", "faiss-cpu", "numpy", "scipy", "onnxruntime", "tokenizers", "OpenCC", "ir-measures")


def digest(paths: Iterable[Path], root: Path = _ROOT) -> str:
    """SHA-256 over names and bytes, 16 hexadecimal digits; a file that is not there counts as such."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(str(path.relative_to(root)).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"absent")
    return found.hexdigest()[:16]


def fingerprints() -> dict[str, object]:
    """``models``: a hash per file or group of files that was fitted; ``code``: one over the sources and tables of the rooms that
    answer."""
    models = {name: digest(_ROOT / path for path in paths) for name, paths in _WEIGHTS.items()}
    code = digest(
        path
        for room in _ROOMS
        for path in (_ROOT / room).rglob("*")
        if path.suffix in _SOURCES and not {"documents", "models"} & set(path.relative_to(_ROOT).parts)
    )
    return {"models": models, "code": code}


def versions() -> dict[str, str]:
    """Python and the packages that a result may depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found
