"""Two documents that are each other's translation: the bundled bilingual documents, cut into their two languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalogue import files_of
from corpus.reader import read_document
from corpus.records import ParsedDocument
from corpus.translations import translation

BILINGUAL = ("itib-policy-address-2023", "itib-budget-2024-25")

CHINESE = """# 蓄水池計劃進度報告

## 目的

1. 本文件匯報三座蓄水池的進度。

## 進度

2. 首座蓄水池容量為 142,500 立方米，耗資 6 億 2,350 萬元。

第二座的選址仍在研究，預計 2027 年有結果。

3. 餘下工程包括：

(a) 敷設 4.5 公里水管；及

(b) 更換 12 個泵。
"""
ENGLISH = """# Progress of the reservoirs

## Purpose

1. This paper reports on the progress of three reservoirs.

## Progress

2. The first reservoir holds 142,500 cubic metres and cost $623.5 million.

This sentence stands in the translation alone and says nothing of figures, at a length that nothing on the other side has at all.

A site for the second is still being studied; a result is expected in 2027.

3. The remaining works are:

(a) laying 4.5 kilometres of pipes; and

(b) replacing 12 pumps.
"""


@pytest.fixture(scope="module")
def documents(bundled: Path) -> dict[str, ParsedDocument]:
    read = [read_document(path, metadata) for path, metadata in files_of(bundled)]
    return {one.document.id: one for one in read}


def _half(whole: ParsedDocument, *, english: bool, relabel: bool = False) -> ParsedDocument:
    kept = [one for one in whole.paragraphs if (one.language == "en") == english]
    if relabel:
        kept = [replace(one, label=f"s1.{i}") for i, one in enumerate(kept, 1)]
    return replace(whole, paragraphs=tuple(kept))


def _counterparts(whole: ParsedDocument) -> set[tuple[str, str]]:
    return {(one.id, one.counterpart) for one in whole.paragraphs if one.counterpart and one.language != "en"}


@pytest.mark.parametrize("name", BILINGUAL)
def test_the_halves_of_a_bilingual_document_are_paired_as_the_document_pairs_them(
    name: str, documents: dict[str, ParsedDocument]
):
    whole = documents[name]
    found = translation(_half(whole, english=False), _half(whole, english=True))
    assert set(found.pairs) == _counterparts(whole)
    assert found.holds


def test_labels_are_not_needed_where_figures_tell(documents: dict[str, ParsedDocument]):
    whole = documents["itib-budget-2024-25"]
    found = translation(_half(whole, english=False, relabel=True), _half(whole, english=True, relabel=True))
    right = len(set(found.pairs) & _counterparts(whole))
    assert found.holds and right >= 0.9 * len(found.pairs) and right >= 0.9 * len(_counterparts(whole))


def test_documents_on_one_subject_are_no_translations(documents: dict[str, ParsedDocument]):
    for first in documents.values():
        for second in documents.values():
            if first is not second:
                assert not translation(_half(first, english=False), _half(second, english=True)).holds


def test_documents_of_one_language_are_never_paired(documents: dict[str, ParsedDocument]):
    found = translation(documents["legco-itb-panel-2023-11-13"], documents["review-2023-ten-items"])
    assert found.pairs == () and not found.holds


def test_two_files_are_paired_and_what_has_no_counterpart_stays_alone(tmp_path: Path):
    for name, text in (("zh.md", CHINESE), ("en.md", ENGLISH)):
        (tmp_path / name).write_text(text, "utf-8")
    found = translation(read_document(tmp_path / "zh.md"), read_document(tmp_path / "en.md"))
    labels = [(a.partition("/")[2], b.partition("/")[2]) for a, b in found.pairs]
    # the second, unnumbered paragraph below 2 is the third in English, where one was added
    assert labels == [
        ("cover.1", "cover.1"),
        ("1", "1"),
        ("2", "2"),
        ("2.p2", "2.p3"),
        ("3", "3"),
        ("3.a", "3.a"),
        ("3.b", "3.b"),
    ]
    assert found.holds
