"""Money, percentages, counts, quantities, ratios, durations, changes, and the wordings that qualify them."""

import pytest

from corpus.facts import QUALIFIERS, extract
from corpus.facts.tables import currencies, read_table, units
from corpus.records import Context, Term


def facts(text, kind=None, **more):
    found = extract(text, language="zh-Hant", reference_date="2023-11-13", **more)
    return [f for f in found if kind is None or f.kind == kind]


def measured(text):
    names = ("organisation", "person", "place", "scheme", "title", "date")
    return [(f.kind, f.value, f.unit) for f in facts(text) if f.kind not in names]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("不低於2億元", 2 * 10**8, "HKD"),
        ("近300億元", 300 * 10**8, "HKD"),
        ("over \\$40 billion".replace("\\", ""), 40 * 10**9, "HKD"),
        ("\\$10 billion", 10 * 10**9, "HKD"),
        ("HK$619 million", 619 * 10**6, "HKD"),
        ("每月20,000元津貼", 20000, "HKD"),
        ("10亿3,000万港元", 10 * 10**8 + 3000 * 10**4, "HKD"),
        ("人民幣3億元", 3 * 10**8, "CNY"),
        ("3億元人民幣", 3 * 10**8, "CNY"),
        ("RMB 300 million", 300 * 10**6, "CNY"),
        ("500萬美元", 500 * 10**4, "USD"),
        ("US$5m", 5 * 10**6, "USD"),
        ("a $3bn fund", 3 * 10**9, "HKD"),
    ],
)
def test_money(text, value, unit):
    assert measured(text) == [("money", str(value), unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("54%", ("percentage", "54", "%")),
        ("１．０７％", ("percentage", "1.07", "%")),
        ("百分之三十五", ("percentage", "35", "%")),
        ("三成半受訪者", ("percentage", "35", "%")),
        ("10 per cent", ("percentage", "10", "%")),
        ("三個百分點", ("percentage", "3", "pp")),
        ("87公頃", ("quantity", "87", "har")),
        ("兩公頃土地", ("quantity", "2", "har")),
        ("two-hectare site", ("quantity", "2", "har")),
        ("200 000 平方米", ("quantity", "200000", "m2")),
        ("100 萬平方米", ("quantity", "1000000", "m2")),
        ("13 000㎡", ("quantity", "13000", "m2")),
        ("208mPD", ("quantity", "208", "m{PD}")),
        ("為期三年", ("duration", "3", "a")),
        ("within two years", ("duration", "2", "a")),
        ("a three-year scheme", ("duration", "3", "a")),
        ("最長36個月", ("duration", "36", "mo")),
        ("一連九天", ("duration", "9", "d")),
        ("1（政府）：2（公司）的配對", ("ratio", "1:2", None)),
        ("（政府）1：（公司）2 的配對", ("ratio", "1:2", None)),
        ("one (Government) to two (company) matching", ("ratio", "1:2", None)),
        ("以2:1配對", ("ratio", "2:1", None)),
        ("one-to-one matching", ("ratio", "1:1", None)),
        ("以一對一的配對資助模式", ("ratio", "1:1", None)),
        ("可获300%税务扣减", ("percentage", "300", "%")),
    ],
)
def test_one_measure(text, expected):
    assert measured(text) == [expected]


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit", "qualifier"),
    [
        ("about 13 000 jobs over", "13 000 jobs", 13000, "jobs", "about"),
        ("已批出64 065個項目，", "64 065個項目", 64065, "項目", None),
        ("一萬三千個職位", "一萬三千個職位", 13000, "職位", None),
        ("三十多所大學", "三十多所大學", 30, "大學", "more than"),
        ("40多家企業", "40多家企業", 40, "企業", "more than"),
        ("百多項政務服務", "百多項政務服務", 100, "政務服務", "more than"),
        ("四大發展方向", "四大發展方向", 4, "發展方向", None),
        ("首三座大樓落成", "三座大樓", 3, "大樓", None),
        ("11個經濟體的機構", "11個經濟體", 11, "經濟體", None),
        ("2 000家卓越的企業", "2 000家", 2000, "企業", None),
        ("300項由企業提交的申請獲批", "300項", 300, "申請", None),
        (
            "more than 40 strategic enterprises have",
            "40 strategic enterprises",
            40,
            "strategic enterprises",
            "more than",
        ),
        ("over a hundred initiatives", "a hundred initiatives", 100, "initiatives", "more than"),
        ("用戶已突破250萬，", "250萬", 2500000, "用戶", "more than"),
        ("多於一名候選人", "一名候選人", 1, "候選人", "more than"),
    ],
)
def test_counts_say_what_is_counted(text, printed, value, unit, qualifier):
    (fact,) = facts(text, "count")
    assert (fact.text, fact.value, fact.unit, fact.qualifier) == (printed, str(value), unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "「產學研1+計劃」",
        "「百項方案」",
        "「十四五」規劃",
        "藍圖2.0版",
        "5G及Web3",
        "24-hour hotline",
        "1823查詢服務",
        "電話：2810 2632",
        "Tel: 2810 2632",
        "詳情見第5至27段",
        "see paragraphs 5 to 27",
        "www.gov.hk/300",
        "(3) 其他",
        "2. 背景",
        "提供¹免費服務",
        "一國兩制、一帶一路、一站式服務",
        "數十家企業",
        "上百家企業",
        "數十億元",
        "進一步加強",
        "一個方向",
        "1亿3400元",
        "二百五個",
        "at 10:30 am",
        "三位一體",
        "每兩年一次",
        "5至10億元"[:1],
        "2021/22",
    ],
)
def test_no_measure(text):
    assert measured(text) == []


