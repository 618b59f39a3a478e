"""Questions that ask several things at once, taken apart into questions that stand alone.

Four joints occur: two kinds of fact about one thing ("since when, and by what percentage?"), one value at several moments
("in 2022 and in 2027"), in several documents ("according to the newspaper and the Budget slides"), or of several things
("which park is bigger, and how big is each?"). Nothing here looks at paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.languages import language_of
from corpus.records import Document
from corpus.spans import fold_text
from service.answer.history import carried, content, standalone
from service.answer.moments import Mention, dated, named_documents
from service.answer.records import Turn
from service.answer.topics import is_chinese
from service.answer.understand import kinds_asked, measured

#: The ways in which parts differ from one another.
KINDS, MOMENTS, DOCUMENTS, ONES, SIBLINGS = "kinds", "moments", "documents", "ones", "siblings"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things asked."""

    text: str  #: the question of this part alone
    label: str = ""  #: what tells it from the others, in the asker's words
    moment: tuple[str, str] | None = None  #: first and last ISO day; a year of ``----`` is any year
    documents: tuple[str, ...] | None = None  #: the documents it names


@dataclass(frozen=True, slots=True)
class Several:
    """A question of several parts."""

    by: str  #: KINDS, MOMENTS, DOCUMENTS, ONES or SIBLINGS
    parts: tuple[Part, ...]
    differs: bool = False  #: asks for what lies between the values
    more: str = ""  #: the word for the one that is looked for: larger, smaller, later, earlier


_EACH = re.compile(r"\b(?:each|respectively|both)\b|各|分别", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:compare[sd]?|against|versus|vs|than|differ|from .{2,40} to |between .{2,60} and |according to .{2,60} and )"
    r"|相比|比较|比|变化|差别|各|分别|变成|变为|升到|增到|增至|[由从].{2,30}到"
)
_CHANGES = re.compile(r"\bchanged?\b|\bdiffer|\bbetween\b|\bfrom\b|变|差|由|从")
_DIFFERENCE = re.compile(
    r"\bby (?:about |roughly |around )?how (?:much|many)\b|\bhow (?:many|much) (?:more|fewer|less|[a-z]+er)\b"
    r"|\bdifference\b"
    r"|\bhow much did\b|多了?[多几]少?|多多少|多几多|增加了?多少|增加几多|增幅|相差|差多少|差几多"
    r"|[少大小高低长短远]了?(?:多少|几多)"
)
_MORE = (
    ("larger", r"\b(?:bigger|larger|biggest|largest|more|most|higher|highest|greater|greatest)\b|[哪边].{0,8}[大多高]"),
    ("smaller", r"\b(?:smaller|smallest|fewer|fewest|less|least|lower|lowest)\b|[哪边].{0,8}[小少低]"),
    ("later", r"\b(?:later|latest|last)\b|[哪边].{0,8}[迟晚]"),
    ("earlier", r"\b(?:earlier|earliest|first|sooner|soonest)\b|[哪边].{0,8}早"),
)
_WH = r"(?:what|who|whom|whose|when|where|how|which)\b"
_CLAUSE_LATIN = re.compile(
    rf"(?:\s*[,;?]\s*(?:and\s+|or\s+|but\s+)?|\s+and\s+)(?=(?:(?:by|at|in|since|for|from|to|on|with|under)\s+)?{_WH})",
    re.IGNORECASE,
)
_CLAUSE_HAN = re.compile(r"[，,；;？?、]\s*(?:又|而|并|並|同埋|以及|和)?")
_ASKS_HAN = re.compile(r"[何谁几乜]|多[少大久长高]|哪|边[个度间啲区年]|甚么|什么|点样|百分之几")


def several(question: str, documents: Sequence[Document]) -> Several | None:
    """The parts of a stand-alone question; None where it asks one thing.

    ``documents``: those there are; a question may name them by their kind, title or month.
    """
    folded = fold_text(question)
    if len(folded) != len(question):
        return None
    differs = bool(_DIFFERENCE.search(folded))
    more = next((word for word, cue in _MORE if re.search(cue, folded)), "") if _asks_which(folded) else ""
    pointed = _pointed(question, folded, documents)
    if len(pointed) > 1:
        by = DOCUMENTS if any(m.documents for m in pointed) else MOMENTS
        parts = tuple(Part(_without(question, pointed, m), m.text, m.moment, m.documents or None) for m in pointed)
        return Several(by, parts, differs, more)
    ones = _ones(question, folded)
    if ones:
        return Several(ONES, ones, differs, more)
    if _EACH.search(folded) and more:
        return Several(SIBLINGS, (Part(_asking(question)),), differs, more)
    clauses = _clauses(question, folded)
    return Several(KINDS, clauses) if len(clauses) > 1 else None


