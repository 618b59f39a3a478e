"""The bundled corpus restates the originals: same labels, figures, dates, reservations and names, in other words."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from opencc import OpenCC

from corpus.catalogue import files_of
from corpus.reader import read_document
from corpus.records import Paragraph, ParsedDocument

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "corpus" / "documents"
ORIGINALS = ROOT.parent / "shared" / "corpus"
OWN_WORDS = ROOT.parent / "shared" / "tools" / "own_words.py"
IDS = [entry["id"] for entry in yaml.safe_load((BUNDLED / "catalogue.yaml").read_text())["documents"]]

Key = tuple[str, str]  # label, language


@lru_cache(maxsize=2)
def _read(folder: Path) -> dict[str, ParsedDocument]:
    parsed = [read_document(path, metadata) for path, metadata in files_of(folder)]
    return {one.document.id: one for one in parsed}


def _paragraphs(folder: Path, document: str) -> dict[Key, Paragraph]:
    return {(p.label, p.language): p for p in _read(folder)[document].paragraphs}


def _values(folder: Path, document: str) -> set[tuple[str, str, str, str]]:
    """(label, language, kind, value) of every fact that has a figure or a date."""
    parsed = _read(folder)[document]
    at = {p.id: (p.label, p.language) for p in parsed.paragraphs}
    kinds = ("date", "money", "percentage", "count", "quantity", "ratio", "duration", "change")
    return {(*at[fact.paragraph_id], fact.kind, fact.value) for fact in parsed.facts if fact.kind in kinds}


# --- an independent reading of figures: regular expressions and arithmetic, nothing of corpus.facts -------------------

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "兩": 2, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8}
_HAN = "〇零一二兩两三四五六七八九十百千萬万億亿"
# What a Chinese numeral counts in these documents; a numeral before anything else is part of a word (十四五, 一站式).
_COUNTED = "個个項项所家座公年期批份名間间支條条次天層层區区元港學学不大至多篇輪轮類类"
_CHINESE = re.compile(f"第?(?![萬万億亿])[{_HAN}]+[{_COUNTED}]")
_ARABIC = re.compile(r"(?<![A-Za-z])\d+(?:\.\d+)?\s*(?:[年月日%億亿萬万]|million|billion)?")
_WORDS = "one two three four five six seven eight nine ten hundred first second third half".split()
_ENGLISH = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.I)
# What bounds or places a figure. Folded to Simplified characters, so that one list serves both scripts.
_RESERVED = re.compile(
    "最快|最早|最多|最长|预计|预期|不低于|不高于|不少于|不超过|至少|超过|接近|多达|截至|上限|逾|不等|争取|"
    r"或之前|或以前|今年|明年|去年|年底|年中|年初|年内|上半年|下半年|每年|每月|(?:约|近)(?=\s*[\d一二三四五六七八九十百])"
)
_RESERVED_ENGLISH = re.compile(
    r"\b(?:this year|next year|coming year|early|progressively|no less than|no more than|over|more than|about|"
    r"by end|quarter|ceiling|maximum|expected|estimated|pilot)\b",
    re.I,
)


def _chinese_value(numeral: str) -> int:
    total = part = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _POWERS:
            part, digit = part + (digit or 1) * _POWERS[c], 0
        else:
            total, part, digit = total + (part + digit) * _MYRIADS[c], 0, 0
    return total + part + digit


def figures(text: str) -> Counter[str]:
    """Every number in a text with the unit that changes its value; thousands joined, widths folded."""
    plain = unicodedata.normalize("NFKC", re.sub(r"[¹²³]", "", text))  # superscripts are marks, not figures
    plain = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", plain)
    found = Counter(
        re.sub(r"\s", "", match).translate(str.maketrans("亿万", "億萬")) for match in _ARABIC.findall(plain)
    )
    for match in _CHINESE.findall(plain):
        numeral, counted = match[:-1], match[-1]
        if numeral not in ("一", "第一") or counted in "期批類":
            found[f"{'第' if numeral[0] == '第' else ''}{_chinese_value(numeral.lstrip('第'))}"] += 1
    found.update(word.lower() for word in _ENGLISH.findall(plain))
    return found


def reservations(text: str) -> Counter[str]:
    """The words that bound a figure or place it in time."""
    plain = OpenCC("t2s").convert(unicodedata.normalize("NFKC", text))
    return Counter(_RESERVED.findall(plain)) + Counter(word.lower() for word in _RESERVED_ENGLISH.findall(plain))


def names(text: str) -> set[str]:
    """Names in 「…」, titles in 《…》, outermost brackets, spaces apart."""
    tight = re.sub(r"\s", "", text)
    return set(re.findall(r"「[^」]*」|《[^》]*》", tight))


def test_figures_reads_numbers_by_arithmetic() -> None:
    assert figures("共 6 億 1,900 萬元") == Counter({"6億": 1, "1900萬": 1})
    assert figures("約42 400次，佔５４%") == Counter({"42400": 1, "54%": 1})
    assert figures("四百億元、一萬三千個、兩公頃、三十多所") == Counter(
        {str(4 * 100 * 10**8): 1, str(10**4 + 3 * 1000): 1, "2": 1, str(3 * 10): 1}
    )
    assert figures("「十四五」規劃的一站式服務，由Web3到5G") == Counter({"5": 1})
    assert figures("three buildings; \\$10 billion") == Counter({"three": 1, "10billion": 1})


# --- the documents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", IDS)
def test_front_matter_states_the_restatement(document: str) -> None:
    entries = {e["id"]: e for e in yaml.safe_load((BUNDLED / "catalogue.yaml").read_text())["documents"]}
    entry = entries[document]
    _, front, body = (BUNDLED / entry["file"]).read_text().split("---\n", 2)
    written = yaml.safe_load(front)
    assert written.pop("source") == entry["file"] == f"{document}.md"
    assert written == {key: value for key, value in entry.items() if key != "file"}
    assert written["restates"].startswith("A restatement") and "not the published text" in written["restates"]
    assert body.strip()
    parsed = _read(BUNDLED)[document].document
    assert parsed.restates == entry["restates"]
    assert (parsed.date or parsed.as_of) == str(entry.get("date") or entry.get("as_of"))


def test_the_folder_holds_what_the_catalogue_lists() -> None:
    assert sorted(path.stem for path in BUNDLED.glob("*.md")) == sorted(IDS)
    assert sorted(_read(BUNDLED)) == sorted(IDS)


@pytest.mark.parametrize("document", IDS)
def test_nothing_in_our_documents_needs_mending(document: str) -> None:
    assert _read(BUNDLED)[document].document.problems == ()


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_catalogue_agrees_with_the_originals(document: str) -> None:
    ours, theirs = _read(BUNDLED)[document].document, _read(ORIGINALS)[document].document
    for name in ("title", "publisher", "languages", "date", "as_of", "kind"):
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_same_labels_kinds_and_languages(document: str) -> None:
    ours = {key: p.kind for key, p in _paragraphs(BUNDLED, document).items()}
    theirs = {key: p.kind for key, p in _paragraphs(ORIGINALS, document).items()}
    assert ours == theirs


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_same_figures_dates_and_percentages(document: str) -> None:
    ours, theirs = _paragraphs(BUNDLED, document), _paragraphs(ORIGINALS, document)
    differing = {
        key: (dict(lost), dict(added))
        for key in sorted(theirs.keys() & ours.keys())
        if (lost := figures(theirs[key].text) - figures(ours[key].text))
        | (added := figures(ours[key].text) - figures(theirs[key].text))
    }
    assert differing == {}


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_same_reservations(document: str) -> None:
    ours, theirs = _paragraphs(BUNDLED, document), _paragraphs(ORIGINALS, document)
    differing = {
        key: (dict(lost), dict(added))
        for key in sorted(theirs.keys() & ours.keys())
        if (lost := reservations(theirs[key].text) - reservations(ours[key].text))
        | (added := reservations(ours[key].text) - reservations(theirs[key].text))
    }
    assert differing == {}


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_names_and_titles_are_kept(document: str) -> None:
    ours, theirs = _paragraphs(BUNDLED, document), _paragraphs(ORIGINALS, document)
    differing = {
        key: names(theirs[key].text) ^ names(ours[key].text)
        for key in sorted(theirs.keys() & ours.keys())
        if names(theirs[key].text) != names(ours[key].text)
    }
    assert differing == {}


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_values_stand_under_the_same_labels(document: str) -> None:
    """What evaluation expects, document + label + value, holds on both: nothing the originals state is lost."""
    ours, theirs = _values(BUNDLED, document), _values(ORIGINALS, document)
    assert theirs
    assert sorted(theirs - ours) == []


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_abbreviations_are_defined_as_in_the_originals(document: str) -> None:
    def abbreviations(folder: Path) -> set[tuple[tuple[str, str], ...]]:
        return {term.forms for term in _read(folder)[document].terms if term.kind == "abbreviation"}

    assert sorted(abbreviations(ORIGINALS) - abbreviations(BUNDLED)) == []


@pytest.mark.skipif(
    not OWN_WORDS.is_file(), reason="the tool that compares with the originals is not beside the project"
)
def test_no_sentence_is_copied() -> None:
    run = subprocess.run([sys.executable, str(OWN_WORDS), str(BUNDLED)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
