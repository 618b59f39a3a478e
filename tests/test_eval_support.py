"""Citation recall and precision, token F1, what a miss is, the same value in every language."""

from decimal import Decimal
from typing import Any

import pytest

from eval.measures.answers import PartVerdict, answer_f1, same_value_share, stated_value
from eval.measures.citations import check_citations
from eval.measures.misses import MISSES, miss
from eval.measures.support import pieces, quotations, support
from eval.questions import Item, Part
from eval.replies import Reply, refuses

TEXT = {"d/1": "The pool holds 1,200 fish and 30 turtles.", "d/2": "開放日為星期三，門票八十元。"}


def _cite(n: int, paragraph: str, quote: str) -> dict[str, Any]:
    start = TEXT[paragraph].index(quote)
    return {
        "n": n,
        "id": paragraph,
        "document": {"id": "d"},
        "label": paragraph[2:],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }


def _reply(answer: str, *citations: dict[str, Any], **more: Any) -> Reply:
    return Reply(True, answer, "en", 0.9, citations=citations, **more)


def test_quotations_are_the_outermost_marks() -> None:
    assert quotations("He wrote: “as planned” [1].") == ["as planned"]
    assert quotations("「設立「超算中心」」[1]，“a “b” c”") == ["設立「超算中心」", "a “b” c"]
    assert quotations("no “end") == []
    assert quotations("「 」") == []


def test_an_answer_is_cut_after_its_marks() -> None:
    assert pieces("One [1]. Two [2][3]; rest") == [("One ", [1]), (". Two ", [2, 3]), ("; rest", [])]


def test_recall_counts_figures_and_quotations() -> None:
    # three checkables: 1,200, 40 and the quotation; 40 is printed nowhere
    reply = _reply("1,200 fish and 40 birds: “holds 1,200 fish” [1].", _cite(1, "d/1", "holds 1,200 fish"))
    found = support(reply, unsupported=[Decimal(40)])
    assert (found.checkable, found.supported) == (3, 2)
    assert found.recall == pytest.approx(2 / 3)
    assert check_citations(reply, TEXT.get).support == found


def test_a_quotation_that_no_citation_holds_is_not_supported() -> None:
    found = support(_reply("“holds 1,300 fish” [1]", _cite(1, "d/1", "holds 1,200 fish")), unsupported=[Decimal(1300)])
    assert (found.checkable, found.supported) == (2, 0)


def test_precision_counts_the_citations_that_are_needed() -> None:
    fish, price = _cite(1, "d/1", "holds 1,200 fish"), _cite(2, "d/2", "門票八十元")
    assert support(_reply("1,200 fish [1].", fish)).precision == 1 / 1
    # the second says nothing of fish
    assert support(_reply("1,200 fish [1] [2].", fish, price)).precision == 1 / 2
    assert support(_reply("1,200 fish [1]; HK$80 [2].", fish, price)).precision == 2 / 2
    # without a figure or a quotation, a shared word is enough
    assert support(_reply("It holds turtles [1].", _cite(1, "d/1", "30 turtles"))).precision == 1 / 1
    assert support(_reply("Nothing.")).precision is None


def test_a_relative_year_counts_as_supported_by_its_citation() -> None:
    reply = _reply("In 2024 [1].", _cite(1, "d/2", "開放日為星期三"))
    assert support(reply).precision == 0.0
    assert support(reply, allowed={1: {Decimal(2024)}}).precision == 1.0


@pytest.mark.parametrize(
    ("words", "renderings", "f1"),
    [
        ("the copper", ["copper"], 1.0),  # articles do not count
        ("made of copper", ["copper"], 2 * (1 / 3) * 1 / (1 / 3 + 1)),
        ("由數碼港營運", ["数码港"], 2 * (3 / 6) * 1 / (3 / 6 + 1)),  # by characters, scripts folded
        ("copper", ["tin", "copper pots"], 2 * 1 * (1 / 2) / (1 + 1 / 2)),  # the best rendering
        ("nothing", ["copper"], 0.0),
        ("", ["copper"], 0.0),
    ],
)
def test_answer_f1_by_hand(words: str, renderings: list[str], f1: float) -> None:
    assert answer_f1(words, renderings) == pytest.approx(f1)


