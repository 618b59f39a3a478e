"""Language and script of a text, as the BCP 47 tags ``en``, ``zh-Hant``, ``zh-Hans``; Cantonese wording is told apart.

Counting is enough here: policy text is Chinese or English, and the two scripts differ in a third of all running characters.
"""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC

from corpus.spans import is_han, simplified_characters

# Written forms that only Cantonese uses (not merely spoken style): grammar words, not topics.
CANTONESE = (
    "嘅",
    "咗",
    "喺",
    "係",
    "唔",
    "佢",
    "哋",
    "冇",
    "咁",
    "嚟",
    "畀",
    "俾",
    "啲",
    "嗰",
    "乜",
    "咩",
    "邊個",
    "邊度",
    "幾時",
    "幾多",
    "點樣",
    "點解",
    "而家",
    "同埋",
    "嘢",
    "睇",
    "揾",
    "攞",
    "仲有",
)


@lru_cache(maxsize=1)
def _script_only() -> tuple[frozenset[str], frozenset[str]]:
    """(characters only Traditional text prints, characters only Simplified text prints)."""
    to_simplified = simplified_characters()
    traditional = frozenset(a for a, b in to_simplified.items() if a != b and a not in "著甚")
    # A Simplified-only character is changed by s2t and is not itself an ordinary Traditional character (后, 里, 台, …).
    candidates = sorted({b for a, b in to_simplified.items() if a != b})
    converted = OpenCC("s2t").convert("\n".join(candidates)).split("\n")
    shared = frozenset(
        "后里台面云余系只干几万征范松冲谷向回丑斗曲朱致合制游志注布占周卷吃同借家胡须症愿仆了才舍雇吁御栗叶咸凌刮姜升托淀症夸卜板"
    )
    simplified = frozenset(a for a, b in zip(candidates, converted, strict=True) if a != b) - shared
    return traditional, simplified


def han_share(text: str) -> float:
    """Chinese characters per Chinese character or Latin word; 0.0 for a text with neither."""
    han = sum(is_han(c) for c in text)
    words = sum(1 for w in text.split() if any(c.isascii() and c.isalpha() for c in w))
    return han / (han + words) if han + words else 0.0


def language_of(text: str, default: str = "zh-Hant") -> str:
    """``en``, ``zh-Hant`` or ``zh-Hans``. ``default`` decides Chinese text that both scripts print alike."""
    if han_share(text) < 0.34:
        return "en" if any(c.isascii() and c.isalpha() for c in text) else default
    traditional, simplified = _script_only()
    hant = sum(c in traditional for c in text)
    hans = sum(c in simplified for c in text)
    if hant == hans:
        return default if default != "en" else "zh-Hant"
    return "zh-Hant" if hant > hans else "zh-Hans"


def is_cantonese(text: str) -> bool:
    """Whether the wording is Cantonese (書面語 uses none of these words, apart from 係 in 關係 and 唔 in names)."""
    stripped = text.replace("關係", "").replace("体系", "").replace("體系", "").replace("聯係", "").replace("係數", "")
    return any(word in stripped for word in CANTONESE)
