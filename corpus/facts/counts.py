"""Counts: a number with a measure word and what is counted, or right before the noun that it counts.

A number is no count where its measure word is part of another word, or where nothing is named that it could count.
"""

from __future__ import annotations

import re

from corpus.facts.nouns import chinese_noun, english_noun
from corpus.facts.numerals import NUMBER, Number, plain
from corpus.facts.readings import Reading, Source
from corpus.facts.tables import alternation, classifiers

_CLASSIFIER_AFTER = re.compile(rf" ?(?P<word>{alternation(classifiers())})")
_NOT_CLASSIFIER = {
    "人": "工民才士员口类均力物大机生体造为",
    "位": "于置处居数",
    "名": "为单义称录",
    "大": "学厦楼湾型会部多量家幅力致概约事数奖小专",
    "次": "级要序元",
    "部": "门分署",
    "门": "槛户口",
    "项": "目标",
    "家": "庭长",
    "所": "有以得",
    "期": "间望限",
    "区": "域内",
    "组": "织成",
    "对": "于外比接策应",
    "台": "湾",
    "层": "面次",
    "片": "区",
    "款": "项",
    "类": "似别",
    "场": "地所合",
    "处": "理于",
    "户": "口",
    "口": "岸",
}
#: measure words that are themselves what is counted: no noun is read after them
_COUNTS_ITSELF = frozenset(("人", "人次", "期", "层", "区", "批次", "批", "页", "户", "款", "倍"))
_BOUNDED = re.compile(r"(?:多于|超过|至少|最少|最多|不少于|不多于|逾|不超过) ?$")
_LEFT_NOUN = re.compile(
    r"(?P<noun>[^，。;:!?()\n、,.「」《》『』 0-9的]{2,10}?)(?:数目|人数|数)?(?:已经|已|至今|现已|将|共|总)?"
    r"(?:突破|破|超过|超|逾|达到|达|接近|近|约){1,2} ?$"
)
_MOVES = re.compile(
    r"(?<![a-z])(?:ris|rose|increas|grew|grow|fell|fall|drop|decreas|reduc|cut|expand|rais|up |down |doubl|climb)[^.;]{0,50}$"
)
#: a large number that counts what its sentence says, and no noun after it
_STANDS_ALONE = re.compile(r"[,.;)](?![0-9])|$| (?:in|at|by|to|from|on|and|or|for|as|a|per|last|this|with)(?![a-z])")
_OF_THE = re.compile(r" of (?:the|its|their) (?=[0-9a-z])")


def count(source: Source, number: Number) -> Reading | None:
    """What the number counts, in either language; None where it counts nothing that is named."""
    text = source.text
    if number.value != number.value.to_integral_value() and not number.scaled:
        return None
    classifier = _CLASSIFIER_AFTER.match(text, number.end)
    if classifier:
        return _chinese_count(source, number, classifier["word"], classifier.end())
    if number.style == "bare":
        return None
    if number.scaled and number.style == "arabic" and text[number.end - 1] in "万亿多余":
        boundary = text[number.end : number.end + 1]
        if (not boundary or boundary in "，。、;!?) ,") and text[number.start - 1 : number.start] in (
            "破",
            "过",
            "超",
            "逾",
            "达",
            "近",
            "约",
        ):
            left = _LEFT_NOUN.search(text[max(0, number.start - 18) : number.start])
            at = max(0, number.start - 18)
            span = (at + left.start("noun"), at + left.end("noun")) if left else None
            unit = source.printed(*span) if span else None
            return Reading("count", number.start, number.end, plain(number.value), unit, noun_span=span)
        return None
    return _english_count(source, number)


def _chinese_count(source: Source, number: Number, word: str, end: int) -> Reading | None:
    text = source.text
    following = text[end : end + 1]
    if following and following in _NOT_CLASSIFIER.get(word, "") and not (word == "项" and following == "目"):
        return None
    if number.value < 2 and not number.more and not _BOUNDED.search(text[max(0, number.start - 4) : number.start]):
        return None
    if word == "大" and (number.style == "arabic" or not 2 <= number.value <= 20):
        return None
    if (
        number.style == "bare"
        and not number.more
        and text[number.start - 1 : number.start] not in ("逾", "过", "近", "约", "超", "达")
    ):
        return None
    if word in _COUNTS_ITSELF:
        return Reading("count", number.start, end, plain(number.value), source.printed(end - len(word), end))
    noun, noun_end = chinese_noun(text, end, word)
    if noun == noun_end:
        if word == "大":
            return None
        return Reading("count", number.start, end, plain(number.value), source.printed(end - len(word), end))
    whole = not text[end:noun].strip() and noun_end - noun <= 12
    return Reading(
        "count",
        number.start,
        noun_end if whole else end,
        plain(number.value),
        source.printed(noun, noun_end),
        noun_span=(noun, noun_end),
    )


def _english_count(source: Source, number: Number) -> Reading | None:
    text = source.text
    if number.style == "latin" and number.value < 2:
        return None
    if (
        number.style == "arabic"
        and not number.scaled
        and 1900 <= number.value <= 2100
        and " " not in text[number.start : number.end]
        and "," not in text[number.start : number.end]
    ):
        return None
    noun, end = english_noun(source, number.end)
    if of := _OF_THE.match(text, number.end):
        whole = NUMBER.match(text, of.end())
        noun, end = english_noun(source, whole.end()) if whole else (of.end(), of.end())
        if noun < end:
            return Reading(
                "count", number.start, number.end, plain(number.value), source.printed(noun, end), noun_span=(noun, end)
            )
    if noun == end:
        near = text[max(0, number.start - 70) : number.start]
        large = number.value >= 1000 and (number.scaled or re.search("[ ,]", text[number.start : number.end]))
        moved = near.endswith(("from ", "to ")) and _MOVES.search(near)
        plain_number = number.style == "arabic" and (large or moved) and not near.endswith("/")
        if plain_number and _STANDS_ALONE.match(text, number.end):
            return Reading("count", number.start, number.end, plain(number.value))
        return None
    return Reading("count", number.start, end, plain(number.value), source.printed(noun, end), noun_span=(noun, end))
