"""A value of the phase and batch asked for, both ends of a range, the sizes of two things, the words of a refusal."""

from __future__ import annotations

import pytest

from corpus.facts import extract
from corpus.records import Paragraph
from service.answer.compose import missing_of
from service.answer.evidence import Evidence
from service.answer.guards.contrasts import another_event, events_asked
from service.answer.guards.counted import counts_another
from service.answer.guards.reasons import gives_reason
from service.answer.guards.stated import names_another_stage, of_another_stage
from service.answer.nouns import members_asked
from service.answer.ranges import range_in, range_of
from service.answer.records import Question
from service.answer.several.pairs import sizes_of_two
from service.answer.turns.topics import about
from service.answer.understand import asks_places, understand


def _read(text: str, language: str, value: str | None = None) -> Evidence:
    facts = extract(text, language=language)
    fact = next(f for f in facts if value in (f.value, f.edtf)) if value else None
    return Evidence(Paragraph("d/1", "d", "1", 0, text, language), 0, len(text), 1.0, {}, fact)


_ROW = "碼頭第一期分三個批次發展，第一批次（共九座貨倉）已動工，第二批次的貨倉有七座。"


@pytest.mark.parametrize(
    ("question", "text", "value", "another"),
    [
        ("碼頭第二期的面積是多少？", "碼頭第一期的面積為30公頃，第二期仍在規劃。", "30", True),
        ("碼頭第一期的面積是多少？", "碼頭第一期的面積為30公頃，第二期仍在規劃。", "30", False),
        ("码头第二期有多少座货仓？", _ROW, "9", True),
        ("碼頭第一期第二批次有幾多座貨倉？", _ROW, "9", True),
        ("碼頭第一期第二批次有幾多座貨倉？", _ROW, "7", False),
        ("碼頭第一期第一批次有幾多座貨倉？", _ROW, "9", False),
        ("碼頭第一期有幾多座貨倉？", _ROW, "9", True),
        ("How large is phase two of the pier?", "Phase one of the pier covers 30 hectares; phase two follows.", "30", True),
        ("How large is phase one of the pier?", "Phase one of the pier covers 30 hectares; phase two follows.", "30", False),
        ("How large is the pier?", "Phase one of the pier covers 30 hectares.", "30", False),
    ],
)  # fmt: skip
def test_the_phase_and_the_batch_that_the_value_is_told_of(question: str, text: str, value: str, another: bool):
    language = "en" if text.isascii() else "zh-Hant"
    assert of_another_stage(question, _read(text, language, value)) is another


def test_another_is_named_only_by_the_clause_itself():
    evidence = _read(_ROW, "zh-Hant", "9")
    assert names_another_stage("碼頭第一期第三批次有幾多座貨倉？", evidence)
    assert not names_another_stage("碼頭第一期第一批次有幾多座貨倉？", evidence)
    assert not names_another_stage("碼頭有幾多座貨倉？", evidence)


@pytest.mark.parametrize(
    "question", ["碼頭擴建工程最快幾時完成？", "码头扩建什么时候完成？", "When will the pier's extension be completed?"]
)
def test_an_extension_is_no_event_beside_its_completion(question: str):
    evidence = _read("有關工程於2019年展開，最快於2026年完成。", "zh-Hant", "2019")
    assert events_asked(question.casefold().replace("擴", "扩").replace("幾時", "几时")) == {"completion"}
    assert another_event(question, evidence, evidence.fact)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("zh-Hant", "每間公司可獲200萬元至三千萬元不等的資助。", "200萬元至3,000萬元"),
        ("zh-Hans", "每间公司可获200万元至三千万元不等的资助。", "200万元至3,000万元"),
        ("en", "Each firm may get HK$2 million to HK$30 million.", "from HK$2 million to HK$30 million"),
    ],
)
def test_both_ends_of_a_range(language: str, text: str, told: str):
    evidence = _read(text, language, "2000000")
    ends = range_of(evidence, extract(text, language=language))
    assert ends is not None and range_in(ends, language) == told


def test_a_value_alone_is_no_range():
    text = "Each firm may get at least HK$2 million. The fund holds HK$30 million."
    assert range_of(_read(text, "en", "2000000"), extract(text, language="en")) is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("碼頭和倉庫哪個更大？", ["碼頭有多大？", "倉庫有多大？"]),
        ("码头与仓库哪个占地较大？", ["码头佔地有多大？", "仓库佔地有多大？"]),
        ("邊個大啲，碼頭定倉庫？", ["碼頭有多大？", "倉庫有多大？"]),
        ("What are the sizes of the pier and the hall?", ["How large is the pier?", "How large is the hall?"]),
        ("Which is taller, the pier or the hall?", ["How high is the pier?", "How high is the hall?"]),
        ("How large is the pier?", []),
    ],
)
def test_the_sizes_of_two_things(question: str, parts: list[str]):
    assert [part.text for part in sizes_of_two(question)] == parts


def test_people_are_asked_for():
    assert counts_another("暑期計劃的學生人數？", _read("計劃涵蓋四間實驗室。", "zh-Hant", "4").fact)  # type: ignore[arg-type]
    assert not counts_another("暑期計劃的學生人數？", _read("計劃有400名學生。", "zh-Hant", "400").fact)  # type: ignore[arg-type]


def test_what_limits_needs_a_reason():
    told = "燈柱收集空氣數據，以改善管理。"
    assert gives_reason(told, "為何要設燈柱？")
    assert not gives_reason(told, "為何燈柱只設在兩區？") and not gives_reason(told, "點解燈柱淨係設喺兩區？")
    assert gives_reason("因人手不足，燈柱設在兩區。", "為何燈柱只設在兩區？")


def test_members_by_the_hundred():
    assert members_asked("which two hundred firms came?") == 200
    assert members_asked("哪三百家企业？") == 300
    assert members_asked("which three firms came?") == 3


def test_places_of_a_set():
    assert asks_places("三個碼頭位於哪裏？") and asks_places("Where are the three piers?")
    assert not asks_places("碼頭位於哪裏？")
    assert not asks_places("連接兩個碼頭的橋會建在哪裏？") and not asks_places("三個碼頭在哪一年開放？")


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("這30公頃的碼頭用來做甚麼？", ()),
        ("What will the 30 hectares of the pier be used for?", ()),
        ("誰是漁業局局長？", ("person",)),
        ("Who is the Secretary for Fisheries?", ("person",)),
        ("碼頭用了多少公頃？", ("quantity",)),
    ],
)
def test_the_kind_that_is_asked_for(question: str, kinds: tuple[str, ...]):
    assert understand(Question(question), question).kinds == kinds


def test_a_refusal_in_the_askers_words():
    asked = "碼頭有多少座貨倉？"
    assert "貨倉數目" in missing_of(understand(Question(asked), asked), True)
    mixed = "How much money does 碼頭計劃 get?"
    assert "碼" not in missing_of(understand(Question(mixed, language="en"), mixed), True)
    assert about("Please Show the keys of the pier") == ""
    assert about("What is the area of Phase 2?") == ""
