import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Paragraph
from service.desk.differences import differences
from service.desk.quotes import verify
from service.desk.stream import Streams

TEXTS = {
    "plan/1": "中心由園區公司營運，首階段最快於2031年下半年開放，最多可容納1,600間公司。第二階段的撥款未獲批准。",
    "plan/2": "我們會推行下列三項安排：",
    "plan/2.i": "預先登記訪客，簡化出入手續；",
    "plan/2.ii": "容許樣本在兩個園區之間流動。",
    "plan/3": "The harbour office will not open before 2032, and its budget stays at $45 million.",
    "other/1": "漁農署負責管理濕地，並每年公布候鳥數目。",
}


def paragraphs(texts: dict[str, str]) -> list[Paragraph]:
    return [
        Paragraph(
            id=key,
            document_id=key.split("/")[0],
            label=key.split("/")[1],
            position=position,
            text=text,
            language="en" if text.isascii() else "zh-Hant",
        )
        for position, (key, text) in enumerate(texts.items())
    ]


@pytest.fixture(scope="module")
def streams() -> Streams:
    return Streams(paragraphs(TEXTS))


def kinds(verdict) -> list[str]:
    return [d.kind for d in verdict.differences]


def test_exact_gives_the_place(streams):
    quote = "首階段最快於2031年下半年開放"
    verdict = verify(quote, streams)
    ((paragraph, start, end),) = verdict.match.pieces
    assert (verdict.verdict, paragraph.id) == ("exact", "plan/1")
    assert paragraph.text[start:end] == quote


@pytest.mark.parametrize("marks", ["「{}」", "“{}”", '"{}"', "  {} "])
def test_marks_around_the_quotation_are_not_part_of_it(streams, marks):
    assert verify(marks.format("漁農署負責管理濕地"), streams).verdict == "exact"


@pytest.mark.parametrize(
    ("quote", "kind", "quoted", "source"),
    [
        ("首階段最快於2032年下半年開放", "number", "2032", "2031"),
        ("最多可容納1,700間公司", "number", "1,700", "1,600"),
        ("第二階段的撥款已獲批准", "negation", "已", "未"),
        ("第二階段的撥款獲批准", "negation", "", "未"),
        ("The harbour office will open before 2032", "negation", "", "not "),
        ("漁護署負責管理濕地，並每年公布候鳥數目", "wording", "護", "農"),
        ("渔农署负责管理湿地", "script", "渔农", "漁農"),
        ("首階段最快於２０３１年下半年開放", "width", "２０３１", "2031"),
        ("中心由園區公司營運；首階段最快", "punctuation", "；", "，"),
        ("首階段最快於 2031 年下半年開放", "spacing", " ", ""),
    ],
)
def test_each_alteration_has_its_kind_and_both_sides(streams, quote, kind, quoted, source):
    verdict = verify(quote, streams)
    assert verdict.verdict == "altered"
    assert kind in kinds(verdict)
    piece = next(d for d in verdict.differences if d.kind == kind)
    assert (piece.quoted, piece.source) == (quoted, source)
    assert quote[piece.start : piece.end] == piece.quoted


def test_a_like_letter_before_the_place_is_no_part_of_it():
    texts = {"plan/1": "It opens in March at the earliest.", "plan/2": "The fare is 15 dollars for every passenger."}
    verdict = verify("The fare is 12 dollars for every passenger", Streams(paragraphs(texts)))
    assert [(d.quoted, d.source) for d in verdict.differences] == [("12", "15")]
    assert [p.id for p, _, _ in verdict.match.pieces] == ["plan/2"]


def test_absent(streams):
    verdict = verify("本港今年的旅客人數創下新高，酒店業生意暢旺", streams)
    assert (verdict.verdict, verdict.match, verdict.differences) == ("absent", None, ())


def test_a_quotation_across_a_list_is_found(streams):
    verdict = verify("我們會推行下列三項安排：預先登記訪客，簡化出入手續；", streams)
    assert verdict.verdict == "exact"
    assert [p.id for p, _, _ in verdict.match.pieces] == ["plan/2", "plan/2.i"]
    assert "spans paragraphs" in verdict.notes[0]


def test_left_out_words_are_a_difference_and_noted(streams):
    verdict = verify("中心由園區公司營運……最多可容納1,600間公司", streams)
    assert verdict.verdict == "altered"
    assert any("ellipsis" in note for note in verdict.notes)
    assert verdict.differences[0].quoted == "……"


def test_stitched_from_two_places_is_said(streams):
    verdict = verify("中心由園區公司營運，並每年公布候鳥數目", streams)
    assert verdict.verdict == "altered"
    assert any(note.startswith("stitched: plan/1 + other/1") for note in verdict.notes)


def test_misattribution_is_said(streams):
    verdict = verify("漁農署負責管理濕地", streams, documents=["plan"])
    assert any(note.startswith("misattributed") and "other" in note for note in verdict.notes)


@pytest.mark.parametrize("quote", ["", "   ", "「」", "……"])
def test_nothing_to_verify(streams, quote):
    assert verify(quote, streams).verdict == "absent"


@given(st.data())
def test_any_changed_digit_never_passes(data):
    text = TEXTS["plan/1"]
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    verdict = verify(text[:at] + digit + text[at + 1 :], Streams(paragraphs(TEXTS)))
    assert verdict.verdict == "altered"
    assert "number" in kinds(verdict)


@given(st.text(max_size=80))
def test_verify_never_raises_and_exact_means_the_same_characters(quote):
    verdict = verify(quote, Streams(paragraphs(TEXTS)))
    if verdict.verdict == "exact":
        source = "".join(p.text[a:b] for p, a, b in verdict.match.pieces)
        assert "".join(source.split()) in "".join(quote.split())


@given(st.text(max_size=30), st.text(max_size=30))
def test_differences_are_empty_only_for_equal_texts(a, b):
    found = differences(a, b)
    assert (not found) == (a == b)
    assert all(a[d.start : d.end] == d.quoted for d in found)