def _asks_which(folded: str) -> bool:
    return bool(re.search(r"\bwhich\b|哪|边", folded))


def _pointed(question: str, folded: str, documents: Sequence[Document]) -> list[Mention]:
    """Two or more moments or documents that the question sets against one another."""
    asked = len(re.findall(r"\bhow (?:many|much)\b|多少|[几幾]多", folded))
    against = _AGAINST.search(folded) or _EACH.search(folded) or _DIFFERENCE.search(folded) or " and " in folded
    if not (against or asked > 1):
        return []
    named = named_documents(question, documents)
    days = [m for m in dated(question) if not any(d.start <= m.start < d.end for d in named)]
    found = sorted([*named, *days], key=lambda m: m.start)
    distinct: dict[object, Mention] = {}
    # One document and one moment are set against each other only where something is said to change between them.
    if len({m.documents for m in named}) == 1 and not _CHANGES.search(folded):
        found = [m for m in found if m.moment]
    for mention in found:
        distinct.setdefault(mention.documents or mention.moment, mention)
    return list(distinct.values())


_LEAD = (
    r"(?:(?:from|to|by|in|at|on|until|between|and|against|than|the|according to|as of|end of|compare with|with|versus|vs)"
    r"\s+)*$"
)
_LEAD_HAN = "由从到至在同与和跟及、，,"


def _without(question: str, mentions: Sequence[Mention], keep: Mention) -> str:
    """The question with the other moments and documents left out, and what joins them."""
    text, last = "", 0
    for mention in mentions:
        if mention is keep:
            continue
        start = mention.start
        lead = re.search(_LEAD, question[last:start], re.IGNORECASE)
        start -= len(lead.group()) if lead else 0
        while start > last and question[start - 1] in _LEAD_HAN:
            start -= 1
        text += question[last:start]
        last = mention.end
    text = re.sub(r"\s{2,}", " ", f"{text} {question[last:]}").strip() if last else question
    text = _FROM_TO.sub(r"有\1\2", text)
    text = re.sub(r"\s+(?=[,?.？，。])", "", re.sub(r"^(?:and|or|but)\s+", "", text, flags=re.IGNORECASE))
    return re.sub(r"(?:,|，)(?=[?？]|$)", "", text)


#: 「由多少家變成多少家」 asks for one number where one moment is left.
_FROM_TO = re.compile(
    r"[由從从](多少|幾多|几多)(\S{0,2}?)(?:變成|变成|變為|变为|升到|升至|增到|增至|增加到|增加至|減至|减至)(?:多少|幾多|几多)\2"
)


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


def _ones(question: str, folded: str) -> tuple[Part, ...]:
    """The things that the question names side by side and asks the same of."""
    if sizes := _sizes(question):
        return sizes
    several_asked = bool(_EACH.search(folded) or (_asks_which(folded) and re.search(_MORE[0][1], folded)))
    different = bool(_DIFFERENCE.search(folded) or re.search(r"\bdiffer|\bcompare", folded))
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
            Part(_asking(_before(question, match, labels[0]) + label + question[match.end(2) :]), label)
            for label in labels
        )
    return ()


#: What parts the thing from the rest of what stands before "and" or "than".
_INNER = r"\b(?:for|of|in|to|by|a|an|the)\s+"


def _before(question: str, match: re.Match[str], label: str) -> str:
    """The question up to the first of the things."""
    return question[: question.rindex(label, match.start(1), match.end(1))]


def _asking(question: str) -> str:
    """The question without the clause that only asks which is more: what is left asks for the value."""
    pieces = [p for p in re.split(r"(?<=[，,？?])", question) if p.strip()]
    if len(pieces) < 2:
        return question
    asked = [p for p in pieces if kinds_asked(p)[0]]
    other = [p for p in pieces if p not in asked]
    return " ".join(p.strip(" ，,？?") for p in (*asked, *other)) if asked else question


