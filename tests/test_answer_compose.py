"""What an answer may say of a list's introduction and of a year of schools or budgets."""

from datetime import date

from corpus.facts import extract
from corpus.records import Context, Document, Paragraph
from service.answer.compose import Citations, list_answer, value_in

_STEM = "In all $100 million goes to three piers:"


_DOCUMENT = Document(
    id="d", title={"en": "Of the harbour"}, publisher={}, languages=("en",), source="d.txt", sha256="0" * 64
)


def _list() -> tuple[Paragraph, list[Paragraph]]:
    stem = Paragraph("d/1", "d", "1", 0, f"Of the harbour. {_STEM}", "en")
    items = [
        Paragraph(
            f"d/1.{i}", "d", f"1.{i}", i, f"$10 million to pier {i};", "en", context=Context(stem=_STEM), kind="item"
        )
        for i in (1, 2)
    ]
    return stem, items


def test_the_figure_of_a_lists_introduction_is_cited() -> None:
    stem, items = _list()
    known = {p.id: p for p in (stem, *items)}
    citations = Citations({"d": _DOCUMENT}, known.__getitem__)
    answer = list_answer(stem, items, "en", citations)
    assert answer.startswith("In all $100 million goes to three piers [1]:")
    assert "$10 million to pier 1 [2]" in answer and "$10 million to pier 2 [3]" in answer


def test_a_figure_that_no_paragraph_prints_is_left_out() -> None:
    _, items = _list()
    answer = list_answer(None, items, "en", Citations({"d": _DOCUMENT}, {p.id: p for p in items}.__getitem__))
    assert answer.startswith("$10 million to pier 1 [1]") and "100" not in answer


def test_no_month_is_told_of_a_school_year() -> None:
    told = extract("由2023/24學年起推行。", language="zh-Hant", reference_date=date(2023, 11, 1).isoformat())
    dated = [f for f in told if f.kind == "date"]
    assert dated and all("月" not in (value_in(f, "zh-Hant", ()) or "") for f in dated)
    plain = [f for f in extract("於2023年9月推行。", language="zh-Hant") if f.kind == "date"]
    assert [value_in(f, "zh-Hant", ()) for f in plain] == ["2023年9月"]
