"""Two things whose sizes are asked: "which is larger, the park or the pier", 「甲和乙哪個較大」, "the heights of both"."""

from __future__ import annotations

import re

from service.answer.several.asked import Part

_THING = r"[\w$'’&. -]{2,60}?"
_LARGER = "larger|bigger|smaller|greater|taller|higher|longer|shorter|dearer|costlier|cheaper|more expensive"
_ASK_HAN = {
    "大": "有多大",
    "小": "有多大",
    "高": "有多高",
    "低": "有多高",
    "長": "有多長",
    "长": "有多长",
    "短": "有多长",
}
_EITHER_HAN = r"[^，,。？?的和与與及同跟、比還还定]"
_MORE_HAN = (
    r"(?P<of>佔地|占地|面積|面积|用地)?(?:更|較|较|比較|比较|最|會|会)*(?P<more>[大小高低長长短])(?:一?些|啲|點|点)?"
)
#: 「甲和乙哪個更大」; 「哪個較大，甲還是乙」
_WHICH_HAN = re.compile(
    rf"(?P<one>{_EITHER_HAN}{{2,16}})(?:和|與|与|及|同|跟|、)(?P<two>{_EITHER_HAN}{{2,16}}?)(?:之間|之间|兩者|两者)?[，,]?"
    rf"[哪邊边](?:一)?(?:個|个|者|間|间|座|項|项)?(?:的)?{_MORE_HAN}[？?]?$"
)
_WHICH_LATER_HAN = re.compile(
    rf"^[哪邊边](?:一)?(?:個|个|者|間|间|座|項|项)?(?:的)?{_MORE_HAN}[，,：:]\s*(?P<one>{_EITHER_HAN}{{2,16}})"
    rf"(?:還是|还是|定係|定系|定|抑或|和|與|与|同)(?P<two>{_EITHER_HAN}{{2,16}}?)[？?]?$"
)
_MEASURES = (
    (r"height|tall|high", "How high is {}?"),
    (r"length|long|short", "How long is {}?"),
    (r"cost|expensive|dear|cheap", "How much does {} cost?"),
    (r"", "How large is {}?"),
)
_WHICH_LATIN = (
    re.compile(
        rf"\bwhich (?:one )?(?:is|covers|has|of the two is)(?: the| a)? (?P<more>{_LARGER})(?: \w+)?[,:]?"
        rf" (?P<one>{_THING}) or (?P<two>{_THING})\??$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:is|are) (?P<one>{_THING}) or (?P<two>{_THING}) (?:the )?(?P<more>{_LARGER})\??$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^which of (?P<one>{_THING}) (?:and|or) (?P<two>{_THING}) is (?:the )?(?P<more>{_LARGER})\??$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:what are |give (?:me )?|tell me )the (?P<more>sizes|areas|heights|lengths|costs)"
        rf" of (?P<one>{_THING}) and (?P<two>{_THING})[?.]?$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^how (?P<more>large|big|tall|high|long) are (?P<one>{_THING}) and (?P<two>{_THING})\??$", re.IGNORECASE
    ),
)


def _bare(name: str) -> str:
    return re.sub(r"^(?:a|an|the)\s+", "", name.strip(" ,，"), flags=re.IGNORECASE).strip()


def sizes_of_two(question: str) -> tuple[Part, ...]:
    """The size of each of two things that are asked for together, or of which the larger is; none otherwise."""
    for pattern in (_WHICH_HAN, _WHICH_LATER_HAN):
        if match := pattern.search(question):
            asked = ("佔地" if match["of"] in ("佔地", "占地") else "") + _ASK_HAN[match["more"]]
            return tuple(Part(f"{match[name].strip()}{asked}？", match[name].strip()) for name in ("one", "two"))
    for pattern in _WHICH_LATIN:
        if match := pattern.search(question):
            asked = next(a for words, a in _MEASURES if re.search(words, match["more"], re.IGNORECASE))
            things = [match[name].strip(" ,") for name in ("one", "two")]
            return tuple(Part(asked.format(thing), _bare(thing)) for thing in things)
    return ()
