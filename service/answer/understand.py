"""What a question asks: language, wording, the kinds of fact that would answer it.

Everything is read off the folded question by the tables in cues.py; nothing here looks at documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.facts import extract
from corpus.languages import is_cantonese, language_of
from corpus.remembered import remembered
from corpus.spans import fold_text, is_han
from service.answer.cues import (
    BOUND_CUES,
    CHANGE_CUES,
    COMPARE_CUES,
    DIFFERENCE_CUES,
    GENERIC,
    KIND_CUES,
    LIST_CUES,
    NAMES,
    ORIGIN_CUES,
)
from service.answer.nouns import (
    asks_members,
    ends_on_date,
    figure_asked,
    is_key_words,
    is_reason,
    kind_named,
    kinds_of_figure,
)
from service.answer.records import Question


@dataclass(frozen=True, slots=True)
class Understood:
    """A stand-alone question, read."""

    text: str  #: the stand-alone question as it will be searched
    language: str  #: of the answer: en, zh-Hant, zh-Hans
    cantonese: bool
    kinds: tuple[str, ...]  #: fact kinds that would answer it, most likely first; empty: a statement is wanted
    unit: str | None  #: what is counted, where the question says it
    bound: str | None  #: qualifier the value should carry ("up to" for a ceiling)
    wants_list: bool
    extreme: bool  #: asks for the largest of several: the tallest, 最高的
    names_all: bool  #: asks for the members of a set by name: which six, 哪幾間
    compares: bool  #: asks for values of several documents or moments
    changes: bool  #: asks for both ends of a change
    difference: bool  #: asks for what lies between two values
    origin: bool  #: asks for the value a change began with
    focus: str = ""  #: of a follow-up: what it asks anew, where the rest comes from the conversation


@lru_cache(maxsize=1)
def _cues() -> list[tuple[str, tuple[str, ...]]]:
    """Folded cues; the longest first, so that a longer cue hides the shorter one inside it."""
    kinds = {fold_text(cue): value for cue, value in KIND_CUES.items()}
    return sorted(kinds.items(), key=lambda item: (-len(item[0]), item[0]))


def _find(cue: str, text: str) -> int:
    """Where the cue stands in the text, as whole words where it is Latin; -1 where it does not."""
    if is_han(cue[0]):
        return text.find(cue)
    if cue not in text:
        return -1
    match = _word(cue).search(text)
    return match.start() if match else -1


@lru_cache(maxsize=4_096)
def _word(cue: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(cue)}(?![a-z])")


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(fold_text(cue) for cue in GENERIC)


def _heard(folded: str) -> tuple[list[tuple[bool, int, tuple[str, ...]]], str]:
    """([(whether the cue is generic, its place, its kinds)], the question with its cues blanked)"""
    rest = folded
    generic = _generic()
    found: list[tuple[bool, int, tuple[str, ...]]] = []
    for cue, kinds in _cues():
        at = _find(cue, rest)
        if at >= 0 and not _joins(cue, at, folded):
            found.append((cue in generic, at, kinds))
            # Blanked, not cut, so that places stay comparable and a shorter cue cannot match inside this one.
            rest = rest[:at] + " " * len(cue) + rest[at + len(cue) :]
    return sorted(found), rest


def _aims(found: Sequence[tuple[bool, int, tuple[str, ...]]]) -> bool:
    """Whether only a target is asked for: what it counts, the nouns around do not tell."""
    return all(kinds == KIND_CUES["target"] for _, _, kinds in found)


_EXTREME = re.compile(r"\b(?:tallest|highest|largest|biggest|longest)\b|最[高大长多][的嘅既](?!.{0,4}上限)")
_PERSONAL = re.compile(
    r"\b(?:chair|head|lead|sign|wr[io]te|author|speak|spoke|said|say|appoint|preside|represent)(?:s|ed|ing|ten)?\b|\bled\b"
    r"|主持|领导|出任|担任|带领|率领|签|写|撰|发言|代表|执笔|致辞"
)
#: 「多少職位」 counts what follows, whatever money is spoken of before.
_COUNTS = re.compile("(?:多少|几多)(?![元钱税资款成费投到至升增减变降涨])[一-鿿]")
#: A share is asked for, whatever of: 「佔全園幾多」, "what share of the area".
_SHARE = re.compile(
    r"占比|百分之|百分比|巴仙|几成|多少成|(?<![a-z])per ?cent(?:age)?(?![a-z])|\b(?:what|which) (?:share|proportion|fraction)\b"
    r"|占(?!地)[^，,。？?多少几]{0,16}(?:多少|几多)(?![一-鿿])"
)
#: What is added, not what it is added to: 「增加大約幾多個」.
_ADDED = re.compile(r"(?:增|加|增加|多|减|减少)(?:了|咗|出|大约|约|大概)*(?:多少|几多)|\b(?:are|is) to be added\b")
#: A size of which no number of things is one: 「有多大」, "how large is the park"; but not "how big is the team".
_SIZE = re.compile(r"\bhow (?:large|big)\b|多大|几大|面积")
_BODY_OF_PEOPLE = re.compile(
    r"\b(?:team|staff|workforce|population|membership|audience|intake|cluster|community|pool|network|fleet)\b|团队|人口|人手|队伍|社群|群组|网络"
)
#: Money is asked for by its own name, not counted.
_MONEY_ASKED = re.compile(r"(?:多少|几多)(?:[钱錢]|港?元|资金|资助|拨款|投资)|几[钱錢]")


#: A word of asking that may join clauses instead: "projects whose agreements are signed", "When a firm trains staff, what …".
_JOINING = ("who", "whom", "whose", "where", "when")
_ASKED_AFTER = re.compile(r", (?:(?:in|by|at|for|to|on|from) )?(?:who|what|which|how)\b")
_ASKED_BEFORE = re.compile(r"\b(?:how|what|which)\b(?!.*(?:, |\band )(?:and )?(?:who|where|when)\b)")


def _joins(cue: str, at: int, folded: str) -> bool:
    if cue not in _JOINING:
        return False
    if at == 0:
        return cue == "when" and bool(_ASKED_AFTER.search(folded))
    return bool(_ASKED_BEFORE.search(folded[:at])) and not folded[:at].rstrip().endswith((",", "and", "?", "or", ":"))


_PURPOSE = re.compile(
    r"用(?:来|作|于|嚟)?(?:做|作)?(?:什么|甚么|咩|乜|何)|用途(?:是|为|系)?(?:什么|甚么|咩|乜|何)|[有作]何用途?"
    r"|\bwhat\b.*\b(?:used|meant|intended|reserved|earmarked|set aside|designated|zoned) for\b"
)
_HOW_MUCH = re.compile(r"\bhow (?:many|much)\b|多少|几多")
#: 「誰是局長」: who holds a post is a person.
_HOLDER = re.compile(
    r"(?:谁|边个|边位|何人|哪位)(?:是|系|当|担任|出任)(?:现任|现时)?[^，,？?]{0,24}?"
    r"(?:局长|署长|司长|专员|主席|总裁|院长|校长|主任|市长|部长|特首|行政长官)[？?]?$"
    r"|\bwho(?:'s|’s| is| was) (?:the )?(?:current |present )?(?:secretary|commissioner|director|chairman|president|minister"
    r"|permanent secretary)\b"
)


@remembered(1_024)
def kinds_asked(question: str) -> tuple[tuple[str, ...], str]:
    """(fact kinds asked for, most likely first; the folded question without the cues that told so).

    Cues that say what is asked come before those that only ask for some number; what number that is, the nouns of the
    question tell, and where they do, no other kind answers.
    """
    folded = fold_text(question)
    found, rest = _heard(folded)
    specific = dict.fromkeys(kind for generic, _, kinds in found if not generic for kind in kinds)
    wide = dict.fromkeys(kind for generic, _, kinds in found if generic for kind in kinds)
    named, figures = kind_named(folded), kinds_of_figure(folded)
    if _PURPOSE.search(folded) and not _HOW_MUCH.search(folded):
        ordered = ()
    elif _HOLDER.search(folded):
        ordered = ("person",)
    elif specific:
        ordered = tuple(specific)
        if set(specific) == {"person", "organisation"}:
            # Who runs, builds or pays is a body; who chairs, signs or writes is a person.
            both = ("person", "organisation") if _PERSONAL.search(folded) else ("organisation", "person")
            ordered = (named,) if named in specific else both
    elif wide:
        told = () if _aims(found) or _COUNTS.search(folded) else tuple(kind for kind in figures if kind in wide)
        ordered = told or tuple(wide)
    elif is_reason(folded):
        ordered = ()
    elif named:
        ordered = (named,)
    elif figure := figure_asked(folded):
        ordered = (figure,)
    elif ends_on_date(folded):
        ordered = ("date",)
    else:
        ordered = figures[:1] if is_key_words(folded) else ()
    return ordered, " ".join(rest.split())


#: Stands in for the number asked for; no question would print it.
_STAND_IN = "7"
_NUMBERS = ("count", "quantity", "money", "duration", "percentage")
_ASKING = ("how many", "how much", "多少", "几多", "几")


@remembered(1_024)
def measured(question: str, language: str) -> tuple[str, str | None] | None:
    """(kind, unit) of the number asked for, read by putting a number where the question has none.

    "How many hectares" becomes "7 hectares" and is read as any fact is: a quantity in ``har``. None where that reads nothing.
    """
    folded = fold_text(question)
    for cue in _ASKING:
        at = _find(cue, folded)
        if at < 0 or (cue == "几" and folded[at - 1 : at] in ("哪", "边", "同", "好")):
            continue  # 哪幾 asks which, not how many
        text = f"{folded[:at]}{_STAND_IN}{folded[at + len(cue) :]}"
        # A stronger cue that reads as nothing ("多少錢") still outranks a weaker one, which may only mean "several".
        read = [f for f in extract(text, language=language) if f.kind in _NUMBERS and f.start <= at < f.end]
        if not read:
            return None
        unit = read[0].unit
        if read[0].kind == "count" and (cue == "how much" or not unit or _MONEY_ASKED.match(folded, at)):
            return None  # "how much money goes to it" counts nothing
        # A bare measure word (幾間, 幾條) counts what the question named before it.
        bare = unit is not None and len(unit) == 1 and is_han(unit)
        return read[0].kind, unit if read[0].kind == "count" and not bare else None
    return None


def answer_language(question: Question) -> str:
    """The asker's choice, else the language and script of the question; Cantonese is answered in zh-Hant."""
    if question.language != "auto":
        return question.language
    default = "zh-Hant"
    for turn in reversed(question.history):
        if turn.role == "user":
            default = language_of(turn.content)
            break
    return language_of(question.question, default=default)


