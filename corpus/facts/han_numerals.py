"""Chinese numerals, exactly: a run of numeral characters is one well-formed number or none.

``cn2an`` and its like read ``百三`` or ``二百五`` one way or the other; both have two readings, so here they have none.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
_FINANCIAL = str.maketrans("壹贰参肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SHORT = {"廿": "二十", "卅": "三十"}


def han_value(run: str) -> Decimal | None:
    """Value of a folded Chinese numeral, None where the run is not one unambiguous number.

    >>> han_value("一万三千"), han_value("四百亿"), han_value("二〇二四"), han_value("二百五")
    (Decimal('13000'), Decimal('40000000000'), Decimal('2024'), None)
    """
    run = run.translate(_FINANCIAL)
    for short, long in _SHORT.items():
        run = run.replace(short, long)
    if len(run) == 4 and run[0] in "一二" and all(c in DIGITS and c != "两" for c in run):
        return Decimal("".join(str(DIGITS[c]) for c in run))
    total, ceiling, start = 0, 10**12, 0
    for i, c in enumerate(run):
        if c in LARGE:
            part = _below_ten_thousand(run[start:i], inner=start > 0)
            if not part or LARGE[c] >= ceiling:
                return None
            total, ceiling, start = total + part * LARGE[c], LARGE[c], i + 1
    if start == len(run):
        return Decimal(total) if run else None
    part = _below_ten_thousand(run[start:], inner=start > 0)
    return None if part is None else Decimal(total + part)


def _below_ten_thousand(run: str, inner: bool) -> int | None:
    """Value of a section without 万 or 亿; ``inner`` when a larger section precedes it (一万三 is no number)."""
    if len(run) == 1 and run in DIGITS:
        return None if inner else DIGITS[run]
    total, digit, unit, zero = 0, None, 10**4, False
    for c in run:
        if c in SMALL:
            if SMALL[c] >= unit or (digit is None and (c != "十" or total)):
                return None
            total, unit, digit, zero = total + (1 if digit is None else digit) * SMALL[c], SMALL[c], None, False
        elif DIGITS.get(c) == 0 and digit is None and not zero:
            zero = True
        elif c in DIGITS and digit is None and DIGITS[c] and not (c == "两" and unit <= 100):
            digit = DIGITS[c]
        else:
            return None
    if digit is None:
        return None if zero or not total else total
    if run[-1] == "两" or (unit > 10 and not zero):
        return None
    return total + digit
