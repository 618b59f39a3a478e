"""Places of the world by their names in both languages: what is asked of Singapore is not told by what is said of Hong Kong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.spans import fold_text

#: one place a line: Chinese names (folded), English ones
_PLACES = """
新加坡/singapore
上海/shanghai
广州/guangzhou
澳门/maca[ou]
东莞/dongguan
珠海/zhuhai
重庆/chongqing
成都/chengdu
武汉/wuhan
杭州/hangzhou
南京/nanjing
海南/hainan
台湾/taiwan
日本/japan(?:ese)?
东京/tokyo
韩国/(?:south )?korean?
首尔/seoul
泰国/thai(?:land)?
曼谷/bangkok
马来西亚/malaysian?
印尼|印度尼西亚/indonesian?
越南/vietnam(?:ese)?
印度(?!尼)/indian?
阿联酋/emirates|uae
迪拜/dubai
沙特/saudi(?: arabian?)?
英国/britain|british|united kingdom|uk
伦敦/london
法国/france|french
巴黎/paris
德国/germany?
柏林/berlin
瑞士/switzerland|swiss
日内瓦/geneva
欧盟|欧洲/europe(?:an)?|eu
美国/united states|america|american|usa
纽约/new york
硅谷/silicon valley
加拿大/canad(?:a|ian)
澳洲|澳大利亚/australian?
"""
_NAMED = tuple(
    re.compile(rf"{han}|\b(?:{latin})\b") for han, latin in (line.split("/") for line in _PLACES.split("\n") if line)
)


def place_unsaid(question: str, said: Sequence[str]) -> bool:
    """Whether the question names a place that none of the texts names, in either language."""
    folded = fold_text(question)
    named = [place for place in _NAMED if place.search(folded)]
    if not named:
        return False
    told = " ".join(fold_text(text) for text in said)
    return any(not place.search(told) for place in named)
