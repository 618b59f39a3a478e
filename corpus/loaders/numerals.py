"""Numbers as word processors and browsers print them in lists: ``3`` as iii, c, 三, ③.

The names are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat); HTML and PowerPoint names are mapped to them.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FORMAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟")
_FORMAL_SIMPLIFIED = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """4 -> iv; a number no Roman numeral is usual for stays in figures."""
    if not 0 < number < 5000:
        return str(number)
    made = ""
    for value, letters in _ROMAN:
        made += letters * (number // value)
        number %= value
    return made


def letters(number: int) -> str:
    """1 -> a, 26 -> z, 27 -> aa, 28 -> bb: the letter doubles, as Word counts."""
    if not 0 < number <= 26 * 20:
        return str(number)
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def chinese(number: int, digits: str = "零一二三四五六七八九", places: str = "十百千") -> str:
    """12 -> 十二, 105 -> 一百零五; numbers below ten thousand."""
    if not 0 < number < 10_000:
        return str(number)
    made, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            zero = bool(made)
            continue
        made += (digits[0] if zero else "") + digits[digit] + (places[power - 1] if power else "")
        zero = False
    short = digits[1] + places[0]
    return made[1:] if made.startswith(short) and places == "十百千" else made


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


def _run(first: int, count: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 0 < number <= count else str(number)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "ordinal": _ordinal,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(c)] for c in str(number)),
    "ideographDigital": lambda number: "".join(_DIGITS[int(c)] for c in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(c)] for c in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, *_FORMAL_SIMPLIFIED),
    "ideographLegalTraditional": lambda number: chinese(number, *_FORMAL),
    "japaneseLegal": lambda number: chinese(number, *_FORMAL),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "decimalEnclosedCircle": _run(0x2460, 20),
    "decimalEnclosedCircleChinese": _run(0x2460, 20),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": _run(0x3280, 10),
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(c)) for c in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(0xFF10 + int(c)) for c in str(number)),
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "none": lambda number: "",
}
# CSS Counter Styles Level 3 and the type attribute of <ol>: (format, printed in front, printed behind)
_HTML = {
    "1": ("decimal", "", "."),
    "a": ("lowerLetter", "", "."),
    "A": ("upperLetter", "", "."),
    "i": ("lowerRoman", "", "."),
    "I": ("upperRoman", "", "."),
    "decimal": ("decimal", "", "."),
    "decimal-leading-zero": ("decimalZero", "", "."),
    "lower-alpha": ("lowerLetter", "", "."),
    "lower-latin": ("lowerLetter", "", "."),
    "upper-alpha": ("upperLetter", "", "."),
    "upper-latin": ("upperLetter", "", "."),
    "lower-roman": ("lowerRoman", "", "."),
    "upper-roman": ("upperRoman", "", "."),
    "cjk-ideographic": ("taiwaneseCounting", "", "、"),
    "cjk-decimal": ("ideographDigital", "", "、"),
    "trad-chinese-informal": ("taiwaneseCounting", "", "、"),
    "simp-chinese-informal": ("taiwaneseCounting", "", "、"),
    "trad-chinese-formal": ("ideographLegalTraditional", "", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "", "、"),
}
# ECMA-376 part 1, 20.1.10.61 (ST_TextAutonumberScheme): the stem of the name, then what brackets it.
_SLIDE_STEMS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "ea1Cht": "taiwaneseCounting",
    "ea1Chs": "taiwaneseCounting",
    "ea1Jpn": "taiwaneseCounting",
    "circleNum": "decimalEnclosedCircle",
}
_SLIDE_ENDS = {"ParenBoth": ("(", ")"), "ParenR": ("", ")"), "Period": ("", "."), "Plain": ("", "")}


def numeral(number: int, style: str) -> str:
    """The number in a format of ST_NumberFormat; in figures where the format is another language's."""
    return _FORMATS.get(style, str)(number)


def html_number(number: int, style: str) -> str | None:
    """The number as a browser prints it before a list item, None for a style that prints none."""
    found = _HTML.get(style)
    return f"{found[1]}{numeral(number, found[0])}{found[2]}" if found else None


def slide_number(number: int, scheme: str) -> str:
    """The number as PowerPoint prints it: ``alphaLcParenBoth`` -> (a)."""
    stem = next((one for one in _SLIDE_STEMS if scheme.startswith(one)), "arabic")
    before, behind = next((ends for end, ends in _SLIDE_ENDS.items() if scheme.endswith(end)), ("", "."))
    return f"{before}{numeral(number, _SLIDE_STEMS[stem])}{behind}"
