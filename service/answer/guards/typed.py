"""Names of a type: asked which university, bank or building, no other name answers, and neither does a sentence without one.
Where it is asked what a thing is called, a sentence that prints no name but the question's own does not say it.

What marks a name of the type is its own head, in either language (某某大學, University of Somewhere). A name that the question
says itself is not what it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Fact
from corpus.spans import fold_text
from service.answer.evidence import Evidence


@dataclass(frozen=True, slots=True)
class _Type:
    asked: re.Pattern[str]  #: over the folded question
    latin: re.Pattern[str]  #: of such a name, over the text as printed, case kept
    han: re.Pattern[str]  #: the same, over the folded text

    def names(self, text: str) -> list[str]:
        """Such names in a text, folded."""
        return [fold_text(m[0]) for m in self.latin.finditer(text)] + [m[0] for m in self.han.finditer(fold_text(text))]


def _type(english: str, han: str, latin_names: str, han_names: str) -> _Type:
    between = r"(?: (?!(?:do|does|did|is|are|was|were|will|would|can|has|have|the|a|an|share|kind|of)\b)[\w’'-]+){0,2}?"
    which = rf"\b(?:which|what){between} (?:{english})\b"
    how = "哪|边|什么|甚么"
    asked = rf"(?:{how}|何)[一几些啲两三四五六七八九十]?[个间家所座幢栋条处]?(?:香港|本地)?的?(?:{han})"
    asked += rf"|(?:{han})[是系叫有](?:{how})"
    return _Type(re.compile(f"{which}|{asked}"), re.compile(latin_names), re.compile(han_names))


#: Before a head, what makes it no name: 「各大學」, 「八所大學」.
_COMMON = "各所间家座个些的之与和及、在由本合作地公资助指定大海外内市有多等该这那每此现新旧条处进领导援升励让使向对"
_OWN = rf"[一-鿿](?<![{_COMMON}])"
_HAN_CITIES = (
    "北京|上海|天津|重庆|深圳|广州|东莞|佛山|惠州|珠海|中山|江门|肇庆|澳门|武汉|成都|杭州|南京|苏州|西安|青岛|厦门|台北|新加坡|首尔|东京|大阪|曼谷|雅加达|迪拜|利雅得|伦敦|巴黎"
    "|柏林|日内瓦|布鲁塞尔|纽约|三藩市|旧金山|多伦多|悉尼"
)
_LATIN_CITIES = (
    r"\b(?:Beijing|Shanghai|Tianjin|Chongqing|Shenzhen|Guangzhou|Dongguan|Foshan|Huizhou|Zhuhai|Zhongshan|Jiangmen|Zhaoqing|Macao|Macau"
    r"|Wuhan|Chengdu|Hangzhou|Nanjing|Suzhou|Singapore|Seoul|Tokyo|Osaka|Bangkok|Jakarta|Dubai|Riyadh|London|Paris|Berlin|Geneva"
    r"|Brussels|New York|San Francisco|Toronto|Sydney)\b"
)

_TYPES: tuple[_Type, ...] = (
    _type(
        "universit(?:y|ies)|uni",
        "大学|院校",
        r"University of [A-Z]|[A-Z]\w+ (?:[A-Z]\w+ )?University|\b(?:HKU|HKUST|CUHK|PolyU|CityU|HKBU|EdUHK)\b",
        rf"[一-鿿]{_OWN}(?:大学|学院)(?!生)|[港科中理城浸教]大(?![学湾型])",
    ),
    _type(
        "banks?",
        "银行",
        r"[A-Z]\w+ Bank\b|\bBank of [A-Z]|\bHSBC\b",
        rf"[一-鿿]{_OWN}银行|汇丰|渣打|中银|恒生",
    ),
    _type(
        "buildings?|towers?",
        "大厦|大楼|楼",
        r"[A-Z]\w+ (?:Building|Tower|House|Plaza|Block|Hub)\b|\b(?:Building|Tower|Block) [\dA-Z]",
        rf"[一-鿿]{_OWN}(?:大厦|大楼|广场|座|(?<!研发)中心)",
    ),
    _type(
        "museums?",
        "博物馆",
        r"[A-Z]\w+ Museum|Museum of",
        r"[一-鿿](?:博物馆|科学馆|太空馆|文化馆)",
    ),
    _type("villages?", "村|村落|乡村", r"[A-Z]\w+ (?:Village|Tsuen|Wai)\b", r"(?<![乡农渔屋新])村(?![民落庄])"),
    _type(
        "cit(?:y|ies)",
        "城市|市(?![一-鿿])",
        _LATIN_CITIES,
        f"{_HAN_CITIES}|[一-鿿]{{2}}(?<!城)(?<!都)(?<!各)市(?![民场价区面值长政])",
    ),
)
#: Places that are no city, and so are no answer where a city is asked for.
_NO_CITY = re.compile("內地|内地|[國国]|大灣|大湾|海外|全球|世界|粵港|粤港|省|Mainland|China|Greater Bay Area|overseas")

_CALLED = re.compile(r"(?<!^)\bname\b|\bnames of\b|\bcalled\b|叫什么|叫甚么|叫咩|名字|姓名|什么名|哪位|哪一位|何人")
_WORK = re.compile(
    r"\b(?:which|what) (?:[\w-]+ ){0,2}(?:inventions?|products?|apps?|films?|books?|chatbots?)\b"
    r"|(?:哪|边|什么|甚么)(?:一|几|些)?[项个款件部本支]?(?:香港|本地)?的?(?:发明|产品|作品|影片|书)"
)
#: A name as printed: in quotation marks, in capitals, or Latin letters among Chinese ones.
_PRINTED = re.compile(
    r"「([^」]+)」|《([^》]+)》|“([^”]+)”|(?<![.!?] )(?<!^)\b([A-Z][\w&.-]+(?: (?:of |for |and |the )?[A-Z][\w&.-]+)*)"
    r"|(?<=[一-鿿])([A-Za-z][\w@+&.-]{2,})"
)


def unnamed(question: str, evidence: Evidence) -> bool:
    """Whether it is asked what a thing is called, or which invention it is, and a sentence names nothing new."""
    folded = fold_text(question)
    if evidence.fact is not None or not (_CALLED.search(folded) or _WORK.search(folded)):
        return False
    text = evidence.paragraph.text[evidence.start : evidence.end]
    names = (fold_text(next(filter(None, found))) for found in _PRINTED.findall(text))
    return all(name in folded for name in names)


#: Characters up to which an item or row is an entry of a list, which may name its things bare.
_ENTRY = {"en": 80, "zh-Hant": 24, "zh-Hans": 24}


def _is_entry(evidence: Evidence) -> bool:
    paragraph = evidence.paragraph
    return bool(paragraph.context.stem) or (
        paragraph.kind in ("item", "row") and len(paragraph.text) <= _ENTRY[paragraph.language]
    )


_WHERE = re.compile(r"[在于到赴来往喺至设位近向经][一-鿿]{0,6}$|\b(?:in|at|to|near|from|of) (?:the )?$")


def _is_where(evidence: Evidence, fact: Fact) -> bool:
    """Whether a place stands where something is or happens: 「使香港更好」 tells no place of anything."""
    return bool(_WHERE.search(fold_text(evidence.paragraph.text[max(0, fact.start - 12) : fact.start])))


_COMPANIES = re.compile(
    r"\b(?:which|what) (?:[\w&.-]+ ){0,2}?(?:companies|firms|enterprises|corporations)\b|[哪边][几些啲][间家个]?(?:公司|企业)"
)
_COMPANY = re.compile(
    r"[哪边]家(?!机构)|[哪边]间(?:公司|企业)|企业[^，,？?]{0,4}[，,]?[哪边][家间]"
    r"|\b(?:which|what) (?:[\w&.-]+ ){0,3}?(?:company|companies|firms?|enterprises?|manufacturers?|start-?ups?)\b"
)
_OF_GOVERNMENT = re.compile(
    r"(?:局|署|办公室|办事处|部|委员会|政府|资科办)$|\b(?:bureau|department|office|committee|government|commission)\b"
)
_CONSULTANT = re.compile(
    r"顾问(?:公司)?(?=.{0,3}[叫是名])|[哪边][间家个]顾问|\b(?:name of the|which) (?:\w+ )?consultan"
)
_NAMES_A_BODY = ("organisation", "person", "scheme", "title", "place")


def no_company(question: str, evidence: Evidence, here: Sequence[Fact]) -> bool:
    """Whether companies are asked for by name and the evidence names none: a sentence without any name, a bureau, or the
    one that hired the consultant.

    ``here``: the facts of the paragraph.
    """
    folded, fact, text = fold_text(question), evidence.fact, evidence.paragraph.text
    if _CONSULTANT.search(folded):
        hires = fact is not None and re.match("委托|聘|委任", fold_text(text[fact.end : fact.end + 4]))
        return fact is None or bool(hires) or fold_text(fact.text).startswith(("顾问", "consultan"))
    if fact is not None:
        return fact.kind == "organisation" and bool(
            _COMPANY.search(folded) and _OF_GOVERNMENT.search(fold_text(fact.text))
        )
    if not _COMPANIES.search(folded):
        return False
    named = [f.text for f in here if f.kind in _NAMES_A_BODY and evidence.start <= f.start < evidence.end]
    named += [next(filter(None, found)) for found in _PRINTED.findall(text[evidence.start : evidence.end])]
    return all(fold_text(name) in folded for name in named)


def asks_type(question: str) -> bool:
    """Whether a name of some known type is asked for."""
    folded = fold_text(question)
    return any(one.asked.search(folded) for one in _TYPES)


def wrong_type(question: str, evidence: Evidence) -> bool:
    """Whether a name of some type is asked for and the evidence holds none that the question does not say."""
    folded = fold_text(question)
    if evidence.fact is not None and evidence.fact.kind not in ("organisation", "place", "person", "scheme", "title"):
        return False
    text = evidence.fact.text if evidence.fact else evidence.paragraph.text[evidence.start : evidence.end]
    listed = evidence.fact is None and (_is_entry(evidence) or text.rstrip().endswith(("：", ":")))
    for one in _TYPES:
        if not one.asked.search(folded):
            continue
        if one is _TYPES[-1] and evidence.fact is not None and evidence.fact.kind == "place":
            return bool(_NO_CITY.search(evidence.fact.text)) or not _is_where(evidence, evidence.fact)
        if not listed and all(name in folded for name in one.names(text)):
            return True
    return False
