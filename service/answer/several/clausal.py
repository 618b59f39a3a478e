"""The clauses of a question that each ask something of their own: "since when, and by what percentage?" """

from __future__ import annotations

import re

from corpus.languages import language_of
from corpus.spans import fold_text
from service.answer.nouns import is_reason
from service.answer.records import Turn
from service.answer.several.asked import Part
from service.answer.turns.history import carried, content, standalone
from service.answer.turns.topics import is_chinese
from service.answer.understand import kinds_asked, measured

_WH = r"(?:what|who|whom|whose|when|where|how|which)\b"
#: Asks without a word of asking: an auxiliary before its subject, an order.
_OPENS = (
    r"(?:why|whether)\b|(?:is|are|was|were|do|does|did|can|could|will|would|has|have|should|must|may)"
    r" (?:the|it|its|they|their|there|this|that|these|those|any|anyone|he|she|we|i|you|one|some)\b"
    r"|(?:please )?(?:tell me|explain|describe|list|name)\b"
)
_CLAUSE_LATIN = re.compile(
    rf"(?:\s*[,;?]\s*(?:and\s+|or\s+|but\s+)?|\s+and\s+)(?=(?:(?:by|at|in|since|for|from|to|on|with|under)\s+)?(?:{_WH}|{_OPENS}))"
    r"|\?\s+(?=[A-Z])",
    re.IGNORECASE,
)
_CLAUSE_HAN = re.compile(r"[，,；;？?、。]\s*(?:又|而|并|並|同埋|以及|和)?")
_ASKS_HAN = re.compile(r"[何谁几乜]|多[少大久长高]|哪|边[个度间啲区年]|甚么|什么|点样|百分之几")
_OPEN_LATIN = re.compile(rf"^(?:and |but |or )?(?:{_WH}|{_OPENS})")
_OPEN_HAN = re.compile(
    r"为何|为什么|为甚么|点解|点样|怎样|怎么|如何|是否|是不是|有冇|有没有|系咪|([一-鿿]{1,2})[唔不]\1|[吗嘛]$|甚么|什么|乜|咩"
)
#: Asks nothing of its own: "is that right?", 「對嗎」, "can you tell me".
_TAG = re.compile(
    r"^(?:and |but )?(?:is (?:that|it|this) (?:right|true|so|correct)|right|(?:do|can|could|would|will) you\b.*"
    r"|please|tell me|how (?:about|come)|(?:so )?what)$"
    r"|^(?:请问|你知唔知|你知道吗|知不知道|[对真系是]?(?:的|系)?(?:对|真|是|系)?[吗嘛]|系咪(?:呀|真)?|是不是|是否|对不对|啱唔啱|怎么样|点呀)$"
)


def clauses_of(question: str, folded: str) -> tuple[Part, ...]:
    """The clauses that ask for different kinds of fact, each with the topic of the first where it has none of its own.

    A clause that asks something else beside them ("and why?") is a part too, an ``open`` one: it may not be dropped.
    """
    han = bool(_ASKS_HAN.search(folded))
    valued, opened = _asking_pieces(question, folded, han)
    if not valued or len(valued) + len(opened) < 2:
        return ()
    same = [bool(_SAME_OF.match(piece)) for piece in valued]
    alike = len({_wanted(piece) for piece in valued}) < 2 and not all(_own(piece) for piece in valued[1:])
    if not any(same) and alike and not opened:
        return ()
    if len(valued) > 1 and not any(same) and alike:
        valued = [("，" if han else ", ").join(valued)]
    if len(valued) > 1 and han and re.search(rf"(?:{_ASKS_HAN.pattern})\S{{0,2}}$", fold_text(valued[0])):
        after = re.search(r"(?:何时|何時|什么时候|甚么时候|几时|谁|多少|哪年|哪一年)", fold_text(valued[1]))
        valued[0] += valued[1][after.end() :] if after else ""
    first = valued[0]
    return (
        Part(first),
        *(Part(_of_another(piece, first) or carried(piece, first)) for piece in valued[1:]),
        *(Part(carried(piece, first), _bare(piece), open=True) for piece in opened),
    )


def _asking_pieces(question: str, folded: str, han: bool) -> tuple[list[str], list[str]]:
    """(the clauses that ask for a value, each with what belongs to it, those that ask something else)"""
    valued: list[str] = []
    opened: list[str] = []
    lead, comma, last = "", "，" if han else ", ", 0
    cuts = [m.span() for m in (_CLAUSE_HAN if han else _CLAUSE_LATIN).finditer(folded)]
    for start, end in [*cuts, (len(question), len(question))]:
        piece, last = question[last:start].strip(), end
        if not piece:
            continue
        plain = fold_text(piece).rstrip("?？。. ")
        asks = (_ASKS_HAN if han else _ASKS_LATIN).search(plain)
        if (kinds_asked(piece)[0] and asks and not _CONDITION.search(plain)) or (valued and _SAME_OF.match(piece)):
            valued.append(lead + piece)
            lead = ""
        elif valued and _asks_openly(plain, han):
            opened.append(piece)
        elif valued:
            valued[-1] += comma + piece
        else:
            lead += piece + comma
    return valued, opened


def _bare(piece: str) -> str:
    return re.sub(r"^(?:and|but|or|又|同埋|以及|还有|還有|另外)\s*|[\s?？。.]+$", "", piece, flags=re.IGNORECASE)


def _asks_openly(plain: str, han: bool) -> bool:
    """Whether a folded clause asks for something that is no value: why, whether, in what way."""
    if _TAG.match(plain) or _CONDITION.search(plain):
        return False
    asks = _OPEN_HAN.search(plain) if han else _OPEN_LATIN.match(plain)
    left = _OPEN_HAN.sub("", plain) if han else re.sub(rf"^(?:and |but |or )?{_WH}", "", plain)
    return bool(asks) and (content(left) > 0 or is_reason(plain))


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
