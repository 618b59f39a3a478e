"""The wordings that must read right, in three scripts; parts, multiples, ordinals, anchored and roughly placed dates.

The rows are those of the wish list for facts; the reference date is that of a paper of 13 November 2023.
"""

import pytest
from opencc import OpenCC

from corpus.facts import extract
from corpus.records import Context

REFERENCE = "2023-11-13"
_SIMPLIFIED = OpenCC("t2s")
_NAMES = ("organisation", "person", "place", "scheme", "title")


def read(text, language="zh-Hant", date=REFERENCE):
    found = extract(text, language=language, reference_date=date)
    return [(f.kind, f.value, f.unit, f.qualifier) for f in found if f.kind not in _NAMES]


def in_three_scripts(rows):
    """Each Traditional wording again in Simplified, each English one as it is."""
    made = []
    for text, *expected in rows:
        chinese = any("一" <= c <= "鿿" for c in text)
        made.append((text, "zh-Hant" if chinese else "en", *expected))
        if chinese:
            made.append(("".join(_SIMPLIFIED.convert(c) for c in text), "zh-Hans", *expected))
    return made


ROWS = [
    ("最快在2024年下半年建成啟用", [("date", "2024-41", None, "at the earliest")]),
    ("in the second half of 2024 at the earliest", [("date", "2024-41", None, "at the earliest")]),
    ("明年第一季", [("date", "2024-33", None, None)]),
    ("first quarter next year", [("date", "2024-33", None, None)]),
    (
        "明年起於兩年內推出多達110項",
        [("date", "2024/..", None, "from"), ("duration", "2", "a", "within"), ("count", "110", None, "up to")],
    ),
    (
        "up to 110 initiatives within two years from next year",
        [("count", "110", None, "up to"), ("duration", "2", "a", "within"), ("date", "2024/..", None, "from")],
    ),
    ("不低於2億元", [("money", "200000000", "HKD", "at least")]),
    ("no less than $200 million", [("money", "200000000", "HKD", "at least")]),
    (
        "由 2022 年的 8 億元增加至 2027 年的 16 億元",
        [
            ("change", "1600000000", "HKD", None),
            ("date", "2022", None, None),
            ("money", "800000000", "HKD", None),
            ("date", "2027", None, None),
            ("money", "1600000000", "HKD", None),
        ],
    ),
    (
        "rise from $800 million in 2022 to $1.6 billion in 2027",
        [
            ("change", "1600000000", "HKD", None),
            ("money", "800000000", "HKD", None),
            ("date", "2022", None, None),
            ("money", "1600000000", "HKD", None),
            ("date", "2027", None, None),
        ],
    ),
    ("54%增加至90%", [("change", "90", "%", None), ("percentage", "54", "%", None), ("percentage", "90", "%", None)]),
    (
        "increase from 54% to 90%",
        [("change", "90", "%", None), ("percentage", "54", "%", None), ("percentage", "90", "%", None)],
    ),
    ("首200萬元可獲300%稅務扣減", [("money", "2000000", "HKD", None), ("percentage", "300", "%", None)]),
    (
        "a 300% tax deduction for the first $2 million",
        [("percentage", "300", "%", None), ("money", "2000000", "HKD", None)],
    ),
    ("近300億元", [("money", "30000000000", "HKD", "nearly")]),
    ("nearly $30 billion", [("money", "30000000000", "HKD", "nearly")]),
    ("2024 年年中前", [("date", "2024-06~", None, "before")]),
    ("before mid-2024", [("date", "2024-06~", None, "before")]),
    ("今年 10 月 18 日", [("date", "2023-10-18", None, None)]),
    ("on 18 October this year", [("date", "2023-10-18", None, None)]),
    ("before end this year", [("date", "2023-12~", None, "before")]),
    ("今年年底前", [("date", "2023-12~", None, "before")]),
    ("over $40 billion", [("money", "40000000000", "HKD", "more than")]),
    ("超過四百億元", [("money", "40000000000", "HKD", "more than")]),
    ("截至 2023 年 9 月底", [("date", "2023-09-30", None, None)]),
    ("as at end-September 2023", [("date", "2023-09-30", None, None)]),
]