def test_the_same_value_whichever_language_asks() -> None:
    said = [
        ("q1", "5"),
        ("q1", "5"),
        ("q2", "5"),
        ("q2", "6"),
        ("q3", "silent"),
        ("q3", "silent"),
        ("q4", "5"),
        ("q4", None),
    ]
    assert same_value_share(said) == 2 / 3  # q4 has one value left
    assert same_value_share([("q1", "5")]) is None


def test_what_a_reply_stands_for() -> None:
    assert stated_value(Reply(False, "", "en", 0.1)) == "silent"
    assert stated_value(_reply("x", facts=({"kind": "date", "value": "2024", "edtf": "2024-41"},))) == "2024-41"
    assert stated_value(_reply("x", facts=({"kind": "organisation", "value": "Cyberport"},))) is None
    assert stated_value(_reply("x")) is None


ITEM = Item("q1", "money", {"en": "?"}, (Part(("d/1",), "money", "5"), Part(("d/2",), "money", "6")))
ONE = Item("q2", "money", {"en": "?"}, (Part(("d/1",), "money", "5"),))
NONE = Item("q3", "money", {"en": "?"}, answerable=False, near=("d/1",))
WRONG, RIGHT, UNSAID = PartVerdict(False, False), PartVerdict(True, True), PartVerdict(True, False)
FAR = ["x/1", "x/2", "x/3", "x/4", "d/1"]


@pytest.mark.parametrize(
    ("item", "outcome", "verdicts", "ranked", "cites", "kind"),
    [
        (ONE, "right", [RIGHT], ["d/1"], "d/1", None),
        (NONE, "silent", [], ["d/1"], None, None),
        (ONE, "refused", [WRONG], ["x/1"] * 10 + ["d/1"], None, "not found"),
        (ONE, "refused", [WRONG], FAR, None, "ranked low"),
        (ONE, "wrong", [WRONG], FAR, "x/1", "ranked low"),
        (ONE, "refused", [WRONG], ["x/1", "d/1"], None, "refused"),
        (ONE, "wrong", [WRONG], ["d/1"], "x/1", "other paragraph"),
        (ONE, "wrong", [WRONG], FAR, "d/1", "other value"),
        (ONE, "wrong", [UNSAID], ["d/1"], "d/1", "not said"),
        (ITEM, "wrong", [RIGHT, WRONG], ["d/1"], "d/1", "part missing"),
        (ITEM, "refused", [WRONG, WRONG], ["d/1"], None, "not found"),
        (NONE, "invented", [], [], "d/1", "near invention"),
        (NONE, "invented", [], [], "x/1", "far invention"),
    ],
)
def test_what_every_miss_is(
    item: Item, outcome: str, verdicts: list[PartVerdict], ranked: list[str], cites: str | None, kind: str | None
) -> None:
    reply = _reply("x", *([{"n": 1, "id": cites}] if cites else []))
    assert miss(item, reply, outcome, verdicts, ranked) == kind
    assert kind is None or kind in MISSES


def test_a_system_of_words_alone_has_misses_of_its_own() -> None:
    assert miss(ONE, _reply("x", bare=True), "wrong", [WRONG], []) == "wrong words"
    assert miss(ONE, _reply("x", bare=True), "refused", [WRONG], []) == "wrong refusal"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NO ANSWER",
        "no answer.",
        "The documents do not mention a cost.",
        "I don't know.",
        "文件沒有提及造價。",
        "无法确定。",
    ],
)
def test_words_that_refuse(text: str) -> None:
    assert refuses(text)


@pytest.mark.parametrize(
    "text",
    ["It opens in 2024.", "2024年啟用。", "Cyberport. The documents do not mention a cost.", "沒有上限，最多2億元。"],
)
def test_words_that_answer(text: str) -> None:
    assert not refuses(text)
