"""The one of a row that is asked for: the rest is not the first tier, a doctor no bachelor, the completion not the start."""

from __future__ import annotations

import pytest

from corpus.facts import extract
from corpus.records import Fact, Paragraph
from service.answer.evidence import Evidence
from service.answer.guards.contrasts import another_event, another_of_row, events_asked
from service.answer.records import Question
from service.answer.several.split import several
from service.answer.understand import understand


def _found(text: str, kind: str, language: str) -> list[tuple[Evidence, Fact]]:
    paragraph = Paragraph(id="d/1", document_id="d", label="1", position=0, text=text, language=language)
    evidence = Evidence(paragraph, 0, len(text), 1.0, {})
    return [(evidence, fact) for fact in extract(text, language=language) if fact.kind == kind]


def _kept(question: str, text: str, kind: str, language: str) -> list[str]:
    found = _found(text, kind, language)
    others = another_of_row(question, found)
    return [fact.value for (_, fact), other in zip(found, others, strict=True) if not other]


TIERS = {
    "en": "On the first $3 million of fees a member is refunded 40%, and on the remainder 15%.",
    "zh-Hant": "會費的首300萬元可獲退還40%，餘額可獲退還15%。",
    "zh-Hans": "会费的首300万元可获退还40%，余额可获退还15%。",
}


@pytest.mark.parametrize(
    ("question", "language", "value"),
    [
        ("What share of the first $3 million is refunded?", "en", "40"),
        ("What share of the remainder is refunded?", "en", "15"),
        ("What is refunded on fees above the first $3 million?", "en", "15"),
        ("會費首300萬元退還百分之幾？", "zh-Hant", "40"),
        ("會費超出首300萬元的部分退還百分之幾？", "zh-Hant", "15"),
        ("會費首300萬元以外的其餘部分退還幾多？", "zh-Hant", "15"),
        ("会费余额退还百分之几？", "zh-Hans", "15"),
    ],
)
def test_each_tier_has_its_own_figure(question: str, language: str, value: str):
    assert _kept(question, TIERS[language], "percentage", language) == [value]


def test_where_no_tier_is_named_both_stay():
    assert _kept("What share is refunded?", TIERS["en"], "percentage", "en") == ["40", "15"]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("博士每月有多少？", ["9000"]),
        ("How much does a PhD holder get?", ["9000"]),
        ("副学士每月有多少？", []),
        ("宿舍的租金是多少？", ["5000", "7000", "9000", "800"]),
    ],
)
def test_each_degree_has_its_own_allowance(question: str, values: list[str]):
    text = "持有学士、硕士及博士学位的人员每月分别可获5,000元、7,000元及9,000元，另有800元的交通津贴。"
    assert _kept(question, text, "money", "zh-Hans") == values


@pytest.mark.parametrize(
    ("question", "text", "language", "another"),
    [
        ("When will the pier be completed?", "Works on the pier start in May 2031.", "en", True),
        ("When will the pier be completed?", "The pier will be completed in May 2031.", "en", False),
        ("When do works on the pier start?", "Works on the pier start in May 2031.", "en", False),
        ("碼頭哪年動工？", "碼頭將於2031年5月建成。", "zh-Hant", True),
        ("碼頭幾時起好？", "碼頭的可行性研究將於2031年5月完成。", "zh-Hant", True),
        ("碼頭的可行性研究幾時完成？", "碼頭的可行性研究將於2031年5月完成。", "zh-Hant", False),
        ("码头何时启用？", "码头的规划将于2031年5月公布。", "zh-Hans", True),
        ("码头何时启用？", "码头将于2031年5月启用。", "zh-Hans", False),
        ("碼頭哪年關閉？", "碼頭於1931年成立。", "zh-Hant", True),
    ],
)
def test_a_date_is_of_the_event_asked_for(question: str, text: str, language: str, another: bool):
    (evidence, fact), *_ = _found(text, "date", language)
    assert another_event(question, evidence, fact) is another


@pytest.mark.parametrize(
    "question",
    [
        "中心何時落成啟用",
        "中心几时投入服务",
        "中心什么时候开幕",
        "中心啟用時間",
        "when will it be commissioned",
        "幾時開張",
    ],
)
def test_wordings_of_one_event(question: str):
    assert events_asked(question.replace("啟", "启").replace("開張", "开张")) & {"opening", "completion"}
    assert understand(Question(question), question).kinds[:1] == ("date",)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How large is the park?", ("quantity", "money")),
        ("園區有多大？", ("quantity", "money")),
        ("How large is the research team?", ("quantity", "money", "count")),
        ("第一期佔全園幾多？", ("percentage", "ratio")),
        ("What share of the site does phase one take up?", ("percentage", "ratio")),
        ("第一期佔全園面積的百分比是多少？", ("percentage", "ratio")),
        ("第一期佔地多少公頃？", ("quantity",)),
        ("每個項目的資助額由多少到多少？", ("money",)),
        ("代表隊拿了幾塊金牌？", ("count",)),
        ("Of the spending, how much can be deducted?", ("percentage", "money")),
    ],
)
def test_a_size_is_no_number_of_things_and_a_share_no_area(question: str, kinds: tuple[str, ...]):
    assert understand(Question(question), question).kinds == kinds


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "燈柱有幾多支，分布在幾多區？",
            ("燈柱有幾多支", "燈柱有 支：分布在幾多區"),
        ),
        (
            "How many firms are at the Harbour Park and how many at the Hill Park?",
            ("How many firms are at the Harbour Park", "How many firms are at the Hill Park?"),
        ),
        (
            "What share of fees is refunded on the first $3 million, and what on the rest?",
            ("What share of fees is refunded on the first $3 million", "What share of fees is refunded on the rest?"),
        ),
        ("海港園有幾多間公司，山上園又有幾多間？", ("海港園有幾多間公司", "山上園有幾多間公司")),
        ("「东堤计划」何时开办，又在何时放宽？", ("「东堤计划」何时开办", "东堤计划在何时放宽")),
    ],
)
def test_the_second_half_keeps_the_subject_of_the_first(question: str, parts: tuple[str, ...]):
    asked = several(question, [])
    assert asked is not None
    assert tuple(part.text.strip("？") for part in asked.parts) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How much larger is the Hill Park than the Harbour Park?",
            ("How large is the Hill Park?", "How large is the Harbour Park?"),
        ),
        (
            "By how much is the Hill Park larger than the Harbour Park?",
            ("How large is the Hill Park?", "How large is the Harbour Park?"),
        ),
        (
            "How many more hectares does the Hill Park have than the Harbour Park?",
            ("How many hectares does the Hill Park have?", "How many hectares does the Harbour Park have?"),
        ),
        ("山上園比海港園大多少？", ("山上園有多大？", "海港園有多大？")),
        ("山上园比海港园大多少公顷？", ("山上园有多少公顷？", "海港园有多少公顷？")),
    ],
)
def test_a_comparison_asks_for_the_size_of_each(question: str, parts: tuple[str, ...]):
    asked = several(question, [])
    assert asked is not None and asked.differs
    assert tuple(part.text for part in asked.parts) == parts
