from pathlib import Path

import pytest

from corpus.errors import BadInput, NotFound
from corpus.facts import QUALIFIERS
from corpus.records import Fact, Paragraph
from eval.facts import COMPLETE, NAMED, judge_facts, load_facts, load_splits, read_own_texts
from eval.measures.facts import Labelled, Score, matches, pair, same_date, spans_of
from eval.measures.names import same_change, same_name
from eval.measures.values import check_value

TEXT = "The pot holds $5 million, the pan $5 million, since 2020."
LABELS = """
document: d
paragraphs:
  - in: "1"
    facts:
      - [money, $5 million, "5000000", HKD]
      - [money, $5 million, "5000000", HKD, "", 2]
    maybe:
      - [date, "2020", "2020"]
"""


def _paragraph(text: str = TEXT) -> Paragraph:
    return Paragraph("d/1", "d", "1", 0, text, "en")


def _money(at: int, value: str = "5000000") -> Fact:
    return Fact("money", TEXT[at : at + 10], at, at + 10, value, "HKD", paragraph_id="d/1")


def _load(folder: Path, text: str = LABELS):
    path = folder / "labels.yaml"
    path.write_text(text, "utf-8")
    return load_facts(path)


def test_the_which_th_place_is_the_span() -> None:
    label = Labelled("d/1", "money", "$5 million", "5000000", which=2)
    assert spans_of(label, TEXT) == (TEXT.rindex("$5"), TEXT.rindex("$5") + 10)
    assert spans_of(Labelled("d/1", "money", "$6", "6"), TEXT) is None


def test_scores_by_hand(tmp_path: Path) -> None:
    first, second = TEXT.index("$5"), TEXT.rindex("$5")
    facts = [_money(first), _money(second, "6000000"), Fact("date", "2020", 52, 56, "2020", paragraph_id="d/1")]
    found = judge_facts(_load(tmp_path), [_paragraph()], facts)
    score = found.groups["all"]
    assert (score.found, score.labelled, score.right, score.extracted, score.exact) == (1, 2, 1, 2, 1)
    assert (score.precision, score.recall, score.f1) == (1 / 2, 1 / 2, 1 / 2)
    assert found.misses == ("dev d/1: money $5 million = 5000000",)
    assert found.inventions == ("dev d/1: money $5 million = 6000000",)
    assert "date" not in found.groups


def test_one_fact_proves_one_label(tmp_path: Path) -> None:
    found = judge_facts(_load(tmp_path), [_paragraph()], [_money(TEXT.index("$5"))])
    assert found.groups["all"].found == 1
    assert found.groups["all"].precision == 1.0


def test_a_value_elsewhere_in_the_paragraph_counts_only_without_spans(tmp_path: Path) -> None:
    paragraph, facts = _paragraph("Five million in each of two pots."), [_money(0), _money(20)]
    with_spans = judge_facts(_load(tmp_path), [paragraph], facts)
    assert with_spans.groups["all"].found == 0 and len(with_spans.not_printed) == 3
    without = judge_facts(_load(tmp_path), [paragraph], facts, spans=False)
    assert without.groups["all"].f1 == 1.0 and without.not_printed == ()


def test_a_maybe_is_neither_right_nor_wrong() -> None:
    label = Labelled("d/1", "date", "2020", "2020", maybe=True)
    fact = Fact("date", "2020", 52, 56, "2021", paragraph_id="d/1")
    assert pair([label], [fact], TEXT) == ({}, {0})


def test_f1_is_the_harmonic_mean() -> None:
    assert Score(6, 10, 6, 8, 0).f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert Score(0, 1, 0, 0, 0).f1 == 0.0


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "told", "same"),
    [
        ("2024年", "2024", None, "2024", True),
        ("2024年", "2024", None, "2024-12", False),
        ("2024年底", "2024", None, "2024-12-31", True),
        ("2024年底", "2024", None, "2023-12-31", False),
        ("2023年9月底", "2023-09-30", None, "2023-09", True),
        ("2023年9月底", "2023-09-30", None, "2023-08", False),
        ("2025年", "2025", "by", "../2025-12-31", True),
        ("2025年", "2025", "before", "../2024-12-31", True),
        ("2025年", "2025", "before", "../2023-12-31", False),
        ("2019年起", "2019/..", "from", "2019", True),
        ("2019年起", "2019/..", "from", "2018/..", False),
        ("2019年", "2019", None, "soon", False),
        ("明年初", "2024", None, "2024-33", True),
        ("明年初", "2024", None, "2024-36", False),
        ("2024年年中", "2024", "before", "../2024-06", True),
        ("2024年年底", "2024", "from", "2024-12/..", True),
        ("2024年年底", "2024", None, "2024-12/..", False),
    ],
)
def test_dates_whose_words_leave_the_reading_open(
    text: str, value: str, qualifier: str | None, told: str, same: bool
) -> None:
    assert same_date(Labelled("d/1", "date", text, value, qualifier=qualifier), told) is same


