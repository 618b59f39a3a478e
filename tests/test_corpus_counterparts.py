"""One document written in two files, one for each language: paired paragraph by paragraph, as long as both are there."""

from pathlib import Path

import pytest
from test_corpus_translations import CHINESE, ENGLISH

from service.desk.lookup import Wanted, look_up
from service.doors import calls
from service.doors.calls import Window
from service.library import Library

CATALOGUE = """documents:
- {file: zh.md, id: reservoirs-zh, languages: zh-Hant}
- {file: en.md, id: reservoirs-en, languages: en, translation_of: reservoirs-zh}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "zh.md").write_text(CHINESE, encoding="utf-8")
    (made / "en.md").write_text(ENGLISH, encoding="utf-8")
    (made / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    opened = Library.open(tmp_path / "data", encoder="hashing")
    assert opened.sync(folder).failed == ()
    return opened


def counterparts(library: Library) -> dict[str, str | None]:
    snapshot = library.snapshot()
    return {p.id: p.counterpart for d in snapshot.documents() for p in snapshot.paragraphs(d.id)}


def test_each_paragraph_has_the_other_file_s_as_its_counterpart(library: Library) -> None:
    found = counterparts(library)
    for label in ("1", "2", "3.a", "3.b"):
        assert found[f"reservoirs-en/{label}"] == f"reservoirs-zh/{label}"
        assert found[f"reservoirs-zh/{label}"] == f"reservoirs-en/{label}"
    assert any(one is None for one in found.values()), "what stands in one language alone has none"
    for one, other in found.items():
        assert other is None or found[other] == one


def test_it_appears_in_paragraphs_and_in_look_up(library: Library) -> None:
    snapshot = library.snapshot()
    assert calls.paragraph(snapshot, "reservoirs-en/3.b").counterpart is not None
    listed = {p.id: p.counterpart for p in calls.paragraphs(snapshot, "reservoirs-zh", Window()).paragraphs}
    counterpart = listed["reservoirs-zh/2"]
    assert counterpart is not None and counterpart.id == "reservoirs-en/2" and "142,500" in counterpart.text
    found = look_up(snapshot, Wanted("142,500 cubic metres", mode="phrase"))
    assert [one.counterpart and one.counterpart.id for one in found] == ["reservoirs-zh/2"]


def test_the_pairs_follow_what_is_changed_and_removed(library: Library, folder: Path) -> None:
    (folder / "en.md").write_text(ENGLISH + "\n4. More is to come in 2031.\n", encoding="utf-8")
    library.sync(folder)
    assert counterparts(library)["reservoirs-zh/2"] == "reservoirs-en/2"
    (folder / "zh.md").write_text(CHINESE + "\n4. 2031 年將有更多。\n", encoding="utf-8")
    library.sync(folder)
    assert counterparts(library)["reservoirs-en/4"] == "reservoirs-zh/4"
    library.remove("reservoirs-zh")
    assert set(counterparts(library).values()) == {None}
    library.add([folder / "zh.md"])
    assert counterparts(library)["reservoirs-en/4"] == "reservoirs-zh/4"
    library.remove("reservoirs-en")
    assert set(counterparts(library).values()) == {None}


def test_documents_that_are_no_translation_are_not_paired_and_that_is_said(library: Library, folder: Path) -> None:
    other = "# Ferries\n\n" + "\n\n".join(f"- A ferry of {n * 37} tons sails on pier {n * 11}." for n in range(2, 9))
    (folder / "en.md").write_text(other, encoding="utf-8")
    library.sync(folder)
    assert set(counterparts(library).values()) == {None}
    kinds = [problem.kind for problem in library.snapshot().document("reservoirs-en").problems]
    assert "translation-unsure" in kinds


def test_who_may_not_read_the_original_sees_no_trace_of_it(tmp_path: Path, folder: Path) -> None:
    text = CATALOGUE.replace("languages: zh-Hant", "languages: zh-Hant, collection: secret")
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    library = Library.open(tmp_path / "other", encoder="hashing")
    library.sync(folder)
    snapshot = library.snapshot(frozenset({"public"}))
    assert [d.id for d in snapshot.documents()] == ["reservoirs-en"]
    assert {p.counterpart for p in snapshot.paragraphs("reservoirs-en")} == {None}
