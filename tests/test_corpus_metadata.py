"""What is known of a document: catalogue, front matter, else the text; what was not found is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import described, files_of, read_catalogue
from corpus.errors import BadInput, NotFound
from corpus.fields import FIELDS, FILE
from corpus.loaders import load
from corpus.metadata import Metadata, date_in, from_mapping, languages_in, metadata_of, slug
from corpus.splitting.splitter import split


def _catalogue(folder: Path, text: str) -> Path:
    (folder / "catalogue.yaml").write_text(text, "utf-8")
    return folder


def test_a_catalogue_is_read(tmp_path: Path):
    folder = _catalogue(
        tmp_path,
        "documents:\n  - file: a.txt\n    id: a-1\n    title: {en: A, zh-Hant: 甲}\n    publisher: 某局\n"
        "    date: 2024-02-29\n    languages: [zh-Hant, en]\n    kind: slides\n"
        "  - file: b.md\n    id: b\n    date: null\n    as_of: 2023-12-31\n",
    )
    assert read_catalogue(folder) == {
        "a.txt": Metadata(
            "a-1", {"en": "A", "zh-Hant": "甲"}, {"zh-Hant": "某局"}, "2024-02-29", None, ("zh-Hant", "en"), "slides"
        ),
        "b.md": Metadata("b", as_of="2023-12-31"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "documents: [",
        "- a",
        "documents: 3",
        "documents:\n  - id: a\n",
        "documents:\n  - {file: a, id: 'a/b'}\n",
        "documents:\n  - {file: a, id: a, date: 31/12/2023}\n",
        "documents:\n  - {file: a, id: a, languages: [fr]}\n",
        "documents:\n  - {file: a, id: x}\n  - {file: b, id: x}\n",
        "documents:\n" + "[" * 5000,
    ],
)
def test_a_broken_catalogue_is_refused_with_a_hint(tmp_path: Path, text: str):
    with pytest.raises(BadInput) as refused:
        read_catalogue(_catalogue(tmp_path, text))
    assert refused.value.hint


def test_a_folder_with_a_catalogue_holds_what_it_lists_and_nothing_else(tmp_path: Path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("文。", "utf-8")
    _catalogue(tmp_path, "documents:\n  - {file: b.txt, id: b}\n")
    assert [(path.name, m.id if m else None) for path, m in files_of(tmp_path)] == [("b.txt", "b")]
    # One missing file must not keep the others from being read: it is listed, and reading says that it is not there.
    (tmp_path / "b.txt").unlink()
    assert [path.name for path, _ in files_of(tmp_path)] == ["b.txt"]


def test_a_folder_without_one_holds_every_file_there_is_a_loader_for(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.md", "c.exe", "in/d.txt", ".hidden/e.txt"):
        (tmp_path / name).write_text("文。", "utf-8")
    assert [(path.relative_to(tmp_path).as_posix(), m) for path, m in files_of(tmp_path)] == [
        ("a.md", None),
        ("b.txt", None),
        ("in/d.txt", None),
    ]
    with pytest.raises(NotFound):
        files_of(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年11月13日", "2023-11-13"),
        ("2023 年 1 月 3 日會議", "2023-01-03"),
        ("27/10/2023", "2023-10-27"),
        ("dated 2024-02-29.", "2024-02-29"),
        ("1 March 2025", "2025-03-01"),
        ("March 1, 2025", "2025-03-01"),
        ("二零二四年三月十五日", "2024-03-15"),
        ("2023年2月30日", None),
        ("2023 年 11 月", None),
        ("12345/6/2023", None),
    ],
)
def test_dates_in_text(text: str, date: str | None):
    assert date_in(text) == date


def test_what_no_catalogue_says_is_taken_from_the_text():
    text = "數據政策報告\n\n2025年3月1日\n\n目的\n\n1. 本文件介紹政策，並交代進展。\n\n2. 完。\n"
    found = split(load(Path("報 告.txt"), text.encode()), Metadata())
    assert found.metadata == Metadata(
        "報-告", {"zh-Hant": "數據政策報告"}, {}, "2025-03-01", None, ("zh-Hant",), "document"
    )
    assert [p.kind for p in found.problems] == ["no-publisher"]


def test_what_is_found_nowhere_is_said():
    found = split(load(Path("a.txt"), "只有一段話，沒有別的。".encode()), Metadata())
    assert {p.kind for p in found.problems} == {"no-title", "no-date", "no-publisher"}
    assert found.metadata.title == {"zh-Hant": "a"}
    assert found.metadata.date is None


def test_front_matter_fills_in_the_title_in_its_language():
    assert from_mapping({"title": "A report", "languages": ["en"]}, "x").title == {"en": "A report"}
    assert from_mapping({"title": "報告"}, "x").title == {"zh-Hant": "報告"}


def test_languages_by_counting():
    assert languages_in(["政府推出計劃", "增加課程", "Wi-Fi.HK"]) == ("zh-Hant", "en")
    assert languages_in(["政府推出计划", "增加课程"]) == ("zh-Hans",)
    assert languages_in([]) == ("zh-Hant",)


def test_slugs_make_ids():
    assert (slug("My report (1)"), slug("///")) == ("My-report-1", "document")


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ({"colection": "cabinet"}, "Did you mean collection?"),
        ({"Collection": "cabinet"}, "Did you mean collection?"),
        ({"titel": "A"}, "Did you mean title?"),
        ({"as-of": "2024-01-01"}, "Did you mean as_of?"),
        ({"ID": "a"}, "Did you mean id?"),
        ({"collection": ""}, "Name it"),
        ({"collection": None}, "Name it"),
        ({"collection": ["cabinet"]}, "Name it"),
    ],
)
def test_a_field_that_is_nearly_one_is_refused(entry: dict[str, object], hint: str):
    with pytest.raises(BadInput) as refused:
        from_mapping(entry, "front matter of a.md")
    assert hint in refused.value.hint and "a.md" in refused.value.message


def test_other_fields_and_values_of_another_sort_are_said():
    found = from_mapping({"layout": "post", "tags": ["a"], "published": True, "publisher": 42}, "a.md")
    assert found.collection == "" and len(found.remarks) == 4
    for name, remark in zip(("layout", "tags", "published", "publisher"), found.remarks, strict=True):
        assert f"{name!r}" in remark
    problems = split(load(Path("a.md"), "---\nlayout: post\n---\n文。\n".encode()), found).problems
    assert sum(one.kind == "metadata" for one in problems) == 4


def test_front_matter_fills_in_what_the_catalogue_leaves_out_and_the_stricter_collection_holds():
    front = {"title": "Own", "collection": "cabinet", "date": "2024-01-01", "kind": "memo"}
    found = metadata_of(Metadata("a", {"en": "Told"}, as_of="2023-12-31"), front, "a.md")
    assert (found.id, found.title, found.kind, found.collection) == ("a", {"en": "Told"}, "memo", "cabinet")
    assert (found.date, found.as_of) == (None, "2023-12-31")
    for told, own in (("public", "cabinet"), ("cabinet", "public"), ("cabinet", ""), ("cabinet", "cabinet")):
        assert (
            metadata_of(Metadata("a", collection=told), {"collection": own} if own else {}, "a").collection == "cabinet"
        )
    assert metadata_of(Metadata("a", collection="public"), {}, "a").collection == "public"
    with pytest.raises(BadInput, match="staff"):
        metadata_of(Metadata("a", collection="staff"), front, "a.md")


def test_a_collection_beside_the_list_of_documents_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="beside the list"):
        read_catalogue(_catalogue(tmp_path, "collection: cabinet\ndocuments:\n  - {file: a, id: a}\n"))


def test_all_faults_of_a_catalogue_are_said_with_the_entries(tmp_path: Path):
    text = (
        "documents:\n  - {file: a.txt, id: a}\n  - {file: ./a.txt, id: b}\n  - {id: c}\n"
        "  - {file: d.txt, id: d, date: 2023-02-30}\n  - {file: e.txt, id: a}\n  - {file: f.txt, titel: F}\n"
    )
    with pytest.raises(BadInput) as refused:
        read_catalogue(_catalogue(tmp_path, text))
    message = refused.value.message
    assert "5 faults" in message
    for said in (
        "Entry 2 (./a.txt) is the same file as entry 1",
        "Entry 3 names no file",
        "Entry 4 (d.txt): '2023-02-30'",
        "Entry 5 (e.txt) has the id 'a' of entry 1",
        "Entry 6 (f.txt): 'titel'",
        "Did you mean title?",
    ):
        assert said in message


def test_every_field_is_described():
    page = (Path(__file__).parents[1] / "docs" / "CORPUS.md").read_text("utf-8")
    for name in (FILE, *FIELDS):
        assert f"\n| `{name}` | " in page


def test_a_file_by_itself_is_what_the_catalogue_above_it_says(tmp_path: Path):
    (tmp_path / "in").mkdir()
    _catalogue(tmp_path, "documents:\n  - {file: in/a.txt, id: a, collection: cabinet}\n  - {file: ./b.txt, id: b}\n")
    assert [told and told.id for told in (described(tmp_path / name) for name in ("in/a.txt", "b.txt", "c.txt"))] == [
        "a",
        "b",
        None,
    ]
