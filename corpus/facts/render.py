"""Facts as words: a normalised value with its qualifier, in English, Traditional or Simplified Chinese.

What is rendered reads back (corpus.facts.extract) to the same value, unit and qualifier.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from opencc import OpenCC

from corpus.facts.tables import units
from corpus.records import Fact

_NTH = {"1": "st", "2": "nd", "3": "rd"}
_MONTHS = ("January February March April May June July August September October November December").split()
_HAN_QUARTERS = "一二三四"
_ENGLISH_NTH = ("first", "second", "third", "fourth")
_SEASONS = {21: ("spring", "春季"), 22: ("summer", "夏季"), 23: ("autumn", "秋季"), 24: ("winter", "冬季")}
_PLACES = {
    "33": ("early {y}", "{y}年年初"),
    "06": ("mid-{y}", "{y}年年中"),
    "36": ("late {y}", "{y}年後期"),
    "12": ("end of {y}", "{y}年年底"),
}
_MARKS = {"HKD": ("HK${}", "{}元"), "CNY": ("RMB {}", "人民幣{}元"), "USD": ("US${}", "{}美元"), "EUR": ("EUR {}", "{}歐元"),
          "GBP": ("GBP {}", "{}英鎊"), "JPY": ("JPY {}", "{}日圓"), "MOP": ("MOP {}", "{}澳門元"), "SGD": ("SGD {}", "{}坡元"),
          "AUD": ("AUD {}", "{}澳元"), "CAD": ("CAD {}", "{}加元")}  # fmt: skip
_ENGLISH_QUALIFIERS = {
    "at least": "at least {}", "more than": "more than {}", "up to": "up to {}", "less than": "less than {}",
    "nearly": "nearly {}", "about": "about {}", "within": "within {}", "cumulative": "{}", "planned": "{}",
}  # fmt: skip
_CHINESE_QUALIFIERS = {
    "at least": "不少於{}", "more than": "超過{}", "up to": "最多{}", "less than": "少於{}", "nearly": "近{}",
    "about": "約{}", "within": "{}內", "cumulative": "累計{}", "planned": "預計{}", "at the earliest": "最快{}",
    "after": "{}之後", "before": "{}前", "by": "{}或之前", "from": "{}起",
}  # fmt: skip


def render_value(fact: Fact, language: str) -> str:
    """The value of ``fact`` with the qualifier that bounds it most, in ``language`` (en, zh-Hant, zh-Hans).

    >>> render_value(fact, "zh-Hant")   # 2024-41, at the earliest
    '最快2024年下半年'

    A date that stands on its own gets its preposition in English ("in the second half of 2024 at the earliest").
    """
    english = language == "en"
    if fact.kind == "date":
        text = _english_date(fact) if english else _chinese_date(fact)
    elif fact.kind == "change" and fact.ends:
        text = _change(fact, language)
    else:
        bare = _bare(fact, english)
        forms = _ENGLISH_QUALIFIERS if english else _CHINESE_QUALIFIERS
        text = forms.get(fact.qualifier or "", "{}").format(bare)
    return _to_simplified().convert(text) if language == "zh-Hans" else text


def show_value(fact: Fact, language: str) -> str:
    """The bare value as a table shows it: no qualifier, no preposition, what is counted kept in its own language.

    >>> show_value(fact, "en")   # 2024-41, at the earliest
    'second half of 2024'
    """
    text = render_value(replace(fact, qualifier=None, qualifiers=()), language)
    if fact.kind == "date" and language == "en":
        text = _PREPOSITION.sub("", text)
    unit = fact.unit if fact.kind == "count" and fact.unit != "ordinal" else None
    printed_han = bool(unit and re.search(r"[一-鿿]", unit))
    return f"{text} {unit}" if unit and printed_han == (language == "en") else text


_PREPOSITION = re.compile(r"^(?:in|on|at) (?:the )?")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _bare(fact: Fact, english: bool) -> str:
    if fact.kind == "money":
        mark = _MARKS.get(fact.unit or "", ((fact.unit or "") + " {}", "{}" + (fact.unit or "")))
        return mark[0].format(english_number(fact.value)) if english else mark[1].format(chinese_number(fact.value))
    if fact.kind == "percentage":
        return (
            f"{grouped(fact.value)} percentage points"
            if fact.unit == "pp" and english
            else (f"{grouped(fact.value)}個百分點" if fact.unit == "pp" else f"{grouped(fact.value)}%")
        )
    if fact.kind == "ratio":
        return _proportion(fact, english)
    if fact.kind in ("quantity", "duration"):
        return _with_unit(fact, english)
    if fact.kind == "count" and fact.unit == "ordinal":
        return f"{fact.value}{_NTH.get(fact.value, 'th')}" if english else f"第{fact.value}個"
    if fact.kind == "count":
        return _counted(fact, english)
    return fact.text


def _proportion(fact: Fact, english: bool) -> str:
    """A part as "1 out of 3" or 3分之1, a multiple as "4 times" or 4倍, another ratio as it is."""
    a, b = fact.value.split(":")
    if fact.unit == "part":
        return f"{a} out of {b}" if english else f"{b}分之{a}"
    if fact.unit == "times":
        if a == "1" and b != "1":
            return "halving" if b == "2" and english else f"1 out of {b}" if english else f"{b}分之1"
        return f"{a} times" if english else f"{a}倍"
    return fact.value


def _with_unit(fact: Fact, english: bool) -> str:
    unit = next((u for u in units()[0] if u.code == fact.unit and u.kind == fact.kind), None)
    if unit is None:
        return f"{grouped(fact.value)} {fact.unit or ''}".strip()
    if english:
        name = unit.english[0] if fact.value == "1" else unit.english[min(1, len(unit.english) - 1)]
        return f"{english_number(fact.value, scaled=False)} {name}"
    return f"{chinese_number(fact.value)}{unit.chinese[0]}"


_MEASURES = "[個間家所項條座宗支隊名位人次種份屆類張輛層个间项条队种届类张辆层]{1,2}"


def _counted(fact: Fact, english: bool) -> str:
    """Counts keep the printed wording where its language fits; else the bare figure, for nouns are not translated."""
    printed_english = bool(re.search(r"[A-Za-z]", fact.unit or "")) and not re.search(r"[一-鿿]", fact.unit or "")
    if english:
        return f"{english_number(fact.value, scaled=False)}{' ' + fact.unit if fact.unit and printed_english else ''}"
    noun = fact.unit if fact.unit and not printed_english else ""
    if not noun:
        return chinese_number(fact.value)
    # The measure word is what stands right before the noun: in 「16个国家重点实验室」 it is 个, though 家 stands further on.
    found = re.search(rf"({_MEASURES})(?: ?){re.escape(noun)}", fact.text)
    return f"{chinese_number(fact.value)}{found[1] if found else ''}{noun}"


def _change(fact: Fact, language: str) -> str:
    first, second = (render_value(end, language) for end in fact.ends)
    years = [_year(end.as_of) for end in fact.ends]
    if language == "en":
        at = [f" in {year}" if year else "" for year in years]
        return f"from {first}{at[0]} to {second}{at[1]}"
    at = [f"{year}年的" if year else "" for year in years]
    verb = "增至" if Decimal(fact.ends[0].value) < Decimal(fact.ends[1].value) else "減至"
    return f"由{at[0]}{first}{verb}{at[1]}{second}"


def _year(as_of: str | None) -> str | None:
    return as_of if as_of and re.fullmatch(r"\d{4}", as_of) else None


def grouped(value: str) -> str:
    """Digits in groups of three: ``13,000``, ``301.38``."""
    whole, _, rest = value.partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def english_number(value: str, scaled: bool = True) -> str:
    """``619 million``, ``1.03 billion``, ``13,000``: a scale word only where it leaves at most three decimals."""
    number = Decimal(value)
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if number >= size and scaled:
            short = number / size
            if short == short.quantize(Decimal("0.001")):
                return f"{format(short.normalize(), 'f')} {word}"
    return grouped(value)


def chinese_number(value: str) -> str:
    """``6億1,900萬``, ``13,000``, ``1,600萬``: 億 and 萬 where each part is whole, digits else."""
    number = Decimal(value)
    if number != number.to_integral_value() or number < 10**5 or number % 10**4:
        if number >= 10**8 and number % 10**4 == 0:
            pass
        else:
            return grouped(value)
    hundred_millions, rest = divmod(int(number), 10**8)
    parts = [f"{hundred_millions:,}億" if hundred_millions else "", f"{rest // 10**4:,}萬" if rest else ""]
    return "".join(parts)


_MONTH_PRINTED = re.compile(r"月|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_EARLY = re.compile(r"初|\b(?:early|beginning|start)\b", re.IGNORECASE)
_MONTH_END = re.compile(r"月 ?[底末]|\bend\b|\blate\b", re.IGNORECASE)


def _part_of_month(fact: Fact) -> tuple[int, int, str] | None:
    """(year, month, "early", "mid" or "end") of 「9月初」, "mid-June", 「9月底」; None for anything else.

    Their EDTF is that of a month, or of its last day, so that the print decides.
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(~|-\d\d)", fact.edtf or fact.value)
    if not found or not _MONTH_PRINTED.search(fact.text):
        return None
    if found[3] == "~":
        part = "early" if _EARLY.search(fact.text) else "mid"
    elif _MONTH_END.search(fact.text):
        part = "end"
    else:
        return None
    return int(found[1]), int(found[2]), part