@pytest.mark.parametrize(
    ("before", "after"),
    [("[money,", "[beauty,"), (', "5000000", HKD]', "]"), ('- in: "1"', '- in: "1"\n  - in: "1"')],
)
def test_labels_that_do_not_follow_the_format_are_refused(tmp_path: Path, before: str, after: str) -> None:
    assert before in LABELS
    with pytest.raises(BadInput):
        _load(tmp_path, LABELS.replace(before, after, 1))


def test_labels_of_other_documents_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="d/1"):
        judge_facts(_load(tmp_path), [], [])
    with pytest.raises(NotFound):
        load_facts(tmp_path / "nothing")


def test_the_bundled_labels_are_sound() -> None:
    rows = [label for labels in load_facts().values() for label in labels]
    firm = [label for label in rows if not label.maybe]
    assert len(firm) >= 400
    assert {label.kind for label in firm} == set(COMPLETE)
    assert 0.25 < sum(label.split == "test" for label in firm) / len(firm) < 0.42
    for label in rows:
        assert label.qualifier is None or label.qualifier in QUALIFIERS, label
        check_value(label.kind, label.value)


OWN = """
texts:
  - {id: a, language: en, date: 2024-05-01, text: Nothing to count., facts: []}
  - {id: b, language: en, date: 2024-05-01, text: Nothing to name.}
  - id: c
    language: en
    date: 2024-05-01
    text: It rose from $5 to $8 next year.
    facts:
      - [money, $5, "5", HKD]
      - [date, next year, "2025"]
    names:
      - [change, from $5 to $8, "5>8", HKD]
"""


def test_texts_of_our_own_are_read_at_their_date(tmp_path: Path) -> None:
    labelled = _load(tmp_path, OWN)
    assert list(labelled) == ["labels/a", "labels/b", "labels/c"]
    assert load_splits(tmp_path) == {"labels/a": "dev", "labels/b": "dev", "labels/c": "test"}
    paragraphs, facts = read_own_texts(tmp_path)
    assert [p.text for p in paragraphs][2] == "It rose from $5 to $8 next year."
    found = judge_facts(labelled, paragraphs, facts, splits=load_splits(tmp_path))
    assert found.groups["date"].found == 1
    assert found.not_printed == ()


def test_names_are_asked_only_where_they_were_labelled(tmp_path: Path) -> None:
    assert {row.kind for row in _load(tmp_path, OWN)["labels/c"]} == {"money", "date"}
    named = load_facts(tmp_path, named=True)
    assert [row.value for row in named["labels/c"]] == ["5>8"]
    _load(tmp_path)
    assert load_facts(tmp_path, named=True) == {}


def test_a_change_is_its_two_ends_and_their_years() -> None:
    ends = (Fact("money", "$5", 0, 2, "5", as_of="2022"), Fact("money", "$8", 6, 8, "8.0", as_of="2027"))
    change = Fact("change", "$5 to $8", 0, 8, "8", ends=ends)
    assert same_change("5@2022>8@2027", change) and same_change("5>8", change)
    assert not same_change("5@2021>8@2027", change)
    assert not same_change("8>5", change)
    assert not same_change("5>8", ends[0])


@pytest.mark.parametrize(
    ("core", "printed", "same"),
    [
        ("《路線圖》", "《路線圖》", True),
        ("《路線圖》", "路线图", True),
        ("陳大文", "局長陳大文", True),
        ("Harbour Fund", "the Harbour Fund", True),
        ("Harbour Fund", "Harbour", False),
        ("海港", "海港發展基金管理委員會轄下小組", False),
    ],
)
def test_a_name_holds_the_labelled_one_and_little_more(core: str, printed: str, same: bool) -> None:
    assert same_name(core, Fact("title", printed, 0, len(printed), printed)) is same


def test_a_fraction_may_be_read_as_a_percentage() -> None:
    half = Labelled("d/1", "ratio", "half", "1:2", "part")
    assert matches(half, Fact("percentage", "half", 0, 4, "50", "%"), (0, 4))
    assert not matches(half, Fact("percentage", "half", 0, 4, "0.5", "%"), (0, 4))
    assert not matches(Labelled("d/1", "ratio", "half", "1:2"), Fact("percentage", "half", 0, 4, "50", "%"), (0, 4))


def test_the_bundled_names_are_sound() -> None:
    rows = [label for labels in load_facts(named=True).values() for label in labels]
    assert {label.kind for label in rows} == set(NAMED)
    paragraphs = {p.id: p for p in read_own_texts()[0]}
    own = [
        label
        for named in (False, True)
        for labels in load_facts(named=named).values()
        for label in labels
        if label.paragraph_id in paragraphs
    ]
    assert len(paragraphs) >= 90
    assert [label for label in own if spans_of(label, paragraphs[label.paragraph_id].text) is None] == []