@pytest.mark.parametrize(
    ("text", "qualifiers"),
    [
        ("不少於100間公司", ("at least",)),
        ("至少100間公司", ("at least",)),
        ("no less than $200 million", ("at least",)),
        ("超過100間公司", ("more than",)),
        ("逾100間公司", ("more than",)),
        ("多達110項方案", ("up to",)),
        ("最多2億元", ("up to",)),
        ("不超過2億元", ("up to",)),
        ("不會超過2億元", ("up to",)),
        ("資助上限為2億元", ("up to",)),
        ("up to four staff", ("up to",)),
        ("少於100間公司", ("less than",)),
        ("約3億元", ("about",)),
        ("接近20年", ("nearly",)),
        ("預計投資近300億元", ("nearly", "planned")),
        ("累計批出超過3億元", ("more than", "cumulative")),
        ("預計最快在2024年下半年", ("at the earliest", "planned")),
        ("at the earliest in 2026", ("at the earliest",)),
        ("2027 年或之前", ("by",)),
        ("by 2027", ("by",)),
        ("2027年前", ("before",)),
        ("2027年之後", ("after",)),
        ("within this year", ("within",)),
        ("兩年內", ("within",)),
        ("bring about over $40 billion", ("more than",)),
        ("合約30份", ()),
        ("最近30年", ()),
    ],
)
def test_qualifiers(text, qualifiers):
    found = [f for f in facts(text) if f.kind not in ("organisation", "place")]
    assert found[0].qualifiers == qualifiers
    assert found[0].qualifier == (qualifiers[0] if qualifiers else None)


def test_qualifiers_are_a_closed_list():
    assert {row[0] for row in read_table("qualifiers")} == set(QUALIFIERS)


def test_one_phrase_holds_a_start_a_duration_and_a_count():
    found = [(f.kind, f.value, f.qualifier) for f in facts("明年起於兩年內推出多達110項方案")]
    assert found == [("date", "2024/..", "from"), ("duration", "2", "within"), ("count", "110", "up to")]


def test_a_range_gives_least_and_most():
    found = [(f.value, f.qualifier) for f in facts("1,000萬元至一亿元不等")]
    assert found == [("10000000", "at least"), ("100000000", "up to")]
    assert [(f.value, f.unit) for f in facts("未來五至十年", "duration")] == [("5", "a"), ("10", "a")]