_MONTH_PARTS = {"early": ("early {}", "in ", "初"), "mid": ("mid-{}", "in ", "中"), "end": ("end of {}", "at ", "底")}


def _english_date(fact: Fact) -> str:
    if part := _part_of_month(fact):
        year, month, named = part
        form, preposition, _ = _MONTH_PARTS[named]
        words = form.format(f"{_MONTHS[month - 1]} {year}")
    else:
        words, preposition = _english_when(fact.edtf or fact.value)
    place = words[4:] if words.startswith("the ") else words
    the = "the " if words.startswith("the ") or place.startswith("end of") else ""
    qualifier = fact.qualifier
    if (fact.edtf or fact.value).endswith("/.."):
        return f"from {the}{place} onwards"
    if qualifier == "at the earliest":
        return f"{preposition}{the}{place} at the earliest"
    if qualifier in ("by", "before", "after", "within", "about", "nearly"):
        return f"{qualifier} {the}{place}"
    return f"{preposition}{the}{place}"


def _english_when(edtf: str) -> tuple[str, str]:
    """(words, preposition) of a date standing alone."""
    if "/" in edtf and not edtf.endswith("/.."):
        if special := _split_year(edtf):
            return f"the {special[0]} {special[1]} year", "in "
        first, last = (_english_when(part)[0] for part in edtf.split("/"))
        return f"{first} to {last}", "from "
    edtf = edtf.removesuffix("/..")
    year = edtf[:4]
    if edtf.endswith("X"):
        return f"the {edtf[:3]}0s", "in "
    if edtf.endswith("~"):
        words = _PLACES[edtf[5:7]][0].format(y=year)
        return words, "at " if words.startswith("end") else "in "
    parts = [int(p) for p in edtf.split("-")[1:]]
    if not parts:
        return year, "in "
    if len(parts) == 2:
        return f"{parts[1]} {_MONTHS[parts[0] - 1]} {year}", "on "
    code = parts[0]
    if code <= 12:
        return f"{_MONTHS[code - 1]} {year}", "in "
    if code in _SEASONS:
        return f"{_SEASONS[code][0]} {year}", "in "
    if code >= 40:
        return f"the {_ENGLISH_NTH[code - 40]} half of {year}", "in "
    return f"the {_ENGLISH_NTH[code - 33]} quarter of {year}", "in "


