from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import BadInput, NotFound
from corpus.records import Context, Paragraph
from eval.questions import ASKED, BUNDLED, Item, Part, askings, load_questions, questions_hash, split_of
from eval.validation import coverage, leaks, validate

GOOD = """
items:
  - id: a1
    kind: money
    ask: {en: "How big is the pot?", zh-Hant: 那筆錢有多大？}
    gold:
      - {kind: money, value: "5000000", unit: HKD, qualifier: more than, in: [d/1]}
  - id: a3
    kind: person
    answerable: false
    ask: {en: "Who keeps the pot?"}
    near: [d/1]
    absent: [treasurer]
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def _load(folder: Path, text: str) -> list[Item]:
    return load_questions(_write(folder, text))


def _paragraph(label: str, text: str, language: str = "en", **more: object) -> Paragraph:
    return Paragraph(f"d/{label}", "d", label, 0, text, language, **more)  # type: ignore[arg-type]


def test_items_are_read_whole(tmp_path: Path) -> None:
    first, second = _load(tmp_path, GOOD)
    assert first.gold == (Part(("d/1",), "money", "5000000", unit="HKD", qualifier="more than"),)
    assert (first.split, second.split) == ("dev", "test")
    assert not second.answerable and second.absent == ("treasurer",)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("kind: money\n", "kind: cash\n", "unknown kind 'cash'"),
        ("zh-Hant:", "fr:", "asked in"),
        ("qualifier: more than", "qualifer: more than", "a part of the gold has the keys"),
        (", in: [d/1]}", "}", "names no paragraph"),
        ('kind: money, value: "5000000", unit: HKD,', "unit: HKD,", "either"),
        ("answerable: false", "answerable: true", "an answerable item needs gold"),
        ("answerable: false", "answerable: 0", "must be true or false"),
        ("near: [d/1]", "nearby: [d/1]", "unknown key 'nearby'"),
        ("id: a1", "id: alpha", "has no number and no split"),
        ("id: a1", "id: a1\n    split: train", "neither dev nor test"),
        ("absent: [treasurer]", "absent: {a: b}", "a string or a list of strings"),
        ("items:", "questions:", "no list `items`"),
        ("items:", "items: [", "not readable YAML"),
    ],
)
def test_what_does_not_follow_the_format_is_refused_in_words(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in GOOD
    with pytest.raises(BadInput, match=said):
        _load(tmp_path, GOOD.replace(before, after, 1))


def test_no_files_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_questions(tmp_path)


def test_every_third_number_is_test() -> None:
    assert [split_of(f"q{n:03d}") for n in range(1, 7)] == ["dev", "dev", "test", "dev", "dev", "test"]


def test_askings_follow_split_and_language(tmp_path: Path) -> None:
    items = _load(tmp_path, GOOD)
    assert [a.id for a in askings(items)] == ["a1.en", "a1.zh-Hant", "a3.en"]
    assert [a.id for a in askings(items, "test")] == ["a3.en"]
    assert [a.id for a in askings(items, languages=["zh-Hant"])] == ["a1.zh-Hant"]
    with pytest.raises(BadInput):
        askings(items, "train")
    with pytest.raises(BadInput):
        askings(items, languages=["fr"])


def test_cantonese_follows_the_traditional_conversation() -> None:
    item = Item("q1", "text", {"yue": "咁幾時？"}, history={"zh-Hant": ("甲？", "乙。")})
    asking = askings([item])[0]
    assert asking.history == ("甲？", "乙。")
    assert asking.answer_language == "zh-Hant"


def test_the_hash_follows_the_words(tmp_path: Path) -> None:
    before = questions_hash(_write(tmp_path, GOOD))
    assert before == questions_hash(_write(tmp_path, GOOD))
    assert before != questions_hash(_write(tmp_path, GOOD.replace("pot", "pan")))


def test_a_good_set_has_no_faults(tmp_path: Path) -> None:
    assert validate(_load(tmp_path, GOOD), [_paragraph("1", "The fund is worth over $5 million.")]) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("in: [d/1]", "in: [d/2]", "label"),
        ("near: [d/1]", "near: [d/7]", "label"),
        ('"5000000"', '"five"', "value"),
        ('"5000000"', '"6000000"', "figure"),
        ("treasurer", "the fund", "in-text"),
        ("absent: [treasurer]", "absent: []", "near"),
        ("那筆錢有多大？", "那笔钱有多大？", "language"),
        ("qualifier: more than", "qualifier: oodles of", "qualifier"),
        ("id: a3", "id: a1", "duplicate"),
        ("Who keeps the pot?", "How big is the  Pot?", "duplicate"),
        ("How big is the pot?", "Is it so that the fund is worth over five million dollars in all?", "copied"),
    ],
)
def test_every_fault_is_found(tmp_path: Path, before: str, after: str, kind: str) -> None:
    text = "The fund is worth over five million dollars in all, that is $5,000,000."
    assert before in GOOD
    items = _load(tmp_path, GOOD.replace(before, after, 1))
    assert kind in {fault.kind for fault in validate(items, [_paragraph("1", text)])}


LEAKING = """
items:
  - {id: a1, kind: money, ask: {en: "How big?"}, gold: [{kind: money, value: "5", unit: HKD, in: [d/1, d/2]}]}
  - {id: a3, kind: money, ask: {en: "Its size?"}, gold: [{kind: money, value: "5", unit: HKD, in: [d/2]}]}
  - {id: a6, kind: money, ask: {en: "Its cost?"}, gold: [{kind: money, value: "5", unit: HKD, in: [d/3]}]}
  - {id: a9, kind: count, ask: {en: "Its legs?"}, gold: [{kind: count, value: "5", unit: legs, in: [d/2]}]}
  - {id: a12, kind: person, ask: {en: "Who cooks?"}, gold: [{any: [A  Cook], in: [d/1]}]}
  - {id: a13, kind: person, ask: {en: "Who is in?"}, gold: [{any: [cook, a cook], in: [d/1]}]}