@pytest.mark.parametrize(
    ("text", "value", "unit", "ends"),
    [
        ("由 2022 年的 8 億元增加至 2027 年的 16 億元", "1600000000", "HKD", [("800000000", "2022"), ("1600000000", "2027")]),
        ("由2021年的54%增加至2024年的90%", "90", "%", [("54", "2021"), ("90", "2024")]),
        ("54%增加至90%", "90", "%", [("54", None), ("90", None)]),
        ("在2025年由2023年的100萬次，逐步增加至175萬次", "1750000", "次", [("1000000", "2023"), ("1750000", "2025")]),
        ("由100間減至80間", "80", "間", [("100", None), ("80", None)]),
        ("rose from $8m in 2022 to $16m in 2027", "16000000", "HKD", [("8000000", "2022"), ("16000000", "2027")]),
        ("increase from 54% to 90%", "90", "%", [("54", None), ("90", None)]),
    ],
)  # fmt: skip
def test_changes_hold_both_ends(text, value, unit, ends):
    (fact,) = facts(text, "change")
    assert (fact.value, fact.unit) == (value, unit)
    assert [(end.value, end.as_of) for end in fact.ends] == ends
    assert fact.start <= fact.ends[0].start < fact.ends[1].end <= fact.end


def test_years_carry_over_to_the_next_change_of_the_sentence():
    second = facts("由2022年約30條增至2027年130條；職位由約260個增至1 050個", "change")[1]
    assert [end.as_of for end in second.ends] == ["2022", "2027"]


def test_as_of_reaches_over_the_sentence_and_no_further():
    found = {f.value: f.as_of for f in facts("截至2023年9月底，共403個項目；總額約7億元。另有5個項目。")}
    assert (found["403"], found["700000000"], found["5"]) == ("2023-09-30", "2023-09-30", None)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("沒有提供3億元", True),
        ("will not provide $3 million", True),
        ("提供不少於3億元", False),
        ("not only 3 projects", False),
    ],
)
def test_negation(text, negated):
    assert facts(text)[-1].negated is negated


@pytest.mark.parametrize("code", sorted({unit.code for unit in units()[0]}))
def test_every_form_of_every_unit_is_read(code):
    for unit in (u for u in units()[0] if u.code == code):
        for form in (*unit.english, *unit.chinese):
            if form in ("日", "小時", "個小時"):
                continue
            gap = "" if form in ("%", "℃") or not form.isascii() else " "
            expected = str(12) if unit.times == 1 else str(12 * unit.times)
            assert [(f.kind, f.value, f.unit) for f in facts(f"共12{gap}{form}。")] == [(unit.kind, expected, code)], (
                form
            )


def test_every_form_of_every_currency_is_read():
    before, after = currencies()
    for mark, code in before.items():
        assert measured(f"{mark} 12 million") == [("money", "12000000", code)], mark
    for word, code in after.items():
        assert measured(f"12 million {word}" if word.isascii() else f"12萬{word}")[0][2] == code, word


def test_the_subject_is_the_clause_then_the_context():
    assert facts("總樓面面積達100萬平方米")[0].subject == "總樓面面積"
    assert facts("設立100億元「新型工業加速計劃」", "money")[0].subject == "新型工業加速計劃"
    assert facts("87公頃的香港園區", "quantity")[0].subject == "香港園區"
    assert facts("8%", context=Context(headings=("第一期",), stem="用途如下："))[0].subject == "用途如下"
    row = Context(columns=(("用途", "產學研"), ("面積 (平方米)", "50 000")))
    (cell,) = facts("產學研\t50 000", context=row)
    assert (cell.kind, cell.value, cell.unit, cell.subject) == ("quantity", "50000", "m2", "產學研")


def test_an_abbreviation_is_given_in_full():
    term = Term((("zh-Hant", "香港微電子研發院"), ("zh-Hant", "研發院")), "abbreviation", "d", "d/1")
    assert facts("研發院已聘用30名人員", "count", terms=(term,))[0].subject == "香港微電子研發院"


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("由2018年8月推出至2023年9月底，共登記4 700個課程", "2023-09-30"),
        ("As at end-September 2023, 403 projects were funded", "2023-09-30"),
        ("共批出403個項目（截至2023年9月底）", "2023-09-30"),
        ("2022年為止為301.38億元", "2022-12-31"),
        ("在2023年9月底公布403個項目", None),
    ],
)
def test_as_of_wordings(text, as_of):
    assert next(f for f in facts(text) if f.kind in ("count", "money")).as_of == as_of
