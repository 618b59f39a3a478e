"""What the noun of a question asks for: "which bureau" an organisation, 「院長是哪位」 a person, "the fare" money.

Beside the cues (service.answer.cues), which are words of asking, this reads the word that is asked about. A noun is added in
one line of its table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.spans import fold_text

#: kind -> (English nouns, Chinese nouns) of names and dates, heard beside a word of asking
NAMED: dict[str, tuple[str, str]] = {
    "person": (
        "reporter journalist official minister secretary commissioner director chairman chairperson chair president professor"
        " spokesman spokesperson person people leader head chief executive ceo legislator councillor author scientist candidate",
        "記者 官員 局長 署長 司長 專員 主席 總裁 院長 校長 主任 教授 人士 人選 負責人 委員 議員 作者 市長"
        " 部長 館長 總監 特首 首長 科學家 候選人 代表",
    ),
    "organisation": (
        "team body department bureau bureaux ministry unit bank company companies firm university universities agency"
        " organisation organization consultancy institute institution office authority committee corporation enterprise"
        " uni operator contractor",
        "部門 中心 部委 局 署 單位 機構 公司 企業 大學 院校 銀行 小組 委員會 顧問 團隊 營運商 承辦商 集團",
    ),
    "place": (
        "city district building village country province site location place town venue island street",
        "城市 地區 區 大廈 大樓 大堂 地方 國家 省份 省市 鄉村 村 地點 位置 島 街",
    ),
    "title": (
        "law ordinance agreement arrangement memorandum blueprint document outline report guideline guidelines system",
        "法例 條例 法律 協議 協定 安排 備忘錄 藍圖 文件 綱要 報告 指引 系統",
    ),
    "scheme": ("scheme programme program fund plan project initiative", "計劃 基金 項目 措施"),
    "date": (
        "year month day date dates quarter season time week decade half year-end",
        "季度 季 年份 年度 月份 日子 日期 時間 年頭 年底 星期",
    ),
}
#: kind -> (English nouns, Chinese nouns) of figures: heard where a question asks for some figure without saying its kind
FIGURES: dict[str, tuple[str, str]] = {
    "money": (
        "budget cost costs price fee fees fare fares wage salary salaries pay spending expenditure revenue revenues income"
        " allowance allowances stipend grant grants subsidy subsidies funding investment investmnt donation sum money cap"
        " rent loan amount outlay turnover profit profits pays paid spend spent earn earns collect invest invests",
        "費用 造價 車費 收費 工程費 薪酬 時薪 工資 薪金 薪 金額 款額 總額 開支 支出 撥款 資助額 資助 投資 津貼"
        " 預算(?!案) 出資 成本 收入 價錢 票價 租金 注資 貸款 捐款 資金 經費"
        " (?:拿|攞|收|付|花|出|俾|畀|領)(?:到|取)?(?=多少|幾多)",
    ),
    "percentage": (
        "rate percent percentage share proportion turnout deduction deducted deductible deduct",
        "率 比重 佔比 成數 百分比 扣稅 扣(?:多少|幾多)(?:稅)? 扣減 佔多少 佔幾多 多少成 幾成 佔多少成",
    ),
    "quantity": (
        "area aera floorspace floor-space hectares sqm height altitude distance room space length capacity",
        "面積 樓面 佔地 用地 高度 距離 長度 容量",
    ),
    "count": (
        "number population headcount total no",
        "人口 次數 人次 數目 人數 項目數 宗數 數量 用戶數",
    ),
}
_PREPOSITIONS = (
    "a an the of for in on to by with that and is are was were did does do will would per about at from under as than"
)
_HAN = "一-鿿"
_MEASURES = "个间家所份条项位名座幢栋种类些支只处段批"
_WHO = "谁|哪位|哪一位|边个|边位|何人|什么名|甚么名|什么人|姓甚名谁|什么名字|哪几|边几|哪些|边啲"
_WHY = re.compile(
    r"\b(?:why|how (?:do|does|did|is|are|was|were|will|can))\b|为何|为什么|凭什么|点解|点样|怎样|怎么|如何"
)
_ASKS = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|will|would|has|have|should)\b|有冇|有没有|是否|系咪|是不是|\b(?:who|what|which|when|where|why|how|whose|whom)\b|[谁哪几]|什么|多少|何|边|乜|咩|吗|呢|怎"
)


def _han(words: str) -> str:
    return "|".join(sorted({fold_text(w) for w in words.split()}, key=lambda w: (-len(w), w)))


def _latin(words: str) -> str:
    return "|".join(sorted(set(words.split()), key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """kind -> (English pattern, Chinese pattern) over a folded question."""
    between = rf"(?:(?!(?:{'|'.join(_PREPOSITIONS.split())})\b)[\w&.'’/-]+ ){{0,4}}?"
    asking = (
        r"\b(?:which|what|who|whch|wat)(?:'s| is| was| are| were| will be)?(?: the| a| an)? (?:names? of (?:the )?)?"
    )
    made = {}
    for kind, (english, chinese) in NAMED.items():
        latin = rf"{asking}(?:\d+ |two |three |four |five |six |seven )?{between}(?:{_latin(english)})s?(?![\w-])"
        nouns = _han(chinese)
        han = (
            rf"(?:哪|边|什么|甚么|乜嘢|乜|何)(?:一|几|两|三|四|五|六|七)?[{_MEASURES}]?[{_HAN}a-z]{{0,4}}?({nouns})"
            rf"|({nouns})(?:的)?(?:是|系|叫|姓名|名字|[{_HAN}]{{0,2}}叫){'' if kind == 'organisation' else '?'}(?:{_WHO})"
        )
        made[kind] = (re.compile(latin), re.compile(han))
    return made


@lru_cache(maxsize=1)
def _figures() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(rf"(?<![a-z])(?:{_latin(english)})(?![a-z])|{_han(chinese)}")
        for kind, (english, chinese) in FIGURES.items()
    }


def kind_named(folded: str) -> str | None:
    """The kind of name or date that a folded question's own noun asks for; None where none does.

    In English the nearest noun after the word of asking, in Chinese the one nearest to it: 「創科局局長是誰」 asks for a person.
    """
    latin, han = [], []
    for kind, (english, chinese) in _patterns().items():
        if match := english.search(folded):
            latin.append((match.start(), match.end(), kind))
        for match in chinese.finditer(folded):
            group = 1 if match[1] else 2
            han.append((-match.start(group), match.start(group) - match.end(group), kind))
    return min(latin)[2] if latin else min(han)[2] if han else None


def kinds_of_figure(folded: str) -> tuple[str, ...]:
    """The kinds of figure that the question's words speak of, the one nearest to its asking word first."""
    found = []
    asking = [m.start() for m in re.finditer(r"how much|how many|多少|几多|几", folded)]
    for kind, pattern in _figures().items():
        places = [m.end() for m in pattern.finditer(folded)]
        if places:
            distance = min(_apart(p, a, folded) for p in places for a in asking) if asking else 0
            found.append((distance, kind))
    return tuple(kind for _, kind in sorted(found))


