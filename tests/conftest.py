"""Fixtures that more than one room's tests need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Postgres, running

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "corpus" / "documents"
ORIGINALS = ROOT.parent / "shared" / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the originals skip, loudly, where that folder is not."""
    if ORIGINALS.is_dir():
        return
    skip = pytest.mark.skip(reason=f"the original documents are not in {ORIGINALS.relative_to(ROOT.parent)}")
    for item in items:
        if "originals" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def bundled() -> Path:
    """Folder of the bundled documents."""
    return BUNDLED


@pytest.fixture(scope="session")
def originals() -> Path:
    """Folder of the original documents; use with ``@pytest.mark.originals``."""
    return ORIGINALS


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL; ``postgres.database()`` makes an empty database."""
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own PINCITE_* variables must not steer the tests."""
    for name in [n for n in os.environ if n.startswith("PINCITE_")]:
        monkeypatch.delenv(name)
