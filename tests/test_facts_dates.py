"""Dates to EDTF and interval. Relative dates resolve by hand against the reference date that the row names."""

import pytest

from corpus.facts import extract
from corpus.facts.edtf import interval_of, is_edtf

PANEL = "2023-11-13"


def dates(text, reference=PANEL):
    return [f for f in extract(text, language="zh-Hant", reference_date=reference) if f.kind == "date"]


@pytest.mark.parametrize(
    ("text", "printed", "edtf"),
    [
        ("最快在2024年下半年建成啟用", "2024年下半年", "2024-41"),
        ("申請結果在明年第一季公布", "明年第一季", "2024-33"),
        ("已於今年 10 月 18 日推出", "今年 10 月 18 日", "2023-10-18"),
        ("於去年 10 月發表", "去年 10 月", "2022-10"),
        ("first quarter next year", "first quarter next year", "2024-33"),
        ("before end this year", "end this year", "2023-12~"),
        ("early next year", "early next year", "2024-33~"),
        ("in mid-2024", "mid-2024", "2024-06~"),
        ("late 2024", "late 2024", "2024-36~"),
        ("2024 年年中前", "2024 年年中", "2024-06~"),
        ("2024 年中前", "2024 年中", "2024-06~"),
        ("去年底推出", "去年底", "2022-12~"),
        ("年底前完成", "年底", "2023-12~"),
        ("年內完成", "年內", "2023"),
        ("截至 2023 年 9 月底", "2023 年 9 月底", "2023-09-30"),
        ("as at end-September 2023", "end-September 2023", "2023-09-30"),
        ("2024年2月底", "2024年2月底", "2024-02-29"),
        ("2023年9月中旬", "2023年9月中旬", "2023-09-11/2023-09-20"),
        ("2021/22 學年", "2021/22 學年", "2021-09/2022-08"),
        ("2023-24 年度", "2023-24 年度", "2023-04/2024-03"),
        ("2019-20至2023-24年度", "2019-20至2023-24年度", "2019-04/2024-03"),
        ("2021/22 to 2023/24 school years", "2021/22 to 2023/24 school years", "2021-09/2024-08"),
        ("the Plan (2021-25)", "2021-25", "2021/2025"),
        ("2023年首三季", "2023年首三季", "2023-01/2023-09"),
        ("first 10 months of this year", "first 10 months of this year", "2023-01/2023-10"),
        ("the 2024-25 Budget", "2024-25", "2024-04/2025-03"),
        ("2024年至2025年陸續推出", "2024年至2025年", "2024/2025"),
        ("2024至2025年", "2024至2025年", "2024/2025"),
        ("from 2024 to 2025", "2024 to 2025", "2024/2025"),
        ("2022年8月至2023年6月期間", "2022年8月至2023年6月", "2022-08/2023-06"),
        ("2023年11月1日至5日", "2023年11月1日至5日", "2023-11-01/2023-11-05"),
        ("from 1 to 5 November 2023", "1 to 5 November 2023", "2023-11-01/2023-11-05"),
        ("2024年4至6月", "2024年4至6月", "2024-04/2024-06"),
        ("from 2024 onwards", "2024", "2024/.."),
        ("由2023年4月起", "2023年4月", "2023-04/.."),
        ("自 1999 年推出計劃以來", "1999 年", "1999/.."),
        ("since 2018", "2018", "2018/.."),
        ("2018年4月1日或之後", "2018年4月1日", "2018-04-01/.."),
        ("由 2024 年年底開始", "2024 年年底", "2024-12~/.."),
        ("27/10/2023", "27/10/2023", "2023-10-27"),
        ("2023-10-18", "2023-10-18", "2023-10-18"),
        ("Monday, 13 November 2023", "Monday, 13 November 2023", "2023-11-13"),
        ("November 13, 2023", "November 13, 2023", "2023-11-13"),
        ("二零二三年十一月十三日（星期一）", "二零二三年十一月十三日（星期一）", "2023-11-13"),
        ("Q3 2024", "Q3 2024", "2024-35"),
        ("1H 2024", "1H 2024", "2024-40"),
        ("2024年夏季", "2024年夏季", "2024-22"),
        ("in the summer of 2024", "summer of 2024", "2024-22"),
        ("in the 1990s", "1990s", "199X"),
        ("1990年代", "1990年代", "199X"),
        ("上月公布", "上月", "2023-10"),
        ("last week", "last week", "2023-11-06/2023-11-12"),
        ("下星期三", "下星期三", "2023-11-22"),
        ("昨日公布", "昨日", "2023-11-12"),
        ("10月18日", "10月18日", "2023-10-18"),
    ],
)
def test_one_date(text, printed, edtf):
    (fact,) = dates(text)
    assert (fact.text, fact.value, fact.edtf) == (printed, edtf, edtf)
    assert fact.interval == interval_of(edtf)


@pytest.mark.parametrize(
    ("text", "edtfs"),
    [
        ("2022年推出，翌年完成，同年檢討", ["2022", "2023", "2023"]),
        ("in 2022, and the following year", ["2022", "2023"]),
        ("in March and April 2024", ["2024-03", "2024-04"]),
        ("2022年12月公布，10月檢討", ["2022-12", "2022-10"]),
        ("由2022年約30條增至2027年超過130條；同期投資", ["2022", "2027", "2022/2027"]),
    ],
)
def test_dates_lean_on_those_before_and_after(text, edtfs):
    assert [f.value for f in dates(text)] == edtfs


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2023",
        "2023年13月",
        "2023年2月30日",
        "每年4月舉行",
        "every March",
        "it may work in march order",
        "《2035年遠景目標綱要》",
        "the following year",
        "than 2000 people",
        "2023 項申請",
        "科技創新2030",
        "www.example.hk/2024/05/01",
        "24/7 service",
        "三年級學生",
    ],
)
def test_no_date(text):
    assert dates(text) == []


@pytest.mark.parametrize("text", ["明年第一季", "next year", "昨日", "年底前", "上半年", "10月18日"])
@pytest.mark.parametrize("reference", [None, "", "soon", "2023-99-99"])
def test_a_relative_date_without_reference_is_no_fact(text, reference):
    assert dates(text, reference) == []


def test_a_year_or_month_serves_as_reference():
    assert dates("明年", "2023")[0].value == "2024"
    assert dates("下月", "2023-12")[0].value == "2024-01"


@pytest.mark.parametrize(
    ("edtf", "interval"),
    [
        ("2024-41", ("2024-07-01", "2024-12-31")),
        ("2024-33", ("2024-01-01", "2024-03-31")),
        ("2024-24", ("2024-12-01", "2025-02-28")),
        ("2024/..", ("2024-01-01", None)),
        ("../2024-02", (None, "2024-02-29")),
        ("199X", ("1990-01-01", "1999-12-31")),
        ("2021-09/2022-08", ("2021-09-01", "2022-08-31")),
    ],
)
def test_interval_of(edtf, interval):
    assert interval_of(edtf) == interval


@pytest.mark.parametrize("text", ["", "2024-13", "2024-02-30", "2025/2024", "soon", "2024-32", "20X4", "0000"])
def test_what_is_no_edtf(text):
    assert not is_edtf(text)
    with pytest.raises(ValueError, match=r".+"):
        interval_of(text)
