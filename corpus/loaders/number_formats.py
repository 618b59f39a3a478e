"""A cell's value as a spreadsheet displays it: number formats of ECMA-376 part 1, 18.8.30 and 18.8.31.

What a document prints is what the reader of the sheet saw: ``0.125`` under ``0.0%`` is ``12.5%``, day 45358 under ``d mmm yyyy``
is ``7 Mar 2024``. A format that is not understood shows the plain value, never a wrong one.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

#: Formats known by number alone. 27 to 36 and 50 to 58 are those of Chinese Excel.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 44: '"$"#,##0.00', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[eE](?![+-])|aaaa?)|(?P<exponent>[eE][+-]0+)"
    r"|(?P<general>General)|(?P<digits>[0#?]+)|(?P<other>.)",
    re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-Fa-f,]+)?")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_LARGEST_DAY = 2_958_465  #: 31 December 9999


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        return any(one == kind for one, _ in self.tokens)


def displayed(value: str, code: str, *, from_1904: bool = False) -> str:
    """A number (as the file writes it) in a format; a text that is no number as it stands."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return value
    try:
        return _shown(number, code[:500], from_1904)
    except (ValueError, OverflowError, InvalidOperation, IndexError):
        return general(number)


def general(number: Decimal) -> str:
    """A number without a format: at most eleven figures, no noughts at the end; an exponent where Excel shows one."""
    if not number:
        return "0"
    if number.adjusted() >= 11 or number.adjusted() < -9:
        return f"{number:.5E}" if abs(number.adjusted()) >= 20 else _plain(number, 15)
    return _plain(number, 11)


def _plain(number: Decimal, figures: int) -> str:
    places = max(figures - 1 - max(number.adjusted(), 0), 0)
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _shown(number: Decimal, code: str, from_1904: bool) -> str:
    sections = list(_sections(code))
    section, number = _choose(sections, number)
    if section is None or section.has("general") or not section.tokens:
        literal = "".join(text for kind, text in section.tokens if kind == "literal") if section else ""
        return f"{literal}{general(number)}" if section is None or section.has("general") else literal
    if section.has("date") or section.has("elapsed"):
        return _date(section, number, from_1904)
    return _number(section, number)


def _choose(sections: list[_Section], number: Decimal) -> tuple[_Section | None, Decimal]:
    """The section that a number is shown in; the sign goes where a section of its own says how it is shown."""
    numeric = sections[:3]
    if any(one.condition for one in numeric):
        for one in numeric:
            if one.condition is None or _holds(one.condition, number):
                return one, number
        return None, number
    if len(numeric) > 1 and number < 0:
        return numeric[1], -number
    if len(numeric) > 2 and number == 0:
        return numeric[2], number
    return (numeric[0] if numeric else None), number


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, limit = condition
    if sign == "<>":
        return number != limit
    return ("<" in sign and number < limit) or (">" in sign and number > limit) or ("=" in sign and number == limit)


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match.group(match.lastgroup or 0)
        if kind == "other" and text == ";":
            found.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind in ("quoted", "escaped", "other"):
            tokens.append(("literal" if kind != "other" or text not in ".,%@/" else text, text))
        elif kind == "space":
            tokens.append(("literal", " "))
        elif kind == "bracket":
            if currency := _CURRENCY.match(text):
                tokens.append(("literal", currency.group(1)))
            elif limit := _CONDITION.fullmatch(text):
                condition = limit.group(1), Decimal(limit.group(2))
            elif _ELAPSED.fullmatch(text):
                tokens.append(("elapsed", text.lower()))
        elif kind == "date":
            tokens.append(("date", text if text in ("e", "E") else text.lower()))
        elif kind != "fill":
            tokens.append((kind, text))
    found.append(_Section(tuple(tokens), condition))
    return tuple(found)