def _any(cues: Iterable[str], folded: str) -> bool:
    return any(_find(fold_text(cue), folded) >= 0 for cue in cues)


#: Where several things are: one place is not the answer.
_PLACES_OF_SET = re.compile(
    r"\bwhere are (?:all )?(?:the |these |those )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
    r"|[两三四五六七八九十\d][个座间所家处][^，,？?的连]{0,12}(?:位于|在|设于|设在|坐落)?(?:哪里|哪儿|哪处|哪区|哪些地|边度|边处|何处|[什甚]么地方)"
)


def asks_places(question: str) -> bool:
    """Whether it is asked where the several things of a set are."""
    return bool(_PLACES_OF_SET.search(fold_text(question)))


def understand(question: Question, standalone: str, focus: str = "") -> Understood:
    """Reads the stand-alone question. Never raises."""
    folded = fold_text(standalone)
    language = answer_language(question)
    kinds = kinds_asked(standalone)[0]
    number = measured(standalone, language)
    if number:
        # What is measured is said: no other kind of value can answer. Counts and quantities are told apart by the unit alone.
        kinds = ("count", "quantity") if number[0] == "count" else (number[0],)
    if not number and _SHARE.search(folded):
        kinds = ("percentage", "ratio")
    elif not number and _SIZE.search(folded) and not _BODY_OF_PEOPLE.search(folded):
        kinds = tuple(kind for kind in kinds if kind != "count") or kinds
    members = asks_members(folded) or (kinds == ("place",) and asks_places(standalone))
    if members and set(kinds) <= set(NAMES):
        kinds = ()  # their sentence, or the list they stand in, answers; no single name does
    return Understood(
        text=standalone,
        language=language,
        cantonese=is_cantonese(standalone),
        kinds=kinds,
        unit=number[1] if number else None,
        bound=next((qualifier for qualifier, cues in BOUND_CUES.items() if _any(cues, folded)), None),
        wants_list=_any(LIST_CUES, folded),
        extreme=bool(_EXTREME.search(folded)) and bool(set(kinds) & {"money", "count", "quantity", "percentage"}),
        names_all=members,
        compares=_any(COMPARE_CUES, folded),
        changes=_any(CHANGE_CUES, folded),
        difference=_any(DIFFERENCE_CUES, folded) or bool(_ADDED.search(folded)),
        origin=_any(ORIGIN_CUES, folded),
        focus=focus,
    )
