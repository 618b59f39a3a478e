"""The kind of value that a question wants, and the kinds that a paragraph has: a hint for ranking, no reading of facts.

"How many" is not answered by a paragraph without a number. Kinds are few and coarse, told by their signs alone; what a
value is worth is read by corpus.facts, after the search.
"""

from __future__ import annotations

import re

from corpus.spans import fold_text
from index.chunks import width

#: Bits of a paragraph's kinds.
NUMBER, DATE, MONEY, SHARE, AREA, PERSON, PLACE = 1, 2, 4, 8, 16, 32, 64

_DIGIT = "[一二三四五六七八九]"
_HAN_NUMBER = "[一二三四五六七八九十两百千万亿]"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
#: Figures that count nothing: years and dates, ordinals, money, shares, codes (5G, 1+).
_UNCOUNTED = re.compile(
    rf"(?<!\d)(?:19|20)\d\d(?:[-/]\d\d(?!\d))?(?: ?年度?)?|\d{{1,2}} ?[月日]|\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}}"
    rf"|第 ?(?:\d|{_HAN_NUMBER})+|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    rf"|[$￥€£] ?[\d,. ]+|(?:[\d,. ]|{_HAN_NUMBER})+(?:港|美)?元|[\d.]+ ?(?:%|per ?cent)|百分之(?:[\d.]|{_HAN_NUMBER})+"
    r"|[a-z]\d+|\d+[a-z+]"
)
_HAS = {
    NUMBER: rf"\d|{_HAN_NUMBER}+[余多]?[个家间所项名条支种位公座层类届期次人]"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?)\b",
    DATE: r"(?<!\d)(?:19|20)\d\d(?!\d)|\d ?[月日季]|季度|[上下]半年|年[底初中内]|[明今去]年"
    rf"|\b(?:this|next|last) year\b|\bquarter\b|\b(?:{_MONTHS})\b",
    MONEY: r"[$￥€£]|[\d万亿千百] ?(?:港|美)?元|\bhkd\b|\d ?(?:million|billion|trillion)\b",
    SHARE: rf"\d ?%|\bper ?cent|百分之|\d ?倍|\btimes\b|\bdouble\b|\bhalf\b|倍增|{_DIGIT}成",
    AREA: r"公顷|平方(?:米|公里|呎)|主水平基准"
    r"|\bhectares?\b|\bsquare (?:met|kilomet|feet|foot)|\bsq ?m\b|\d ?(?:米|m2|m²|met(?:re|er)s?\b)",
    PERSON: r"[局司署处校院部科]长|主席|专员|总裁|书记|记者|教授|博士|院士|主任|先生|女士|行政长官|专家|航天员"
    r"|\b(?:secretary|chief|chair(?:man|woman|person)?|commissioner|director|professor|dr|mr|mrs|ms|president|specialist)\b",
    PLACE: r"位于|位处|坐落|设于|设在|落户|选址|地点|[东西南北]区|\b(?:located|situated)\b|\bin the .{3,20} district\b",
}
_COUNTER = "[个家间所项名条支种位座层类次人款份宗处辆艘顷米尺度]"
_WANTS = {
    NUMBER: r"\bhow (?:many|big|large|tall|high|long|wide|far|often|old)\b|\bnumber of\b|\bwhat size\b|\btargets?\b"
    rf"|几多{_COUNTER}|多少{_COUNTER}|[有共]几{_COUNTER}|[几多][大高长远]|人数|数目|数量|目标|几多|多少",
    DATE: r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|quarter)\b|\b(?:what|by what) time\b|\bhow soon\b|\bsoonest\b"
    r"|\bdeadline\b|\bearliest\b|\bby when\b|\bdates?\?*$"
    r"|几时|什么时候|什么时间|何时|何年|哪[一个]*[年月日天]|最[早快迟晚]|日期|时间|期限",
    MONEY: r"\bhow much\b|\b(?:budget|cost|costs|funding|money|spend|spent|allowance|amount|price|fee|sum)\b"
    r"|[几多]少?钱|金额|拨款|津贴|经费|预算|开支|资助额|投资额|费用|造价",
    SHARE: r"\b(?:percentage|per ?cent|proportion|share|ratio|rate)\b|比例|比率|百分|占.{0,8}(?:多少|几)|几成|几倍|多少倍",
    AREA: r"\b(?:what|total|whose) (?:is the )?area\b|\bhow (?:big|large|tall|high|spacious)\b|\bfloor (?:area|space)\b"
    r"|\bhectares\b|面积|[多几][大高]|占地|公顷",
    PERSON: r"\bwho(?:m|se)?\b|谁|边个|哪一?位|何人|什么人|乜人",
    PLACE: r"\bwhere\b|\b(?:which|what) (?:district|place|city|location|site)\b|\blocation\b"
    r"|哪里|边度|何处|何地|什么地方|哪一?个?区|位置|地点",
}
_HAS_PATTERNS = {bit: re.compile(pattern) for bit, pattern in _HAS.items()}
_WANTS_PATTERNS = {bit: re.compile(pattern) for bit, pattern in _WANTS.items()}


def kinds_of(text: str) -> int:
    """Bits of the kinds of value that a paragraph prints. A year, a date, a sum or a share is no NUMBER."""
    folded = fold_text(text)
    counts = _UNCOUNTED.sub(" ", folded)
    return sum(bit for bit, found in _HAS_PATTERNS.items() if found.search(counts if bit == NUMBER else folded))


def wanted_kinds(question: str) -> int:
    """Bits of the kinds that answer a question; 0 where it asks for none of them."""
    folded = fold_text(question)
    return sum(bit for bit, pattern in _WANTS_PATTERNS.items() if pattern.search(folded))


_ASKS = re.compile(
    r"\?|[吗呢么]|什么|怎|谁|哪|几[时多个]|多少|多久|何[时年处]|是否|能否|有没有|是不是|有冇|边[个度间]|点[样解算]|[乜咩]|请|介绍"
    r"|(?:^|, )(?:and |but |so )?(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could"
    r"|will|would|has|have|should|tell|list|show|give|explain|describe|find|name)\b"
)
_LONG = 16


def is_statement(text: str) -> bool:
    """Whether a text states rather than asks: a sentence of some length without a mark, a word or a form of asking.

    Keywords are no statement. A statement shares its sense with the paragraph that supports it, a question only its topic.
    """
    folded = fold_text(text)
    return width(folded) >= _LONG and not _ASKS.search(folded)
