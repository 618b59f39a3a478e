"""Names by quotation marks, title marks, known names, endings, titles of persons, and the documents' own terms."""

import pytest

from corpus.facts import extract
from corpus.facts.lexicon import kind_of_name
from corpus.records import Term


def names(text, terms=()):
    kinds = ("organisation", "person", "place", "scheme", "title")
    found = extract(text, language="zh-Hant", terms=terms)
    return [(f.kind, f.text, f.value) for f in found if f.kind in kinds]


@pytest.mark.parametrize(
    ("text", "kind", "printed", "value"),
    [
        ("公布《城市林務策略》", "title", "城市林務策略", "城市林务策略"),
        ("「長者樂活計劃」已推出", "scheme", "長者樂活計劃", "长者乐活计划"),
        ("成立「海洋事務辦公室」", "organisation", "海洋事務辦公室", "海洋事务办公室"),
        ("位於「東部走廊」", "place", "東部走廊", "东部走廊"),
        ("由「水務專員」帶領", "person", "水務專員", "水务专员"),
        ("創新科技署表示", "organisation", "創新科技署", "Innovation and Technology Commission"),
        ("创新科技署表示", "organisation", "创新科技署", "Innovation and Technology Commission"),
        ("the Greater Bay Area", "place", "Greater Bay Area", "Guangdong-Hong Kong-Macao Greater Bay Area"),
        ("set up the Harbour Affairs Office soon", "organisation", "Harbour Affairs Office", "Harbour Affairs Office"),
        ("under the Green Tech Fund", "scheme", "Green Tech Fund", "Green Tech Fund"),
        ("香港互聯網註冊管理有限公司負責", "organisation", "香港互聯網註冊管理有限公司", "香港互联网注册管理有限公司"),
        ("局長孫東（左）出席", "person", "孫東", "孙东"),
        ("由陳大文教授主持", "person", "陳大文", "陈大文"),
        ("Professor Sun Dong said", "person", "Sun Dong", "Sun Dong"),
        ("the Secretary for Transport announced", "person", "Secretary for Transport", "Secretary for Transport"),
    ],
)
def test_one_name(text, kind, printed, value):
    assert names(text) == [(kind, printed, value)]


@pytest.mark.parametrize(
    "text",
    [
        "「新型工業化」",
        "「推動經濟，改善民生」",
        "主席同意",
        "局長將出席",
        "the most of it",
        "a loop",
        "委員會會議",
        "Set Up Office"[:3],
    ],
)
def test_no_name(text):
    assert names(text) == []


def test_the_documents_own_terms_resolve_names():
    both = Term((("zh-Hant", "海洋科研平台"), ("en", "Marine Research Platform")), "bilingual", "d", "d/1")
    short = Term((("zh-Hant", "海洋事務協調辦公室"), ("zh-Hant", "海協辦")), "abbreviation", "d", "d/1")
    title = Term((("zh-Hant", "《海洋發展藍圖》"), ("zh-Hant", "《藍圖》")), "abbreviation", "d", "d/1")
    assert names("海洋科研平台由海協辦管理", (both, short)) == [
        ("scheme", "海洋科研平台", "Marine Research Platform"),
        ("organisation", "海協辦", "海洋事务协调办公室"),
    ]
    assert names("《藍圖》提出藍圖", (title,)) == [("title", "藍圖", "海洋发展蓝图")]


def test_a_heading_among_the_terms_is_no_name():
    heading = Term((("zh-Hant", "設立第三個研發平台"), ("en", "Establish the third cluster")), "bilingual", "d", "d/1")
    assert names("設立第三個研發平台", (heading,)) == []


def test_the_longest_name_wins():
    assert [n[1] for n in names("位於香港科學園")] == ["香港科學園"]


@pytest.mark.parametrize(
    ("name", "kind"), [("某某先導計劃", "scheme"), ("某某委員會", "organisation"), ("計劃", None), ("某某", None)]
)
def test_endings(name, kind):
    assert kind_of_name(name) == kind