"""


def test_a_test_item_that_shares_its_answer_with_a_dev_item_leaks(tmp_path: Path) -> None:
    found = {fault.item: fault.message for fault in leaks(_load(tmp_path, LEAKING))}
    # not a6: another paragraph; not a9: another unit
    assert set(found) == {"a3", "a12"}
    assert "the same answer as a1" in found["a3"]
    settled = LEAKING.replace("id: a3,", "id: a3, split: dev,").replace("id: a12,", "id: a12, split: dev,")
    assert list(leaks(_load(tmp_path, settled))) == []


def test_words_must_stand_in_the_gold_in_some_script(tmp_path: Path) -> None:
    text = GOOD.replace('{kind: money, value: "5000000", unit: HKD, qualifier: more than, in: [d/1]}', "ANY")
    simplified = [_paragraph("1", "由数码港营运", "zh-Hans")]
    assert validate(_load(tmp_path, text.replace("ANY", "{any: [數碼港], in: [d/1]}")), simplified) == []
    faults = validate(_load(tmp_path, text.replace("ANY", "{any: [科學園], in: [d/1]}")), simplified)
    assert [f.kind for f in faults] == ["rendering"]


def test_a_cell_under_its_column_counts_as_printed(tmp_path: Path) -> None:
    row = _paragraph("1", "Pot", context=Context(columns=(("Size", "5,000,000"),)))
    assert validate(_load(tmp_path, GOOD), [row]) == []


def test_coverage_counts(tmp_path: Path) -> None:
    found = coverage(_load(tmp_path, GOOD), {"d": ("en",)})
    assert (found["items"], found["askings"], found["unanswerable"]) == (2, 3, 1)
    assert found["asked_in_another_language"] == 1 / 2
    assert found["documents"] == {"d": 1}


def test_the_bundled_set_is_what_the_documentation_says() -> None:
    items = load_questions(BUNDLED)
    assert validate(items) == []
    assert len(items) >= 200
    assert sum(not item.answerable for item in items) >= 40
    test = sum(item.split == "test" for item in items)
    assert abs(test / len(items) - 1 / 3) < 0.05
    # an item of the test third that shares its answer with a dev item is dev; no other split is written by hand
    moved = [item for item in items if item.split != split_of(item.id)]
    assert {item.split for item in moved} == {"dev"}
    as_numbered = [replace(item, split=split_of(item.id)) for item in items]
    assert {item.id for item in moved} == {fault.item for fault in leaks(as_numbered)}
    assert {language for item in items for language in item.ask} == set(ASKED)
    assert sum("follow-up" in item.tags for item in items) >= 10
    assert sum("sloppy" in item.tags for item in items) >= 5
