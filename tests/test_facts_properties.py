"""What holds for any text: extraction never raises, spans stay inside and are exact, script changes nothing, cost is linear."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.facts import QUALIFIERS, extract, render_value
from corpus.facts.edtf import interval_of
from corpus.records import Context, Fact, Term

KINDS = {
    "date", "money", "percentage", "count", "quantity", "ratio", "duration", "change",
    "organisation", "person", "place", "scheme", "title",
}  # fmt: skip
PIECES = (
    "2024 年 月 日 號 1 3 13 000 1,600 億 萬 元 $ % 一 二 三 十 百 千 兩 多 個 項 至 到 - / . , ， 。 （ "
    "） ： ; 由 從 增加至 增至 的 截至 底 前 或之前 起 內 第 季 上半年 下半年 今年 明年 from to in by end "
    "of next year first quarter million billion hectares jobs ¹ ① ½ ㎡ ％ per cent at least over no less "
    "than 分之 倍 倍半 成 成半 半 半年 第三 座 分別 respectively half third twice doubled in ten 蚊 cents -odd 比 當周 "
    "the week of 年底 學年 2021/22 27/10/2023 May 5 Monday 「 」 《 》 約 近 最快 同期 同年 following 一對一 2:1 "
    "one 香港 創新科技署 計劃 局長 孫東 會 沒有 Office Scheme Prof 🙂 \u200d \n \t \x00 \u3000 \ufb01"
).split(" ")
TEXT = st.lists(st.sampled_from([*PIECES, " "]), max_size=30).map("".join)
_CONVERTERS = {name: OpenCC(name) for name in ("t2s", "s2t", "hk2t", "t2hk")}


def everything(text, **more):
    return extract(text, language="zh-Hant", reference_date="2023-11-13", **more)


def check(text, found):
    for fact in found:
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.text == fact.text.strip()
        assert fact.kind in KINDS
        assert set(fact.qualifiers) <= set(QUALIFIERS)
        assert fact.role in ("", "from", "to")
        for span, printed in ((fact.entity_span, fact.entity), (fact.measure_span, fact.measure)):
            assert span is None or (0 <= span[0] < span[1] <= len(text) and printed)
        assert fact.qualifier == (fact.qualifiers[0] if fact.qualifiers else None)
        if fact.kind == "date":
            assert fact.value == fact.edtf
            assert fact.interval == interval_of(fact.value)
            assert [date.fromisoformat(day) for day in fact.interval if day]
        elif fact.kind in ("money", "percentage", "count", "quantity", "duration", "change"):
            assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", fact.value)
    assert found == sorted(found, key=lambda f: (f.start, -f.end, f.kind))


@given(TEXT)
@settings(max_examples=500, deadline=None)
def test_texts_made_of_the_grammar_s_own_words(text):
    check(text, everything(text))


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text(text):
    check(text, everything(text))


@given(TEXT, st.text(max_size=12))
@settings(max_examples=100, deadline=None)
def test_any_context_and_reference(text, other):
    context = Context(
        headings=(other,), stem=other, columns=((other, "1 000"), ("面積（平方米）", other)), category=other
    )
    term = Term((("zh-Hant", other + "計劃"), ("en", "X Scheme")), "bilingual", "d", "d/1")
    check(text, extract(text, language="en", reference_date=other, context=context, terms=(term,), paragraph_id="d/1"))


@given(
    st.tuples(st.integers(1, 9), st.integers(2, 10)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(2, 9),
    st.sampled_from(["en", "zh-Hant", "zh-Hans"]),
)
@settings(max_examples=200, deadline=None)
def test_parts_and_multiples_read_back(part, times, language):
    a, b = part
    for value, unit in ((f"{a}:{b}", "part"), (f"{times}:1", "times"), ("1:2", "times")):
        fact = Fact("ratio", "", 0, 0, value, unit)
        (found,) = [f for f in everything(render_value(fact, language) + ".") if f.kind == "ratio"]
        expected = (value, unit) if value != "1:2" or unit == "part" or language == "en" else ("1:2", "part")
        assert (found.value, found.unit) == expected


@given(st.integers(2, 99), st.sampled_from(["zh-Hant", "zh-Hans"]))
def test_ordinals_read_back(number, language):
    fact = Fact("count", "", 0, 0, str(number), "ordinal")
    (found,) = everything(f"興建{render_value(fact, language)}平台")
    assert (found.value, found.unit) == (str(number), "ordinal")


def essence(fact):
    ends = tuple(essence(end) for end in fact.ends)
    return (
        fact.kind,
        fact.start,
        fact.end,
        fact.value,
        fact.interval,
        fact.qualifiers,
        fact.as_of,
        fact.negated,
        fact.entity_span,
        fact.entity_key,
        fact.measure_span,
        fact.aspect,
        fact.role,
        ends,
    )


@given(TEXT, st.sampled_from(sorted(_CONVERTERS)))
@settings(max_examples=300, deadline=None)
def test_conversion_of_characters_between_scripts_changes_nothing(text, name):
    converted = "".join(_CONVERTERS[name].convert(c) for c in text)
    assert len(converted) == len(text)
    assert [essence(f) for f in everything(converted)] == [essence(f) for f in everything(text)]


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_facts(text):
    assert everything(text) == everything(text)


@pytest.mark.parametrize(
    "bad", ["\ud800", "1\ud800億元", "\U0010ffff" * 3, "1" * 5000, "一" * 5000, "「" * 3000, "3个「a」" * 800]
)
def test_odd_texts(bad):
    check(bad, everything(bad))


HOSTILE = (
    "1", "1 ", "1,000", "一", "万", "1亿", "的", "卓越的", "「a」", "「", "《", "2024年", "2024年1月至", "至",
    "from 2024 to ", "one ", "one hundred ", "Abc of ", "$1 ", "(a)1:", "1：", "香港", "局長孫", "a.b",
    "a@b.", "  ", "\n", "，", "最多達", "no less than ", "100 units and ", "自2024年", "由1元增加至", "今年",
    "同期", "end of ", "Monday, ", "3个由的", "十月三十", "-", "年底", "三分之一", "3倍", "第三個", "半年", "one in ten ",
    "1個和2個分別", "1 and 2 items respectively ", "half of ", "由30增至", "九成", "the week of 3 June ", "較同期", "3比",
    "設立第三個平台於2024年", "總資助額", "$1 to launch ", "first phase of ", "相關企業會", "三個半", "300-odd ",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_costs_linear_time(piece):
    """Eight times the text may cost at most some 8 times the work. Structure: every pattern is possessive or bounded and
    each look-round reads a bounded stretch; this guards it, with the best of three runs and room for noise."""

    def cost(length):
        text = piece * (length // len(piece) + 1)
        times = []
        for _ in range(3):
            begin = time.process_time()
            everything(text)
            times.append(time.process_time() - begin)
        return min(times)

    cost(500)
    assert cost(16000) < 8 * cost(2000) * 3 + 0.05