@pytest.mark.parametrize(("text", "language", "expected"), in_three_scripts(ROWS))
def test_every_row_of_the_list_reads_right(text, language, expected):
    found = [(k, v, u if k not in ("count", "date") else None, q) for k, v, u, q in read(text, language)]
    assert found == expected


def test_the_ends_of_the_row_s_change_have_their_years():
    for text, language in (
        ("由 2022 年的 8 億元增加至 2027 年的 16 億元", "zh-Hant"),
        ("rise from $800 million in 2022 to $1.6 billion in 2027", "en"),
    ):
        change = next(f for f in extract(text, language=language) if f.kind == "change")
        assert [(end.as_of, end.role) for end in change.ends] == [("2022", "from"), ("2027", "to")]


PARTS = [
    ("約三分之一的單位", "1:3", "part", "about"),
    ("五分之四學校", "4:5", "part", None),
    ("不足四分之一達標", "1:4", "part", "less than"),
    ("超過半數受訪者", "1:2", "part", "more than"),
    ("two-thirds of the flats", "2:3", "part", None),
    ("nearly a quarter of the sites", "1:4", "part", "nearly"),
    ("half of the pupils", "1:2", "part", None),
    ("three in ten households", "3:10", "part", None),
    ("nine out of ten users", "9:10", "part", None),
    ("訪客增加一倍", f"{1 + 1}:1", "times", None),
    ("增加三倍", f"{1 + 3}:1", "times", None),
    ("是目標的三倍半", "3.5:1", "times", None),
    ("翻了一番", "2:1", "times", None),
    ("the figure has doubled", "2:1", "times", None),
    ("a threefold rise", "3:1", "times", None),
    ("around four times the level", "4:1", "times", "about"),
    ("halving the waiting time", "1:2", "times", None),
    ("學生與教師的比例為12比1", "12:1", None, None),
    ("師生比例為1:11.3", "1:11.3", None, None),
]


@pytest.mark.parametrize(("text", "language", "value", "unit", "qualifier"), in_three_scripts(PARTS))
def test_parts_and_multiples_are_ratios(text, language, value, unit, qualifier):
    assert [row for row in read(text, language) if row[0] == "ratio"] == [("ratio", value, unit, qualifier)]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    in_three_scripts(
        [
            ("設立第三個研發平台", "3"),
            ("資助第十二座充電站", "12"),
            ("第五條綠道", "5"),
            ("the third cluster will open", "3"),
            ("a 4th hangar", "4"),
        ]
    ),
)
def test_ordinals_are_counts_of_unit_ordinal(text, language, value):
    assert [row[:3] for row in read(text, language)] == [("count", value, "ordinal")]


@pytest.mark.parametrize(
    "text",
    [
        "第39A條",
        "見第8段",
        "第三方",
        "第5代",
        "第一時間",
        "first reading",
        "Second Bridge",
        "the third party",
        "第三版",
    ],
)
def test_references_and_names_are_no_ordinals(text):
    assert [row for row in read(text) if row[2] == "ordinal"] == []


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    in_three_scripts(
        [
            ("其中七成半為旅客", "75", "%"),
            ("削減約一成二", "12", "%"),
            ("三成半", "35", "%"),
            ("遲約半年", "0.5", "a"),
            ("一年半", "1.5", "a"),
            ("三個半月", "3.5", "mo"),
            ("two and a half years", "2.5", "a"),
            ("每月三千五百蚊", "3500", "HKD"),
            ("a charge of 50 cents", "0.5", "HKD"),
            ("20 basis points", "0.2", "pp"),
        ]
    ),
)
def test_halves_tenths_and_hundredths(text, language, value, unit):
    assert [row[1:3] for row in read(text, language)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    in_three_scripts(
        [
            ("由30增至45間", [("30", "間"), ("45", "間")]),
            ("由20元加至25元", [("20", "HKD"), ("25", "HKD")]),
            ("成本由去年的2億元降至今年的1.4億元", [("200000000", "HKD"), ("140000000", "HKD")]),
            ("patronage rose from 4.1 million to 5.3 million", [("4100000", None), ("5300000", None)]),
            ("beds will increase from 300 to 450.", [("300", None), ("450", None)]),
        ]
    ),
)
def test_changes_have_both_ends(text, language, rows):
    simplified = language == "zh-Hans"
    (change,) = [f for f in extract(text, language=language, reference_date=REFERENCE) if f.kind == "change"]
    wanted = [(v, _SIMPLIFIED.convert(u) if u and simplified else u) for v, u in rows]
    assert [(end.value, end.unit) for end in change.ends] == wanted


