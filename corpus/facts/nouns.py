"""What is counted: the noun phrase beside a number, read by boundaries, not by a model."""

from __future__ import annotations

import re

from corpus.facts.readings import Source
from corpus.facts.tables import words

_PUNCTUATION = r"，。;:!?()（）\n、,.「」《》『』“”\"/<>"
_HAN_STOP = re.compile(rf"[{_PUNCTUATION}\x00]|" + "|".join(sorted(words("noun-ends"), key=lambda w: (-len(w), w))))
_HARD_STOP = re.compile(r"[，。;:!?()（）\n]")
_RELATIVE = re.compile("|".join(sorted(words("relative"), key=lambda w: (-len(w), w))))
_IS = re.compile(r"(?:为|是|属于|属)(?!期)")
_QUOTED = re.compile(r"[「『《“][^「」『』《》“”\n]{1,30}[」』》”] ?")
_BRACKETED = re.compile(r"\([^()\n]{1,16}\) ?")
_NUMERAL = re.compile(
    r"(?<![a-z0-9])[0-9]|[和及与、]?第 ?[一二三四五六七八九十0-9]|[二两三四五六七八九十]{1,3}(?=[个大项间家所条座])"
)
_JOIN = re.compile(r"[和及与或]")
_WORD = re.compile(r"[a-z][a-z&'’-]{0,30}")
_STOP_EN = words("ends-noun")
_NOT_PLURAL = words("no-plural")
_PLURALS = words("plural")


def chinese_noun(text: str, start: int, classifier: str) -> tuple[int, int]:
    """Span of the noun phrase that a measure word counts; an empty span at ``start`` where none can be told.

    Reads up to punctuation or a word that begins a predicate. 卓越的企業 counts 企業, 經濟體的機構 counts 經濟體;
    a relative clause (由企業提交的申請) is skipped up to its 的, a quoted name (「…」熱點) up to its end.
    """
    at = start + (text[start : start + 1] == " ")
    if found := _IS.match(text, at):
        return _phrase(text, found.end(), classifier) or (start, start)
    if quoted := _QUOTED.match(text, at):
        return _phrase(text, quoted.end(), classifier) or (start, start)
    if _RELATIVE.match(text, at):
        hard = _HARD_STOP.search(text, at, at + 40)
        of = text.find("的", at, hard.start() if hard else at + 40)
        return (_phrase(text, of + 1, classifier) if of > 0 else None) or (start, start)
    return _phrase(text, at, classifier) or (start, start)


def _phrase(text: str, at: int, classifier: str, limit: int = 24, depth: int = 0) -> tuple[int, int] | None:
    if depth > 3:  # 「…」「…」「…」 without end
        return None
    at += text[at : at + 1] == " "
    stop = _HAN_STOP.search(text, at, at + limit + 8)
    end = stop.start() if stop else min(len(text), at + limit + 8)
    if numeral := _NUMERAL.search(text, at, end):
        end = numeral.start()
    while end > at and (text[end - 1] == " " or _JOIN.match(text[end - 1])):
        end -= 1
    for skipped in (_QUOTED, _BRACKETED):
        beyond = skipped.match(text, end) if end < len(text) else None
        if beyond and end - at <= limit and (after := _phrase(text, beyond.end(), classifier, 12, depth + 1)):
            return after
    if end - at > limit:
        return None
    of = text.find("的", at, end)
    if of > 0:
        first = text[at:of]
        bodies = classifier in ("家", "间", "所")
        if first.strip() in words("adjective") or (bodies and not first.endswith(tuple(words("body")))):
            return _phrase(text, of + 1, classifier, limit, depth + 1)
        end = of
    joint = _JOIN.search(text, at + 1, end)
    if joint and (end - at > 14 or text[end - 1] in "局署"):
        end = joint.start()
    while end > at and text[end - 1] == " ":
        end -= 1
    if end <= at or not any("一" <= c <= "鿿" or c.isalpha() for c in text[at:end]):
        return None
    return at, end


def english_noun(source: Source, start: int, most_words: int = 8) -> tuple[int, int]:
    """Span of the noun phrase after a number up to its plural head; empty at ``start`` where none follows closely.

    Capitalised words and brackets after a plural go on a name (University Grants Committee (UGC)-funded universities).
    """
    text, at, words_read, head_end = source.text, start, 0, -1
    first = True
    while words_read < most_words:
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
            at, words_read = found.end(), words_read + 1
            continue
        if word in _STOP_EN:
            break
        capital = source.printed(found.start(), found.start() + 1).isupper()
        at, words_read, first = found.end(), words_read + 1, False
        if _plural(word):
            head_end = at
        elif head_end > 0 and not capital:
            break
    if head_end < 0:
        return start, start
    begin = start + (4 if text.startswith(" of ", start) else 1)
    return begin, head_end


def _plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "'s", "’s")) and word not in _NOT_PLURAL