def _apart(place: int, asking: int, folded: str) -> int:
    """How far a figure's noun ends from the word of asking. In English what is asked for follows: "of the spending, how much
    can be deducted"."""
    return abs(place - asking) + (len(folded) if place < asking and folded.startswith("how", asking) else 0)


@lru_cache(maxsize=1)
def _asked_figure() -> re.Pattern[str]:
    nouns = "|".join(_latin(english) for english, _ in FIGURES.values())
    between = rf"(?:(?!(?:{'|'.join(_PREPOSITIONS.split())})\b)[\w&.'’/-]+ ){{0,4}}?"
    ends = r"(?= (?:of|for|to|in|on|per|that|under|by|after|from|does|do|did|is|was|will|paid|given)\b| ?[?,:]|$)"
    paying = "pay|spend|spent|cost|earn|get|collect|receive|charge|invest"
    spent = rf"what (?:do|does|did|will|would|has|have|is the most) .*\b(?:{paying})\b"
    asking = r"\bwhat(?:'s)?(?: is| was| are| were| will be)?(?: the| a| an| its| their| his| her)?"
    return re.compile(rf"{asking} {between}(?:{nouns}){ends}|\b{spent}")


def figure_asked(folded: str) -> str | None:
    """The kind of figure that "what is the …" asks for: the fare, the turnout, what it pays. None where it asks for none."""
    match = _asked_figure().search(folded)
    if not match:
        return None
    last = [(found.end(), kind) for kind, pattern in _figures().items() for found in pattern.finditer(match[0])]
    return max(last)[1] if last else "money"


_MEMBERS = re.compile(
    r"\b(?:which|what|name|list)(?: are| were)?(?: the)? (?:(?:two|three|four|five|six|seven|eight|nine|ten|\d+)|all)\b"
    r"|\b(?:which|what) (?:[\w&.-]+ ){0,3}?(?:companies|universities|firms|villages|cities|districts|departments|bureaux|sectors"
    r"|industries|countries|banks|institutions|provinces)\b"
    r"|(?:哪|边)(?:几|些|百|\d|两|二|三|四|五|六|七|八|九|十|啲)|[一两三四五六七八九十]["
    + _MEASURES
    + r"][^？?，,]{0,8}(?:分别)?是(?:什么|甚么|哪)"
)


def asks_members(folded: str) -> bool:
    """Whether a folded question asks for the members of a set by name: which six universities, 哪幾個行業."""
    return bool(_MEMBERS.search(folded))


_NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_HAN_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_HUNDREDS = re.compile(
    rf"\b(?:which|what|name|list)(?: are| were)?(?: the)? (?:({'|'.join(_NUMBERS)}|a) )?hundreds?\b"
    rf"|(?:哪|边)([一两二三四五六七八九])?百"
)
_HOW_MANY = re.compile(
    rf"\b(?:which|what|name|list)(?: are| were)?(?: the)? ({'|'.join(_NUMBERS)}|\d+)\b"
    rf"|(?:哪|边)([一两三四五六七八九十]|\d+)[{_MEASURES}]|([两三四五六七八九十])[{_MEASURES}大]"
)


def members_asked(folded: str) -> int:
    """How many members of a set the question says there are; 0 where it does not say."""
    if hundreds := _HUNDREDS.search(folded):
        times = next(filter(None, hundreds.groups()), "")
        return 100 * (_NUMBERS.get(times) or _HAN_NUMBERS.get(times) or 1)
    match = _HOW_MANY.search(folded)
    if not match:
        return 0
    word = next(filter(None, match.groups()))
    return _NUMBERS.get(word) or _HAN_NUMBERS.get(word) or (int(word) if word.isdigit() else 0)


def is_reason(folded: str) -> bool:
    """Whether a folded question asks why or in what way: no value answers it."""
    return bool(_WHY.search(folded))


def is_key_words(folded: str) -> bool:
    """Whether nothing in it asks: words thrown at a search box."""
    return not _ASKS.search(folded)


_DATE_LAST = re.compile(r"(?:\b(?:dates?|month|year|day)|年月|月份|日期|年份|时间|几时)[?？。]?$")


def ends_on_date(folded: str) -> bool:
    """Whether key words end on what is wanted of the rest, a date: "… launch month?", 「…成立年月」."""
    return bool(_DATE_LAST.search(folded.strip()))
