"""What is counted: the noun phrase beside a number, read by boundaries, not by a model."""

from __future__ import annotations

import re

from corpus.facts.tables import words

_HAN_STOP = re.compile(
    r"[，。;;:：!?()（）\n、,.「」《》『』“”\"'/\x00]"
    r"|(?:已|将|均|皆|获(?!奖)|以(?!上|下)|并(?!购)|由|在|于|至|到|令|让|供|可(?!再生|持续)|须|应(?!用|届)|会(?!议|员|计|展|场)|能够|是|有(?!关|限|效)|为|较|正|亦|也|就|"
    r"从|向|对(?!外)|受|被|把|每|共(?!享|用)|合共|包括|提供|用作|用于|参与|接受|进行|落户|落成|运作|获得|增至|增加|减少|达|来|作|当中|其中|内(?!地)|左右|以上|以下|不等|等(?!级|候)|参展|一同|提出|支持|陆续|"
    r"方面|完成|推出|通过|继续|协助|致力|汇聚|开展|需|属|称|也|后|时(?!间|段|装)|前(?!线|沿|瞻|期)|起(?!步|点)|者(?=[，。]))"
)
_JOIN = re.compile(r"[和及与或]")
_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"[a-z][a-z&'’-]{0,30}")
_STOP_EN = words("ends-noun")
_NOT_PLURAL = words("no-plural")
_PLURALS = words("plural")


def chinese_noun(text: str, start: int, limit: int = 24) -> tuple[str, int]:
    """(noun phrase after a measure word, its end); ("", start) where none can be told.

    Reads up to punctuation or a word that begins a predicate; of ``甲的乙`` the head 乙 is what is counted.
    """
    at = start + (text[start : start + 1] == " ")
    stop = _HAN_STOP.search(text, at, at + limit + 4)
    end = stop.start() if stop else min(len(text), at + limit + 4)
    if (not stop and end < len(text)) or end - at > limit:
        return "", start
    phrase = text[at:end]
    while phrase and (_JOIN.match(phrase[-1]) or phrase[-1] == " "):
        phrase, end = phrase[:-1], end - 1
    joint = _JOIN.search(phrase)
    if joint and (len(phrase) > 14 or _DIGIT.search(phrase)):
        phrase = phrase[: joint.start()]
        end = at + joint.start()
    if digit := _DIGIT.search(phrase):
        phrase = phrase[: digit.start()]
        end = at + digit.start()
    if "的" in phrase:
        head = phrase.rindex("的") + 1
        if not phrase[head:].strip():
            return "", start
        return phrase[head:].strip(), end
    phrase = phrase.strip()
    if not phrase or not any("一" <= c <= "鿿" or c.isalpha() for c in phrase):
        return "", start
    return phrase, at + len(phrase)


def english_noun(text: str, start: int, most_words: int = 7) -> tuple[str, int]:
    """(noun phrase after a number up to its plural head, its end); ("", start) where no plural head follows closely."""
    at, words, head_end = start, 0, -1
    first = True
    while words < most_words:
        gap = 1 if text[at : at + 1] == " " else 0
        if text.startswith(" of ", at) and first:
            gap = 4
        if not gap and not (first and text[at : at + 1] == "-"):
            break
        if text[at + gap : at + gap + 1] == "(":
            close = text.find(")", at, at + 24)
            if close < 0:
                break
            at = close + 1
            if text[at : at + 1] == "-":
                found = _WORD.match(text, at + 1)
                at = found.end() if found else at
            continue
        found = _WORD.match(text, at + gap)
        if not found:
            break
        word = found[0].strip("'’")
        if word == "and" and head_end < 0 and not first:
            at, words = found.end(), words + 1
            continue
        if word in _STOP_EN:
            break
        at, words, first = found.end(), words + 1, False
        if _plural(word):
            head_end = at
        elif head_end > 0:
            break
    return (text[start:head_end].strip().removeprefix("of ").strip(), head_end) if head_end > 0 else ("", start)


def _plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "'s", "’s")) and word not in _NOT_PLURAL