def _split_year(edtf: str) -> tuple[str, str] | None:
    """("2023-24", "financial"), ("2021/22", "school")."""
    found = re.fullmatch(r"(\d{4})-(04|09)/(\d{4})-(03|08)", edtf)
    if not found or int(found[3]) != int(found[1]) + 1 or (found[2], found[4]) not in (("04", "03"), ("09", "08")):
        return None
    return (f"{found[1]}/{found[3][2:]}", "school") if found[2] == "09" else (f"{found[1]}-{found[3][2:]}", "financial")


def _chinese_date(fact: Fact) -> str:
    edtf = fact.edtf or fact.value
    part = _part_of_month(fact)
    words = f"{part[0]}年{part[1]}月{_MONTH_PARTS[part[2]][2]}" if part else _chinese_when(edtf)
    if edtf.endswith("/.."):
        return f"{words}起"
    return _CHINESE_QUALIFIERS.get(fact.qualifier or "", "{}").format(words) if fact.qualifier != "from" else words


def _chinese_when(edtf: str) -> str:
    if "/" in edtf and not edtf.endswith("/.."):
        if special := _split_year(edtf):
            return f"{special[0]}{'學年' if special[1] == 'school' else '財政年度'}"
        first, last = (_chinese_when(part) for part in edtf.split("/"))
        return f"{first}至{last}"
    edtf = edtf.removesuffix("/..")
    year = edtf[:4]
    if edtf.endswith("X"):
        return f"{edtf[:3]}0年代"
    if edtf.endswith("~"):
        return _PLACES[edtf[5:7]][1].format(y=year)
    parts = [int(p) for p in edtf.split("-")[1:]]
    if not parts:
        return f"{year}年"
    if len(parts) == 2:
        return f"{year}年{parts[0]}月{parts[1]}日"
    code = parts[0]
    if code <= 12:
        return f"{year}年{code}月"
    if code in _SEASONS:
        return f"{year}年{_SEASONS[code][1]}"
    if code >= 40:
        return f"{year}年{'上' if code == 40 else '下'}半年"
    return f"{year}年第{_HAN_QUARTERS[code - 33]}季"