def _clauses(question: str, folded: str) -> tuple[Part, ...]:
    """The clauses that ask for different kinds of fact, each with the topic of the first where it has none of its own."""
    han = bool(_ASKS_HAN.search(folded))
    cuts = [m.span() for m in (_CLAUSE_HAN if han else _CLAUSE_LATIN).finditer(folded)]
    pieces, last = [], 0
    for start, end in [*cuts, (len(question), len(question))]:
        pieces.append(question[last:start].strip())
        last = end
    asking: list[str] = []
    lead = ""
    for piece in filter(None, pieces):
        asks = (_ASKS_HAN if han else _ASKS_LATIN).search(fold_text(piece))
        if (kinds_asked(piece)[0] and asks and not _CONDITION.search(fold_text(piece))) or (
            asking and _SAME_OF.match(piece)
        ):
            asking.append(lead + piece)
            lead = ""
        elif asking:
            asking[-1] += ("，" if han else ", ") + piece
        else:
            lead += piece + ("，" if han else ", ")
    if len(asking) < 2:
        return ()
    same = [bool(_SAME_OF.match(piece)) for piece in asking]
    if not any(same) and len({_wanted(piece) for piece in asking}) < 2 and not all(_own(piece) for piece in asking[1:]):
        return ()
    if han and (cue := re.search(rf"(?:{_ASKS_HAN.pattern})\S{{0,2}}$", fold_text(asking[0]))) and cue:
        after = re.search(r"(?:何时|何時|什么时候|甚么时候|几时|谁|多少|哪年|哪一年)", fold_text(asking[1]))
        asking[0] += asking[1][after.end() :] if after else ""
    return (
        Part(asking[0]),
        *(Part(_of_another(piece, asking[0]) or carried(piece, asking[0])) for piece in asking[1:]),
    )


#: Asks the same of another thing: "and what about the rest", 「餘額呢」.
_SAME_OF = re.compile(
    r"(?:what|how) (?:about|of|on|for|in|at) |[^，,？?]{1,12}(?:呢|又?如何|又?怎[樣样]|又點)[？?]?$", re.IGNORECASE
)
_SAME_ASKED = re.compile(
    r"^(?:and |but )?(?:what|how (?:much|many))(?: about)?\s+(?=(?:of|on|for|in|at|to|from|by|about) )", re.IGNORECASE
)


def _of_another(piece: str, first: str) -> str | None:
    """A clause that only names another thing to ask the same of: the first clause with that in the other's place."""
    if is_chinese(piece):
        own, was = _HAVING_HAN.match(piece), _HAVING_HAN.match(first)
        if own and was and own[2] == was[2] and content(fold_text(own[3])) == 0:
            return own[1] + first[was.start(2) :]
        return standalone(piece, (Turn("user", first),))[0] if _SAME_OF.match(piece) else None
    match = _SAME_ASKED.match(piece)
    if match is None or content(fold_text(piece[match.end() :])) > _SHORT:
        return None
    named = re.sub("^about ", "", piece[match.end() :], flags=re.IGNORECASE)
    preposition = named.partition(" ")[0]
    before, found, _ = first.rpartition(f" {preposition} ")
    if found and kinds_asked(before)[0]:
        return f"{before} {named}"
    made = standalone(f"and {named}", (Turn("user", first),))[0]
    return made if kinds_asked(made)[0] else None


#: 「科學園又有幾多間」: whose, the verb, what is counted.
_HAVING_HAN = re.compile(r"(.{2,16}?)又?([有佔占要可])(?:[幾几]多?|多少)([^，,。？?]{0,16})")
#: A clause that only names another thing has no more words than these.
_SHORT = 8


#: A clause that only says under which condition.
_CONDITION = re.compile(
    r"的话$|时$|^when (?!does|did|do|is|are|was|were|will|has|have|had|can|could|should|would|must|may)", re.IGNORECASE
)


def _own(piece: str) -> bool:
    """Whether a clause asks the same kind of thing of something else: it asks anew and says of what."""
    folded = fold_text(piece)
    rest = kinds_asked(piece)[1]
    return bool(_ASKS_HAN.search(folded) or _ASKS_LATIN.search(folded)) and content(_JOINTS.sub("", rest)) > 0


_ASKS_LATIN = re.compile(rf"\b{_WH}", re.IGNORECASE)
_JOINTS = re.compile(r"\b(?:there|much|many|long|they|does|it)\b|[又有再的是]")


def _wanted(piece: str) -> tuple[str, str]:
    """(kind, what is counted) that a clause asks for; any number where it does not say of what."""
    number = measured(piece, language_of(piece))
    if number:
        return number[0], number[1] or ""
    kinds = kinds_asked(piece)[0]
    return ("number" if len(kinds) > 2 else next(iter(kinds), "")), ""
