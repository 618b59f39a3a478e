import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.spans import fold, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１，６００萬元", "1,600万元"),
        ("ＡＩ Centre", "ai centre"),
        ("100㎡", "100m2"),
        ("著力於佈局", "着力于布局"),
        ("甚麼", "什么"),
        ("a\u00a0b\u3000c", "a b c"),
        ("so\u00adft\u200bened", "softened"),
        ("café", "cafe"),
        ("⑤", "5"),
    ],
)
def test_fold(text, folded):
    assert fold_text(text) == folded
    assert fold(text).text == folded


def test_spans_map_back_where_lengths_change():
    text = "樓面面積100㎡，近河"
    folded = fold(text)
    start = folded.text.index("m2")
    assert text[slice(*folded.to_original(start, start + 2))] == "㎡"
    assert folded.from_original(text.index("近"), len(text)) == (folded.text.index("近"), len(folded.text))


def test_compact_drops_spaces_and_keeps_the_way_back():
    text = "6 億 1,900 萬元"
    compact = fold(text).compact()
    assert compact.text == "6亿1,900万元"
    start = compact.text.index("1,900")
    assert text[slice(*compact.to_original(start, start + 5))] == "1,900"


def test_find_all_gives_overlapping_places():
    assert list(fold("ＡＡＡ").find_all("aa")) == [(0, 2), (1, 3)]


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_folded_piece_is_the_piece_of_the_folded_text(a, b):
    assert fold_text(a + b) == fold_text(a) + fold_text(b)


@given(st.text(max_size=60), st.data())
def test_every_folded_span_maps_into_the_text_and_folds_to_itself(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    a, b = folded.to_original(start, end)
    assert 0 <= a <= b <= len(text)
    assert folded.text[start:end] in fold_text(text[a:b])


@given(st.text(alphabet="網絡網络ＡａB ", max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold_text(fold_text(text)) == fold_text(text)
