"""How many negations a clause has, in English and Chinese, apart from words that only look like one.

"No less than" bounds a value, 不同 is "different", 未來 is the future: none of these denies anything. Bounds are compared as
qualifiers of figures, elsewhere.
"""

from __future__ import annotations

import re

from corpus.spans import fold_text

# Folded (Simplified) words in which a negative character denies nothing.
_HAN_WORDS = """不少于 不等 不低于 不多于 不超过 不高于 不迟于 不早于 不断 不仅 不但 不单 不只 不止 不论 不管 不过 不少 不乏 不久
    不时 不妨 不禁 不如 不锈 不动产 无论 无人机 无人驾驶 无线 无缝 无形 无私 无障碍 无疑 无非 无数 无比 无限 无偿 无纸化 未来
    非常 非洲 非法 非物质 非凡 除非 否则 是否 能否 可否 会否 莫非 前所未有""".split()
_HAN_SILENT = re.compile(
    "|".join([*sorted(map(re.escape, _HAN_WORDS), key=len, reverse=True), "不同(?![意时])"])  # 不同意 denies
)
# 没有, 未有 and 并无 are one negation each.
_HAN = re.compile("(?:没有|未有|并无|并非|绝不|毫不|毫无|从不|从未|[不未无没非勿冇唔毋])")
_LATIN_SILENT = re.compile(
    r"\b(?:not|no|never|without) (?:be(?:ing)? )?"
    r"(?:less|more|fewer|only|later|earlier|lower|higher|exceed(?:ing)?|least|merely|just)\b"
    r"|\bno\. ?\d|\bwhether or not\b"
)
_LATIN = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nothing|nobody|nowhere|without|cannot|unable|hardly|fail(?:s|ed|ing)? to"
    r"|refus(?:e|es|ed|ing) to|lacks?|lacking)\b|\w+n['’]t\b|\bnon-"
)


def negations(text: str) -> int:
    """The number of negations in the text, in either language. Linear."""
    return len(denied_at(fold_text(text)))


def denied_at(folded: str) -> list[int]:
    """Where each negation of the folded text ends, those of Chinese first. Linear."""
    han = _HAN_SILENT.sub(_blank, folded)
    latin = _LATIN_SILENT.sub(_blank, folded)
    return [match.end() for text, known in ((han, _HAN), (latin, _LATIN)) for match in known.finditer(text)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