def _number(section: _Section, number: Decimal) -> str:
    kinds = [kind for kind, _ in section.tokens]
    if "@" in kinds:
        return general(number)
    if "digits" not in kinds:
        sign = "-" if number < 0 else ""
        return (
            sign + "".join(text for kind, text in section.tokens if kind in ("literal", "%", ".", ",", "/"))
        ).strip()
    if "/" in kinds:
        return general(number)  # a fraction: the plain value says as much
    first = kinds.index("digits")
    last = len(kinds) - 1 - kinds[::-1].index("digits")
    point = kinds.index(".", first) if "." in kinds[first:] else None
    number *= 100 ** kinds.count("%")
    behind = last + 1
    while behind < len(kinds) and kinds[behind] == ",":
        number, behind = number / 1000, behind + 1
    whole = "".join(t for k, t in section.tokens[first : point if point is not None else last + 1] if k == "digits")
    parts = "".join(t for k, t in section.tokens[point:] if k == "digits") if point is not None else ""
    grouped = "," in kinds[first : point if point is not None else last]
    exponent = next((text for kind, text in section.tokens if kind == "exponent"), "")
    power = number.adjusted() if exponent and number else 0
    shown = _figures(abs(number).scaleb(-power), whole, parts, grouped)
    if exponent:
        sign = "-" if power < 0 else "+" if exponent[1] == "+" else ""
        shown += f"E{sign}{str(abs(power)).zfill(len(exponent) - 2)}"
    before = "".join(text for kind, text in section.tokens[:first] if kind in ("literal", "%"))
    after = "".join(text for kind, text in section.tokens[first:] if kind in ("literal", "%"))
    negative = number < 0 and any(c in "123456789" for c in shown)
    return f"{'-' if negative else ''}{before}{shown}{after}".strip()


def _figures(number: Decimal, whole: str, parts: str, grouped: bool) -> str:
    text = f"{number.quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP):f}"
    left, _, right = text.partition(".")
    left = left.zfill(whole.count("0")) if whole else left
    if left == "0" and "0" not in whole:
        left = ""
    while right and parts[len(right) - 1] in "#?" and right.endswith("0"):
        right = right[:-1]
    if grouped and left:
        left = f"{int(left):,}".zfill(len(left)) if left.isdigit() else left
    return f"{left}.{right}" if right or (parts and parts[0] == "0") else left or ("0" if not parts else "")


def moment(number: Decimal, *, from_1904: bool) -> datetime.datetime:
    """The day and time of a serial number, to the second. Day 60 of 1900, which never was, is 1 March. Raises ValueError."""
    if not 0 <= number < _LARGEST_DAY + 1:
        raise ValueError("no such day")
    seconds = int((number * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
    days, seconds = divmod(seconds, 86_400)
    base = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12, 31 if days <= 60 else 30)
    return base + datetime.timedelta(days=days, seconds=seconds)


def _date(section: _Section, number: Decimal, from_1904: bool) -> str:
    when = moment(number, from_1904=from_1904)
    half = section.has("ampm")
    made, clock = [], False  # whether an m means minutes, for it stands beside hours or seconds
    dates = [i for i, (kind, _) in enumerate(section.tokens) if kind in ("date", "elapsed")]
    for i, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            behind = next((section.tokens[j][1] for j in dates if j > i), "")
            minutes = text[0] == "m" and len(text) < 3 and (clock or behind[:1] == "s")
            made.append(_date_part(when, "min" + text if minutes else text, half))
            clock = text[0] in "h" or (clock and minutes)
        elif kind == "elapsed":
            total = int(number * {"h": 24, "m": 1440, "s": 86_400}[text[0]])
            made.append(str(total).zfill(len(text)))
            clock = True
        elif kind == "ampm":
            made.append(("上午" if when.hour < 12 else "下午") if "午" in text else "AM" if when.hour < 12 else "PM")
        elif kind in ("literal", ".", ",", "/", "%"):
            made.append(text)
        elif kind == "digits":
            made.append("0" * len(text))
    return "".join(made).strip()


def _date_part(when: datetime.datetime, code: str, half: bool) -> str:
    if code.startswith("min"):
        return str(when.minute).zfill(min(len(code) - 3, 2))
    length = len(code)
    if code in ("e", "E") or code[0] == "y":
        return str(when.year % 100).zfill(2) if code[0] == "y" and length <= 2 else str(when.year)
    if code[0] == "a":
        return ("星期" if length > 3 else "") + "一二三四五六日"[when.weekday()]
    if code[0] == "m":
        name = _MONTHS[when.month - 1]
        return {3: name[:3], 5: name[:1]}.get(length, name if length > 3 else str(when.month).zfill(length))
    if code[0] == "d":
        name = _DAYS[when.weekday()]
        return name[:3] if length == 3 else name if length > 3 else str(when.day).zfill(length)
    hour = (when.hour % 12 or 12) if half else when.hour
    return str({"h": hour, "s": when.second}[code[0]]).zfill(min(length, 2))
