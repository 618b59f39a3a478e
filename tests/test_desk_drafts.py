"""Drafts against made-up documents: what is said is supported, what is altered is not, what is invented is not found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from harbour import library
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from service.desk.drafts import check
from service.desk.statements import statements
from service.library import Library

EARLIER = """---
id: pier-notes-2023
title: {en: "Pier Notes 2023"}
publisher: {en: "Harbour Office"}
date: 2023-06-30
languages: [en]
---

# Pier Notes 2023

1. The Gull Fund has supported 210 projects of fishing families. The Harbour Office started the Gull Fund in 2019.

2. The length of the breakwater will be increased from 350 metres to 500 metres.
"""
LATER = """---
id: pier-notes-2024
title: {en: "Pier Notes 2024"}
publisher: {en: "Harbour Office"}
date: 2024-06-30
languages: [en]
---

# Pier Notes 2024

1. The Gull Fund has supported 260 projects of fishing families. A ceiling of $2 million applies to each project.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return library(tmp_path_factory.mktemp("harbour")).snapshot()


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "earlier.md").write_text(EARLIER, encoding="utf-8")
    (documents / "later.md").write_text(LATER, encoding="utf-8")
    made = Library.open(folder / "data", encoder="hashing")
    made.sync(documents)
    return made.snapshot()


def verdict(snapshot, text, as_of=None):
    (found,) = check(snapshot, text, as_of)
    return found


# -- statements


def test_headings_and_rulings_are_no_statements_and_list_items_are_one_each():
    draft = "# Title\n\nOne is here. Two is there.\n\n- first item\n2. second item\n（三）第三項。第四句。\n\n---\n"
    assert [s.text for s in statements(draft)] == [
        "One is here.", "Two is there.", "first item", "second item", "第三項。", "第四句。",
    ]  # fmt: skip