@pytest.mark.parametrize(
    ("text", "language", "value"),
    in_three_scripts(
        [
            ("二千零二十四年", "2024"),
            ("二千零二十九年首季", "2029-33"),
            ("上周四（11月9日）", "2023-11-09"),
            ("九月十一日當周", "2023-09-11/2023-09-17"),
            ("the week of 13 September 2023", "2023-09-11/2023-09-17"),
            ("月底前", "2023-11-30"),
            ("by month-end", "2023-11-30"),
            ("12月初", "2023-12~"),
            ("early next month", "2023-12~"),
            ("九十年代", "199X"),
            ("the 2010s", "201X"),
            ("2023-24年度首九個月", "2023-04/2023-12"),
            ("the first half of 2024-25", "2024-04/2024-09"),
            ("2024年夏季", "2024-22"),
            ("下學年", "2024-09/2025-08"),
            ("next financial year", "2024-04/2025-03"),
            ("since last September", "2023-09/.."),
            ("自二零一八年起", "2018/.."),
            ("from 2024 onwards", "2024/.."),
        ]
    ),
)
def test_dates_of_other_wordings(text, language, value):
    assert [row[1] for row in read(text, language)] == [value]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    in_three_scripts(
        [
            ("首三季為2023年1月至9月，較去年同期增加", ["2023-01/2023-09", "2022-01/2022-09"]),
            (
                "in the first three quarters of 2023, and the same period last year",
                ["2023-01/2023-09", "2022-01/2022-09"],
            ),
            ("in the 2024-25 financial year and in the following year", ["2024-04/2025-03", "2025-04/2026-03"]),
            ("11月20日簽署，同月成立", ["2023-11-20", "2023-11"]),
        ]
    ),
)
def test_anchored_dates_lean_on_the_one_before(text, language, values):
    assert [row[1] for row in read(text, language) if row[0] == "date"][-len(values) :] == values


@pytest.mark.parametrize(
    "text",
    [
        "65歲或以上",
        "a 12-year-old child",
        "上午九時",
        "at 9:30 a.m.",
        "24小時熱線",
        "12樓",
        "15/F",
        "數十間",
        "dozens of staff",
        "Cap. 614",
    ],
)
def test_ages_times_floors_and_vague_amounts_are_no_facts(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("head", "cell", "value"),
    [
        ("$m", "45", "45000000"),
        ("Cost ($m)", "1,250.5", "1250500000"),
        ("$ million", "45", "45000000"),
        ("Cost ($ million)", "45", "45000000"),
        ("Expenditure, HK$ million", "45", "45000000"),
        ("Provision in $ billion", "1.5", "1500000000"),
        ("($bn)", "1.5", "1500000000"),
        ("$'000", "12 300", "12300000"),
        ("百萬元", "45", "45000000"),
        ("開支（億元）", "1.5", "150000000"),
        ("Fee: $", "45", "45"),
    ],
)
def test_sums_under_a_head_that_names_the_currency(head, cell, value):
    text = f"Ferry Agency | {cell}"
    found = extract(text, language="en", context=Context(columns=(("Body", "Ferry Agency"), (head, cell))))
    assert [(f.kind, f.text, f.value, f.unit) for f in found if f.kind == "money"] == [("money", cell, value, "HKD")]


@pytest.mark.parametrize("head", ["m", "Length (m)", "Members", "million", "Team $mart", "B"])
def test_heads_that_name_no_currency_make_no_money(head):
    found = extract(
        "Ferry Agency | 45", language="en", context=Context(columns=(("Body", "Ferry Agency"), (head, "45")))
    )
    assert not [f for f in found if f.kind == "money"]
