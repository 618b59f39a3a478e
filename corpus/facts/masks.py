"""Where no number is read: web addresses, telephone numbers, references to paragraphs, titles, names with numerals."""

from __future__ import annotations

import re

from corpus.facts.readings import Zones
from corpus.facts.tables import idioms

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[a-z0-9./?=&%_#:~+-]{1,300}+|[a-z0-9_.-]{1,64}+@[a-z0-9.-]{1,120}+"
    r"|[a-z0-9-]{1,40}+(?:\.[a-z0-9-]{1,40}+){0,4}\.(?:hk|com|org|net|gov|cn|edu)(?![a-z0-9])"
)
_TELEPHONE = re.compile(
    r"(?:电话|热线|传真|查询|致电|tel|telephone|hotline|fax|phone|call|dial)[.: 号码为no]{0,8}"
    r"(?:\(?\+?852\)? ?)?[0-9]{3,4}(?:[ -]?[0-9]{4})?(?![0-9])|\(?\+852\)? ?[0-9]{4}[ -]?[0-9]{4}"
    r"|[0-9]{4}(?= ?(?:查询服务|查询热线|热线|hotline))"
)
_REFERENCE = re.compile(
    r"第 ?[0-9一二三四五六七八九十]{1,6}(?: ?(?:至|到|、|及|和|-|–) ?[0-9一二三四五六七八九十]{1,6}){0,4}+"
    r" ?(?:段|章|节|条|页|款|附件|项建议)"
    r"|(?<![a-z])(?:paragraphs?|paras?|sections?|annex(?:es)?|pages?|chapters?|slides?|figures?|tables?|footnotes?|caps?|"
    r"items?|articles?|clauses?|no|nos|numbers?|appendi(?:x|ces)|steps?|phases?|levels?|blocks?|versions?|parts?)\.? ?"
    r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,3}(?: ?(?:to|-|–|and|,) ?[0-9]{1,4}(?:\.[0-9]{1,3}){0,3}(?![0-9,.]| ?[a-z%$])){0,4}"
    r"|(?:附件|附录|图|表|注) ?[0-9一二三四五六七八九十]{1,3}(?![0-9年月个项家])"
)
_ORDINAL = re.compile(r"第 ?(?:[0-9]{1,4}|[零一二三四五六七八九十百千]{1,6})(?![0-9一二三四五六七八九十])")
_TITLE = re.compile(r"《[^《》\n]{1,120}+》")
_NAME = re.compile(r"「[^「」\n。，]{1,24}+」|『[^『』\n。，]{1,24}+』|“[^“”\n。]{1,40}+”")
#: a quotation that speaks of amounts is a quotation, not a name
_AMOUNT = re.compile(r"[0-9] ?(?:[万亿]|million|billion|%|元|公顷|平方)|[万亿] ?元|\$")
_DOTTED = re.compile(r"(?<![0-9.])[0-9]{1,4}(?:\.[0-9]{1,4}){2,8}+(?![0-9])")


def zones(text: str) -> Zones:
    """Sorted, merged stretches of the working text in which measures are not read. Each pattern is one linear pass."""
    spans = []
    for pattern in (_ADDRESS, _TELEPHONE, _REFERENCE, _TITLE, _DOTTED, idioms()):
        spans += [m.span() for m in pattern.finditer(text)]
    spans += [m.span() for m in _ORDINAL.finditer(text)]
    spans += [m.span() for m in _NAME.finditer(text) if not _AMOUNT.search(m[0])]
    return merge(spans)


def titles(text: str) -> Zones:
    """Titles and addresses alone: no date is read inside them."""
    return merge([m.span() for pattern in (_ADDRESS, _TITLE, _DOTTED) for m in pattern.finditer(text)])


def merge(spans: list[tuple[int, int]]) -> Zones:
    """The union of the spans, as sorted spans that do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Zones(tuple(merged))