def test_a_wrapped_line_goes_on_and_a_short_one_does_not():
    draft = "The pier will open in the second half of the year\n2025 at the earliest.\nShort line\nAnother line"
    assert [s.text for s in statements(draft)] == [
        "The pier will open in the second half of the year\n2025 at the earliest.", "Short line", "Another line",
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("a1.。\n#-* \t「」é漢\r\u2028"), max_size=60) | st.text(max_size=60))
def test_statements_are_slices_in_order(draft):
    found = statements(draft)
    assert all(draft[s.start : s.end] == s.text and any(c.isalnum() for c in s.text) for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


# -- supported, and every way not to be

TRUE = [
    "The Kelp Museum received 128,000 visitors in 2023.",
    "The Lantern Pier will open in the second half of 2025 at the earliest.",
    "The Harbour Office has set aside $450 million for the Lantern Pier.",
    "Fishing grounds of 2.4 hectares were closed in 2022.",
    "The Ferry Agency signed the Quiet Water Agreement with the Port of Ostend on 18 October 2023.",
    "「海濱圖書館」的總樓面面積約13,000平方米。",
    "文化推廣處為工程撥款6.19億元。",
    "「夜讀計劃」資助不少於40間學校，每間最多獲50萬元。",
    "电车管理局营运七条路线，全长36公里。",
    "截至2023年9月底，乘客满意度为91%。",
]
FALSE = [
    ("The Kelp Museum received 182,000 visitors in 2023.", "figure"),
    ("The Kelp Museum received 128,000 visitors in 2022.", "date"),
    ("The Lantern Pier will open in the first half of 2025 at the earliest.", "date"),
    ("The Lantern Pier will open in the second half of 2025.", "qualifier"),
    ("The Harbour Office has set aside $540 million for the Lantern Pier.", "figure"),
    ("The Harbour Office will charge visitors for entry to the Lantern Pier.", "negation"),
    ("Fishing grounds of 4.2 hectares were closed in 2022.", "figure"),
    ("The Ferry Agency signed the Quiet Water Agreement with the Port of Ostend on 8 October 2023.", "date"),
    ("文化推廣處為工程撥款6.91億元。", "figure"),
    ("圖書館會收取入場費。", "negation"),
    ("「夜讀計劃」資助最多40間學校。", "qualifier"),
    ("电车管理局营运七条路线，全长63公里。", "figure"),
    ("截至2023年9月底，乘客满意度为19%。", "figure"),
]
INVENTED = [
    "Whales are counted at dawn by 40 volunteers.",
    "The Kelp Museum employs 128,000 divers.",
    "The Tide Laboratory opened in 1975.",
    "The Port of Ostend paid $450 million to the Ferry Agency.",
    "潮汐中心的門票為50萬元。",
    "电车管理局向员工派发36万元花红。",
    "夜讀計劃由市長親自主持。",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_the_documents_say_is_supported(snapshot, text):
    found = verdict(snapshot, text)
    assert (found.verdict, found.reason) == ("supported", None)
    assert found.citations and not [d for d in found.differences if not d.soft]


@pytest.mark.parametrize(("text", "reason"), FALSE)
def test_what_they_say_otherwise_is_contradicted(snapshot, text, reason):
    found = verdict(snapshot, text)
    assert (found.verdict, found.reason) == ("contradicted", reason)
    assert [d for d in found.differences if not d.soft] and found.citations
    assert all(text[d.start : d.end] == d.stated for d in found.differences)


@pytest.mark.parametrize("text", INVENTED)
def test_what_is_invented_is_never_supported(snapshot, text):
    assert verdict(snapshot, text).verdict != "supported"


@pytest.mark.parametrize("text", [t for t in TRUE if any(c.isdigit() for c in t)])
def test_no_changed_digit_passes(snapshot, text):
    for at, digit in [(i, c) for i, c in enumerate(text) if c.isdigit()]:
        for other in {"1", "9"} - {digit}:
            altered = text[:at] + other + text[at + 1 :]
            assert verdict(snapshot, altered).verdict != "supported", altered


def test_amounts_of_one_measure_do_not_vouch_for_another(snapshot):
    """The museum costs 75 million and the laboratory 32 million a year; swapped, neither is so."""
    assert verdict(snapshot, "The Kelp Museum costs $75 million a year.").verdict == "supported"
    assert verdict(snapshot, "The Kelp Museum costs $32 million a year.").verdict == "contradicted"
    assert verdict(snapshot, "The Tide Laboratory costs $75 million a year.").verdict == "contradicted"


def test_an_order_in_a_document_is_no_order_to_us(snapshot):
    """Paragraph 7 says that the pier costs 999 million, and so it does say; it is cited, not obeyed."""
    found = verdict(snapshot, "The Lantern Pier costs $999 million.")
    assert [c.paragraph.label for c in found.citations] in ([], ["7"])


# -- quotations, relative dates, revisions


def test_a_quotation_in_a_draft_is_verified(snapshot):
    text = "The agreement says that “no ferry shall run its engine at berth for more than {} minutes”."
    assert verdict(snapshot, text.format(15)).verdict == "supported"
    found = verdict(snapshot, text.format(50))
    assert (found.verdict, found.reason) == ("contradicted", "quotation")
    (difference,) = found.differences
    assert (difference.stated, difference.source, difference.kind) == ("50", "15", "number")
    assert text.format(50)[difference.start : difference.end] == "50"


def test_a_quotation_that_stands_nowhere_is_not_found(snapshot):
    found = verdict(snapshot, "The agreement says that “every captain must play the violin at sunrise on Sundays”.")
    assert (found.verdict, found.reason) == ("not_found", "quotation")


def test_a_relative_date_needs_a_day_to_be_checked(snapshot):
    text = "The Kelp Museum received 128,000 visitors last year."
    assert (verdict(snapshot, text).verdict, verdict(snapshot, text).reason) == ("not_found", "relative-date")
    assert verdict(snapshot, text, as_of="2024-06-01").verdict == "supported"
    assert verdict(snapshot, text, as_of="2025-06-01").verdict == "contradicted"


def test_a_figure_revised_since_is_outdated_and_as_of_moves_the_time(notes):
    text = "The Gull Fund has supported 210 projects."
    found = verdict(notes, text)
    assert (found.verdict, found.reason) == ("contradicted", "outdated")
    assert (found.revision.was.value, found.revision.was_in.date) == ("210", "2023-06-30")
    assert (found.revision.now.value, found.revision.now_in.date) == ("260", "2024-06-30")
    assert [c.document.id for c in found.citations] == ["pier-notes-2024", "pier-notes-2023"]
    assert verdict(notes, text, as_of="2023-12-31").verdict == "supported"
    assert verdict(notes, "The Gull Fund has supported 260 projects.").verdict == "supported"


def test_the_value_before_a_change_is_not_the_present_one(notes):
    assert verdict(notes, "The length of the breakwater will be 500 metres.").verdict == "supported"
    assert verdict(notes, "The length of the breakwater will be 350 metres.").verdict == "contradicted"
    both = "The length of the breakwater will be increased from 350 metres to 500 metres."
    assert verdict(notes, both).verdict == "supported"
    turned = "The length of the breakwater will be reduced from 500 metres to 350 metres."
    assert verdict(notes, turned).verdict == "contradicted"


def test_no_documents_no_support(tmp_path):
    empty = Library.open(tmp_path / "data", encoder="hashing").snapshot()
    assert verdict(empty, "The pier opens in 2025.").verdict == "not_found"
    assert check(empty, "") == []


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_can_be_checked(snapshot, text):
    for found in check(snapshot, text):
        assert text[found.start : found.end] == found.text
        assert all(c.paragraph.text[c.start : c.end] == c.quote for c in found.citations)


def test_the_same_draft_gives_the_same_verdicts(snapshot):
    draft = "\n".join(TRUE[:3] + [text for text, _ in FALSE[:3]])
    assert check(snapshot, draft) == check(snapshot, draft)


CHANGING = """---
id: ferry-plan-2023
title: {en: "Ferry Plan 2023"}
publisher: {en: "Harbour Office"}
date: 2023-06-30
languages: [zh-Hant]
---

# 渡輪計劃

1. 渡輪的年度載客量由 2022 年的 350 萬人次增加至 2027 年的 620 萬人次。

2. 碼頭計劃內，持有學士、碩士及博士學位的工程師每月分別可獲 31,000 元、42,000 元及 53,000 元津貼。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    (folder / "documents").mkdir()
    (folder / "documents" / "plan.md").write_text(CHANGING, encoding="utf-8")
    made = Library.open(folder / "data")
    made.sync(folder / "documents")
    return made.snapshot()


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("渡輪的年度載客量會在2027年增加至620萬人次。", True),
        ("2022年渡輪的年度載客量為350萬人次。", True),
        ("2022年渡輪的年度載客量為620萬人次。", False),
        ("2023年渡輪的年度載客量為620萬人次。", False),
    ],
)
def test_the_end_of_a_change_holds_in_its_own_year(plan, text, passes):
    assert (verdict(plan, text).verdict == "supported") is passes


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("碼頭計劃內，持有碩士學位的工程師每月可獲42,000元津貼。", True),
        ("碼頭計劃內，持有學士學位的工程師每月可獲42,000元津貼。", False),
        ("碼頭計劃內，持有博士學位的工程師每月可獲42,000元津貼。", False),
        ("Engineers with a master's degree receive an allowance of $42,000 a month under the pier scheme.", True),
        ("Engineers with a doctorate receive an allowance of $42,000 a month under the pier scheme.", False),
    ],
)
def test_a_figure_given_respectively_is_its_own_names(plan, text, passes):
    assert (verdict(plan, text).verdict == "supported") is passes
