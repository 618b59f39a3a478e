"""Whether a statement denies what a place affirms, or the reverse, and whether that is sure enough to contradict it.

What is abolished, lifted or waived is denied as by "no longer": two such denials agree, and a denial of one affirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.sentences import clauses
from corpus.spans import fold_text, is_han
from index.stopwords import ENGLISH
from service.answer.evidence import Matcher
from service.answer.negations import denied_at
from service.desk.grounds import Ground
from service.desk.pieces import Pieces

#: A clause of the place is about the same as the statement's if it says this share of what the best one does.
NEAR = 0.85
#: Under this share no clause of the place is about the statement's clause.
ABOUT = 0.05
#: Share of the statement's clause that one clause of the place must say to contradict it by a denial.
SAME_CLAUSE = 0.4
#: Share of what is denied on one side that the other must say.
DENIED = 0.2
#: Words, or Chinese characters, that follow a word of removal and are what it removes, and Chinese characters after a denial.
REACH, HAN_REACH, HAN_DENIED = 6, 8, 6

_REMOVALS = re.compile(
    r"\b(?:abolish\w*|abolition|remov(?:e|ed|es|ing|al)|lift(?:ed|s|ing)?|waiv(?:e|ed|es|ing|er)|scrap(?:s|ped|ping)?"
    r"|cancel\w*|repeal\w*|revok\w*|rescind\w*|eliminat\w*|exempt\w*|withdr[ae]w\w*|discontinu\w*|ceas(?:e|ed|es|ing)"
    r"|dispens\w+ with|d(?:o|oes|id|one|oing) away with|unlimited|uncapped|unrestricted)\b"
    r"|撤销|撤回|取消|废除|废止|免除|免去|豁免|剔除|删除|移除|解除|停止|终止"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$|[已被]\s*$")
# What eases a requirement leaves some of it, what is only thought of is not done, and "non-local" is not "local".
_MODES = tuple(
    map(
        re.compile,
        (
            r"\b(?:relax|eas(?:e|ed|es|ing)\b|loosen|partial)|放[宽松]|松绑|部分",
            r"\b(?:explor\w*|consider(?:s|ed|ing)?|propos(?:e|es|ed|ing)|might)\b|探讨|考虑|拟",
            r"\bnon-|非",
            r"\bunless\b|\bexcept|\bonly\b|除非|除外|只[有限]|仅",
        ),
    )
)
_OBLIGED = re.compile(
    r"\b(?:must|shall|(?:have|has|had|need|needs|needed) to|needs?|requir\w*|oblig\w*|mandat\w*|compulsory|necessary"
    r"|conditions?|limit\w*|restrict\w*|cap|ceiling|quota|fees?|charg\w*|levy)\b|必须|须|需|要求|规定|限|收费|费用|征收"
)
_KEPT = re.compile(
    r"\b(?:still|remain\w*|ke(?:ep|eps|pt)|retain\w*|maintain\w*|there (?:is|are)|impos\w*|continu\w*|in force"
    r"|appl(?:y|ies))\b|仍|依然|保留|维持|继续|设有"
)
_DUTY = re.compile(r"\b(?:requirements?|restrictions?|limitations?|prerequisites?)\b|的(?:要求|规定|限制|条件)")
_LIGHT = frozenset("any have has had been held hold made make making get given give take taken need yet ever".split())
_NEVER = re.compile(r"\bnever\b|从[不未]|从来")
_FORBIDDEN = re.compile(
    r"\b(?:must not|may not|cannot|shall not|can not)\b|\b\w+n['’]t be\b|不得|不可|不能|不准|不许|勿"
)


@dataclass(frozen=True, slots=True)
class Denial:
    """The clause ``[start, end)`` of the statement that denies where the place does not, or the reverse.

    ``sure``: both speak of the same thing, so that the place contradicts the statement; else it only leaves it open.
    """

    start: int
    end: int
    sure: bool


def denies(text: str) -> bool:
    """Whether any clause of the text denies something, removals included."""
    return any(_Clause(text[a:b]).count() % 2 for a, b in clauses(text))


class _Clause:
    """One clause, folded, with what it denies."""

    def __init__(self, text: str) -> None:
        self.text = fold_text(text)
        self._ends = denied_at(self.text)

    @cached_property
    def denied(self) -> list[str]:
        """What each plain denial denies, its first telling word; where that is a removal, what is removed tells it."""
        reaches = [(_reach(self.text, end), self.text[end:]) for end in self._ends]
        return [_first(rest) for what, rest in reaches if not _REMOVALS.search(what)]

    @cached_property
    def removed(self) -> list[str]:
        """What each word of removal removes."""
        return [_removed(self.text, match) for match in _REMOVALS.finditer(self.text)]

    def count(self, said: Callable[[str], bool] | None = None) -> int:
        """Its denials; with ``said``, only removals of what the other side says."""
        return len(self._ends) + sum(said is None or said(what) for what in self.removed)

    @property
    def plain(self) -> int:
        return len(self._ends)

    @property
    def modes(self) -> list[bool]:
        return [bool(mode.search(self.text)) for mode in _MODES]

    @property
    def ungoverned(self) -> bool:
        """Whether it names a requirement by a noun whose verb may say anything of it, removal in words unknown included."""
        return bool(_DUTY.search(self.text)) and not _KEPT.search(self.text)


def _reach(text: str, start: int) -> str:
    rest = text[start:].lstrip()
    if rest and is_han(rest[0]):
        return rest[:HAN_REACH]
    return " ".join(rest.split()[:REACH])


def _first(text: str) -> str:
    rest = text.lstrip()
    if rest and is_han(rest[0]):
        return rest[:HAN_DENIED]
    return next((word for word in re.findall(r"[a-z]{2,}", rest) if word not in ENGLISH and word not in _LIGHT), "")


def _removed(text: str, match: re.Match[str]) -> str:
    if match[0].startswith("un"):
        return match[0].removeprefix("un")
    before, after = text[: match.start()], _reach(text, match.end())
    return before if _PASSIVE.search(before) or not re.search(r"\w", after) else after


def denied_otherwise(pieces: Pieces, ground: Ground, match: Callable[[str], Matcher], same: float) -> Denial | None:
    """The clause of the statement that denies where the place does not, or the reverse; None where both agree.

    One denial and two are alike opposites of none and of each other: "not unlike" affirms. ``same``: the share of the
    statement that the place itself must say to be sure.
    """
    parts = [_Clause(ground.text[a:b]) for a, b in clauses(ground.text)]
    stated = [(a, b, _Clause(pieces.text[a:b])) for a, b in clauses(pieces.text)]
    said, told = _said_by(pieces.text, match), _said_by(ground.text, match)
    if not any(one.count() for one in [*parts, *(clause for _, _, clause in stated)]):
        return None
    for start, end, clause in stated:
        mine = clause.count() % 2
        shares = match(pieces.words[start:end]).coverage([part.text for part in parts])
        best = max(shares, default=0.0)
        if best < ABOUT:
            if mine:
                return Denial(start, end, sure=False)
            continue
        near = [part for part, share in zip(parts, shares, strict=True) if share >= NEAR * best]
        if clause.removed and (
            about := [part for part in near if all(map(_said_by(part.text, match), clause.removed))]
        ):
            near = about
        alike = [part for part in near if part.count(said) % 2 == mine]
        if not alike:
            sure = ground.alone >= same and best >= SAME_CLAUSE
            return Denial(start, end, sure and _opposed(clause, near, said, told))
        # Both deny something: what the statement denies must be what the place does.
        if not any(_agree(clause, part, said) for part in alike) or not all(map(told, clause.denied)):
            return Denial(start, end, sure=False)
    return None


def _said_by(text: str, match: Callable[[str], Matcher]) -> Callable[[str], bool]:
    def said(what: str) -> bool:
        return match(what).coverage([text])[0] >= DENIED

    return said


def _agree(stated: _Clause, part: _Clause, said: Callable[[str], bool]) -> bool:
    """Whether two clauses with as many denials deny the same, where one of them does it by a word of removal.

    What is no longer required may still be done, and what was never required was not abolished.
    """
    removed = [what for what in part.removed if said(what)]
    if not removed and not stated.removed:
        return True
    if stated.modes != part.modes:
        return False
    for one, other in ((stated, bool(removed)), (part, bool(stated.removed))):
        if other and one.plain and not one.removed:
            return bool(_OBLIGED.search(one.text)) and not (_NEVER.search(one.text) or _FORBIDDEN.search(one.text))
    return True


def _opposed(
    stated: _Clause, near: Sequence[_Clause], said: Callable[[str], bool], told: Callable[[str], bool]
) -> bool:
    """Whether one of the clauses says the opposite of the same thing: what one side denies, the other has in some form.

    ``said``: whether the statement says it; ``told``: whether the place does.
    """
    for part in near:
        removed = [what for what in part.removed if said(what)]
        if stated.modes != part.modes:
            continue
        if (not stated.count() and stated.ungoverned) or (not part.count(said) and part.ungoverned):
            continue
        lone = not stated.plain % 2 and removed and not stated.removed and not part.plain
        if lone and not (_OBLIGED.search(stated.text) or _KEPT.search(stated.text)):
            continue
        if all(map(told, [*stated.denied, *stated.removed])) and all(map(said, part.denied)):
            return True
    return False
