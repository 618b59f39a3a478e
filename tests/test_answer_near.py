"""Right topic, absent fact: what the question asks for by name must be what the evidence states."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.facts import extract
from corpus.records import Context, Paragraph
from service.answer.evidence import Evidence
from service.answer.guards.attributes import attribute_unsaid
from service.answer.guards.contrasts import another_event
from service.answer.guards.counted import counts_another
from service.answer.guards.near_miss import near_miss, of_another_ratio
from service.answer.guards.places import place_unsaid
from service.answer.guards.reasons import asks_reason, gives_reason
from service.answer.guards.scopes import other_scope
from service.answer.guards.typed import no_company, unnamed, wrong_type
from service.answer.nouns import ends_on_date
from service.answer.records import Question
from service.answer.understand import understand


def _evidence(text: str, language: str, kind: str | None = None, which: int = 0, stem: str = "") -> Evidence:
    paragraph = Paragraph("d/1", "d", "1", 0, text, language, context=Context(stem=stem))
    facts = [f for f in extract(text, language=language) if f.kind == kind]
    return Evidence(paragraph, 0, len(text), 1.0, {}, facts[which] if kind else None)


class _Everything:
    """A matcher for which every text says all of the question."""

    def coverage(self, texts: Sequence[str]) -> list[float]:
        return [1.0] * len(texts)


@pytest.mark.parametrize(
    ("question", "language", "text", "misses"),
    [
        ("Which university runs the pier?", "en", "The pier is run by the Harbour Laboratory.", True),
        ("Which university runs the pier?", "en", "The pier is run by the University of Stanley.", False),
        ("What do university students pay?", "en", "Students pay nothing on the pier.", False),
        ("碼頭由哪間大學營運？", "zh-Hant", "碼頭由海港實驗室與大學共同營運。", True),
        ("码头由哪所大学营运？", "zh-Hans", "码头由海洋大学营运。", False),
        ("邊間銀行借錢起碼頭？", "zh-Hant", "起碼頭嘅錢由基金支付。", True),
        ("Which bank lent the money?", "en", "The money was lent by Harbour Bank.", False),
        ("展覽設在哪幢大廈？", "zh-Hant", "展覽設在內地。", True),
        ("展覽設在哪幢大廈？", "zh-Hant", "展覽設在海濱大廈。", False),
        ("Which villages were chosen?", "en", "The scheme helps people in remote villages.", True),
        ("Which villages were chosen?", "en", "The scheme began in Sha Lo Tsuen.", False),
        ("协议在哪座城市签？", "zh-Hans", "协议由两地政府签署。", True),
        ("协议在哪座城市签？", "zh-Hans", "协议在广州签署。", False),
        ("Which museum shows it, the Harbour Museum or another?", "en", "The Harbour Museum keeps boats.", True),
    ],
)
def test_a_name_of_the_type_that_is_asked_for(question: str, language: str, text: str, misses: bool):
    assert wrong_type(question, _evidence(text, language)) is misses


def test_the_entries_of_a_list_may_be_bare_names():
    assert not wrong_type("Which villages were chosen?", _evidence("Sha Lo", "en", stem="The villages are:"))


@pytest.mark.parametrize(
    ("question", "language", "text", "misses"),
    [
        ("What is the ferry app called?", "en", "The office has written an app for the ferry.", True),
        ("What is the ferry app called?", "en", "The office has written “Ahoy” for the ferry.", False),
        ("渡輪的應用程式叫甚麼名字？", "zh-Hant", "當局為渡輪寫了一個應用程式。", True),
        ("渡轮的程序叫什么？", "zh-Hans", "当局为渡轮写了Ahoy@Pier。", False),
        ("Which local invention won the prize?", "en", "A local team won the prize this year.", True),
        ("Who runs the ferry?", "en", "The ferry runs daily.", False),
    ],
)
def test_what_a_thing_is_called(question: str, language: str, text: str, misses: bool):
    assert unnamed(question, _evidence(text, language)) is misses


@pytest.mark.parametrize(
    ("question", "text", "misses"),
    [
        ("What is the fare of the ferry?", "The ferry takes 400 people.", True),
        ("What is the fare of the ferry?", "The ferry is free of fees.", False),
        ("渡輪票價幾多？", "渡輪可載400人。", True),
        ("渡轮票价多少？", "渡輪收費全免。", False),
        ("How many patents came of it?", "It has 29 workshops.", True),
        ("碼頭公司有幾多項專利？", "碼頭公司有29個工場。", True),
        ("碼頭公司有幾多項專利？", "碼頭公司取得三項專利。", False),
        ("办事处的电话号码是什么？", "办事处为来访者提供资料。", True),
        ("How many working days does a berth take?", "A berth may be held for two years.", True),
        ("How long is a berth held?", "A berth may be held for two years.", False),
    ],
)
def test_an_attribute_that_nothing_says(question: str, text: str, misses: bool):
    assert attribute_unsaid(question, [text]) is misses


@pytest.mark.parametrize(
    ("question", "language", "text", "misses"),
    [
        ("What is the cap per school?", "en", "The scheme has $3 million in all.", True),
        ("What is the cap per school?", "en", "Each school may have up to $3 million.", False),
        ("每間學校的上限是多少？", "zh-Hant", "計劃預留300萬元。", True),
        ("每间学校的上限是多少？", "zh-Hans", "每所学校最多可获300万元。", False),
        ("What may a school have a year?", "en", "A school may have $3 million.", True),
        ("What may a school have a year?", "en", "A school may have $3 million every year.", False),
        ("學校每月攞幾多？", "zh-Hant", "學校可獲300萬元。", True),
        ("What is the total size of the scheme?", "en", "A school may have up to $3 million.", True),
        ("计划的总额是多少？", "zh-Hans", "学校可获最多300万元。", True),
        ("计划的总额是多少？", "zh-Hans", "计划预留300万元。", False),
    ],
)
def test_each_one_is_not_all_of_them(question: str, language: str, text: str, misses: bool):
    evidence = _evidence(text, language, "money")
    assert other_scope(question, evidence, [text]) is misses


def test_one_year_alone_is_no_sum_since_the_beginning():
    text = "As at the end of 2023, the fund had approved 640 projects."
    evidence = _evidence(text, "en", "count")
    assert other_scope("How many projects did it approve in 2023 alone?", evidence, [text])
    assert not other_scope("How many projects had it approved by 2023?", evidence, [text])


@pytest.mark.parametrize(
    ("question", "misses"),
    [("2022/23學年有幾多間？", True), ("2021/22學年有幾多間？", False), ("2021-22年度有多少间？", False)],
)
def test_another_school_year(question: str, misses: bool):
    text = "參加的學校在2021/22學年有54間，在2024/25學年有90間。"
    assert other_scope(question, _evidence(text, "zh-Hant", "count"), [text]) is misses


@pytest.mark.parametrize(
    ("question", "language", "text", "misses"),
    [
        ("青山投資多少？", "zh-Hant", "來港的包括青山、綠水、白雲等，合共投資300萬元。", True),
        ("青山、綠水、白雲等合共投資多少？", "zh-Hant", "來港的包括青山、綠水、白雲等，合共投資300萬元。", False),
        ("青山投資多少？", "zh-Hant", "來港的包括青山、綠水、白雲等，青山投資300萬元。", False),
    ],
)
def test_what_all_of_a_list_do_is_not_what_one_does(question: str, language: str, text: str, misses: bool):
    assert other_scope(question, _evidence(text, language, "money"), [text]) is misses


def test_why():
    assert asks_reason("Why did it close?") and asks_reason("點解會結業？") and asks_reason("为什么结业？")
    assert not asks_reason("When did it close?")
    assert gives_reason("It closed because of the storm.") and gives_reason("因風暴而結業。")
    assert not gives_reason("它位于海边。") and not gives_reason("The pier closed in May.")


def test_a_city_is_where_something_is_and_no_country():
    question = "協議在哪個城市簽？"
    assert wrong_type(question, _evidence("協議令香港得益。", "zh-Hant", "place"))
    assert wrong_type(question, _evidence("協議在內地簽署。", "zh-Hant", "place"))
    assert not wrong_type(question, _evidence("協議在深圳簽署。", "zh-Hant", "place"))


@pytest.mark.parametrize(
    ("question", "text", "misses"),
    [
        ("What does Singapore spend on piers?", "Spending on piers was $3 million.", True),
        ("What does Singapore spend on piers?", "新加坡的碼頭開支為300萬元。", False),
        ("新加坡的碼頭開支是多少？", "碼頭開支為300萬元。", True),
        ("法国有几个码头？", "法國有三個碼頭。", False),
        ("How many piers are there?", "There are three.", False),
    ],
)
def test_a_place_that_nothing_names(question: str, text: str, misses: bool):
    assert place_unsaid(question, [text]) is misses


@pytest.mark.parametrize(
    ("question", "language", "text", "kind", "misses"),
    [
        ("Which companies have booked the hall?", "en", "The hall has a stage and a kitchen.", None, True),
        ("Which companies have booked the hall?", "en", "The hall is booked by Ahoy Ferries and others.", None, False),
        ("哪些公司訂了禮堂？", "zh-Hant", "禮堂設有舞台和廚房。", None, True),
        ("哪些公司訂了禮堂？", "zh-Hant", "禮堂由「青山」和「綠水」預訂。", None, False),
        ("哪家企業營運渡輪？", "zh-Hant", "渡輪由運輸署負責。", "organisation", True),
        ("邊個部門營運渡輪？", "zh-Hant", "渡輪由運輸署負責。", "organisation", False),
        ("研究碼頭的顧問公司叫甚麼名？", "zh-Hant", "運輸署委託顧問公司研究碼頭。", "organisation", True),
    ],
)
def test_companies_by_name(question: str, language: str, text: str, kind: str | None, misses: bool):
    evidence = _evidence(text, language, kind)
    assert no_company(question, evidence, extract(text, language=language)) is misses


@pytest.mark.parametrize(
    ("question", "language", "text", "misses"),
    [
        ("How many students cross the river?", "en", "It links 40 parks.", True),
        ("How many students cross the river?", "en", "It is crossed by 400 students.", False),
        ("每天過河的學生有幾多？", "zh-Hant", "連接兩個園區。", True),
        ("每天過河嘅有幾多人？", "zh-Hant", "有400名學生。", False),
        ("分幾批發展？", "zh-Hant", "分兩期發展。", True),
        ("分幾期發展？", "zh-Hant", "分兩期發展。", False),
        ("有幾多座樓？", "zh-Hant", "共有八座樓宇。", False),
        ("擴建增加幾多樓面？", "zh-Hant", "匯聚400家公司。", True),
    ],
)
def test_another_sort_of_thing_is_counted(question: str, language: str, text: str, misses: bool):
    fact = _evidence(text, language, "count").fact
    assert fact is not None and counts_another(question, fact) is misses


def test_square_metres_are_no_buildings():
    fact = _evidence("總樓面面積為400平方米。", "zh-Hant", "quantity").fact
    assert fact is not None and counts_another("有多少栋楼？", fact) and not counts_another("楼面有多大？", fact)


def test_what_companies_put_in_is_not_what_a_scheme_gives():
    text = "計劃的項目涉及300萬元的私人投資。"
    evidence = _evidence(text, "zh-Hant", "money")
    assert other_scope("計劃撥了多少錢？", evidence, [text])
    assert not other_scope("計劃涉及多少投資？", evidence, [text])


def test_a_date_of_something_else_is_not_when_a_body_was_set_up():
    later = _evidence("公司最快可於2025年提供座位。", "zh-Hant", "date")
    assert later.fact is not None and another_event("公司何年成立？", later, later.fact)
    founded = _evidence("公司於2001年成立。", "zh-Hant", "date")
    assert founded.fact is not None and not another_event("公司何年成立？", founded, founded.fact)


def test_another_ratio():
    one, other = (extract(f"on a {ratio} matching basis", language="en") for ratio in ("1:2", "2:1"))
    assert of_another_ratio(one, other) and not of_another_ratio(one, [*one, *other])
    assert not of_another_ratio([], other) and not of_another_ratio(one, [])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("何時有公司進駐？", "當局於2024年展開平整工程。"),
        ("這筆錢最初在哪年發放？", "這筆錢於2024年倍增至300萬元。"),
    ],
)
def test_another_event_of_the_same_thing(question: str, text: str):
    evidence = _evidence(text, "zh-Hant", "date")
    assert evidence.fact is not None
    assert another_event(question, evidence, evidence.fact)
    assert not another_event("何時展開？" if "展開" in text else "何時倍增？", evidence, evidence.fact)


@pytest.mark.parametrize("question", ["pier 3 opening dates", "三號碼頭落成年月", "三号码头 启用月份"])
def test_key_words_that_end_on_a_date(question: str):
    assert ends_on_date(understand(Question(question), question).text)
    assert understand(Question(question), question).kinds == ("date",)


def test_a_value_of_another_part_and_of_both_ends():
    text = "連同第一批（共八座樓宇），第二批亦會興建。"
    evidence = _evidence(text, "zh-Hant", "count")
    assert evidence.fact is not None and evidence.fact.value == "8" and evidence.fact.part
    for question, misses in (("第二批有幾多座樓？", True), ("第一批有幾多座樓？", False)):
        understood = understand(Question(question), question)
        assert near_miss(understood, evidence, None, lambda _: _Everything()) is misses  # type: ignore[arg-type, return-value]


def test_tenths_are_a_share():
    assert set(understand(Question("q"), "費用補貼多少成？").kinds) == {"percentage", "ratio"}
