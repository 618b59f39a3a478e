"""The things that a question names side by side and asks the same of: "which park is bigger", "how much taller than the hall"."""

from __future__ import annotations

import re

from corpus.spans import fold_text
from service.answer.several.asked import DIFFERENCE, EACH, MORE, Part, asking, asks_which
from service.answer.several.pairs import sizes_of_two
from service.answer.turns.history import content
from service.answer.understand import kinds_asked


def _trimmed(name: str) -> str:
    return re.sub(r"^(?:a|an|the|for|of|to)\s+", "", name.strip(" ,，"), flags=re.IGNORECASE).strip()


_HAN = r"[^，,。？?的和与及同跟、比里裏]"
_PAIR_HAN = re.compile(
    rf"({_HAN}{{2,14}})(?:和|与|及|同|跟|、)({_HAN}{{2,14}}?)(?=[哪边]|各|分别|的|，|(?:面积|大小|高度)?相差|有几|有多)"
)
_THAN_HAN = re.compile(rf"({_HAN}{{2,14}}?)(?:每[年月日])?(?:比|较)({_HAN}{{2,10}}?)(?=[多高大少低小早迟晚])")
_PAIR_LATIN = re.compile(
    r"(?:,\s*|\bfor\s+|\bbetween\s+|\bdo\s+|\bof\s+|\bis\s+|\bare\s+)([\w$' -]{3,40}?)\s+(?:and|or)\s+([\w$' -]{3,40}?)"
    r"(?=,|\?|\s+(?:differ|compare|each|have|has|had|get|cover|respectively|cost|receive)\b|$)",
    re.IGNORECASE,
)
_THAN_LATIN = re.compile(
    r"\b((?:a|an|the)\s+[\w' -]{2,30}?)\s+than\s+((?:a|an|the)?\s*[\w' -]{2,30}?)(?=,|\?|$)", re.IGNORECASE
)


#: word that compares -> what is asked of each
_SIZES = (
    (r"larger|bigger|smaller|greater", "How large is {}?"),
    (r"taller|higher", "How high is {}?"),
    (r"longer|shorter", "How long is {}?"),
    (r"dearer|costlier|cheaper|more expensive", "How much does {} cost?"),
)
_LARGER = "|".join(words for words, _ in _SIZES)
_THING = r"[\w$'’&. -]{2,60}?"
_SIZE_LATIN = re.compile(
    rf"\bhow much (?P<more>{_LARGER}) (?:is|are|was|were) (?P<one>{_THING}) than (?P<two>{_THING})\??$"
    rf"|\bby how much (?:is|are|was|were) (?P<one2>{_THING}) (?P<more2>{_LARGER}) than (?P<two2>{_THING})\??$"
    rf"|\b(?:difference|gap) in (?:size|area) between (?P<one3>{_THING}) and (?P<two3>{_THING})\??$",
    re.IGNORECASE,
)
_HOLDING_LATIN = re.compile(
    rf"\bhow many (?:more|fewer) (?P<what>[\w -]{{2,40}}?) (?P<do>do|does|did) (?P<one>{_THING})"
    rf" (?P<verb>have|cover|take up|hold|occupy) than (?P<two>{_THING})(?: (?:do|does|did))?\??$"
    rf"|\bhow many (?:more|fewer) (?P<what2>[\w -]{{2,40}}?) (?P<do2>are|is|were) (?P<at>in|at) (?P<one2>{_THING})"
    rf" than (?:in |at )?(?P<two2>{_THING})\??$",
    re.IGNORECASE,
)
#: 「深圳園區比香港園區大多少公頃」
_SIZE_HAN = re.compile(
    r"(.{2,24}?)(?:比|較|较)(.{2,24}?)([大小高低長长短])(?:了|出)?(?:多少|[幾几]多)([^，,。？?]{0,6})[？?]?$"
)
_ASK_HAN = {
    "大": "有多大",
    "小": "有多大",
    "高": "有多高",
    "低": "有多高",
    "長": "有多長",
    "长": "有多长",
    "短": "有多长",
}


def _sizes(question: str) -> tuple[Part, ...]:
    """ "How much larger is A than B", 「甲比乙大多少」: the size of each."""
    if match := _SIZE_LATIN.search(question):
        got = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
        asked = next((a for words, a in _SIZES if re.search(words, got.get("more", "larger"), re.I)), _SIZES[0][1])
        return tuple(Part(asked.format(got[name]), _trimmed(got[name])) for name in ("one", "two"))
    if match := _HOLDING_LATIN.search(question):
        got = {name.rstrip("2"): value for name, value in match.groupdict().items() if value}
        form = "How many {what} {do} {at} {thing}?" if "at" in got else "How many {what} {do} {thing} {verb}?"
        return tuple(Part(form.format(thing=got[name], **got), _trimmed(got[name])) for name in ("one", "two"))
    if match := _SIZE_HAN.search(question):
        unit = f"有多少{match[4]}" if content(match[4]) else _ASK_HAN[match[3]]
        return tuple(Part(f"{match[i]}{unit}？", match[i]) for i in (1, 2))
    return ()


def ones(question: str, folded: str) -> tuple[Part, ...]:
    """The things that the question names side by side and asks the same of."""
    if sizes := _sizes(question) or sizes_of_two(question):
        return sizes
    several_asked = bool(EACH.search(folded) or (asks_which(folded) and re.search(MORE[0][1], folded)))
    different = bool(DIFFERENCE.search(folded) or re.search(r"\bdiffer|\bcompare", folded))
    if not (several_asked or different):
        return ()
    patterns = [_THAN_HAN, _THAN_LATIN] if different else []
    patterns += [_PAIR_HAN, _PAIR_LATIN] if several_asked or different else []
    for pattern in patterns:
        match = pattern.search(folded)
        if match is None:
            continue
        names = [question[match.start(i) : match.end(i)] for i in (1, 2)]
        labels = [_trimmed(re.split(_INNER, names[0], flags=re.IGNORECASE)[-1]), _trimmed(names[1])]
        if any(not content(fold_text(label)) or kinds_asked(label)[0] for label in labels):
            continue
        return tuple(
            Part(asking(_before(question, match, labels[0]) + label + question[match.end(2) :]), label)
            for label in labels
        )
    return ()


#: What parts the thing from the rest of what stands before "and" or "than".
_INNER = r"\b(?:for|of|in|to|by|a|an|the)\s+"


def _before(question: str, match: re.Match[str], label: str) -> str:
    """The question up to the first of the things."""
    return question[: question.rindex(label, match.start(1), match.end(1))]
