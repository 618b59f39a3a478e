from typing import Any

import pytest

from eval.measures.answers import consistency, flat_facts, judge, outcome, parity
from eval.questions import Item, Part
from eval.replies import Reply


def _item(*parts: Part, kind: str = "money") -> Item:
    return Item(id="q1", kind=kind, ask={"en": "?"}, gold=parts, answerable=bool(parts))


def _money(value: str, **more: Any) -> dict[str, Any]:
    return {"kind": "money", "value": value, "unit": "HKD", **more}


def _reply(answer: str, *facts: dict[str, Any], answered: bool = True, others: tuple[Any, ...] = ()) -> Reply:
    return Reply(answered, answer, "en", 0.9, facts=facts, others=others)


FIVE = Part(("d/1",), "money", "5000000", unit="HKD", qualifier="more than")


def test_the_leading_fact_of_the_kind_is_the_answer() -> None:
    date = {"kind": "date", "value": "2024"}
    assert judge(_item(FIVE), _reply("$5 million", date, _money("5000000")))[0].right
    assert not judge(_item(FIVE), _reply("$5 million", _money("9"), _money("5000000")))[0].right


def test_the_text_must_say_it_too() -> None:
    verdict = judge(_item(FIVE), _reply("a lot of money", _money("5000000")))[0]
    assert (verdict.stated, verdict.shown, verdict.right) == (True, False, False)


def test_two_values_need_two_leading_facts() -> None:
    item = _item(FIVE, Part(("d/1",), "money", "7000000", unit="HKD"))
    both = judge(item, _reply("from $5 million to $7 million", _money("7000000"), _money("5000000")))
    assert [v.right for v in both] == [True, True]
    one = judge(item, _reply("from $5 million to $7 million", _money("5000000"), _money("1"), _money("7000000")))
    assert [v.right for v in one] == [True, False]


def test_a_change_brings_its_ends() -> None:
    change = {"kind": "change", "value": "", "ends": [_money("1"), _money("2")]}
    assert [f["value"] for f in flat_facts([change, _money("2")])] == ["", "1", "2"]


def test_one_value_told_in_two_languages_counts_once() -> None:
    item = _item(FIVE, Part(("d/1",), "money", "7000000", unit="HKD"))
    facts = (_money("5000000"), _money("5000000"), _money("7000000"))
    assert all(v.right for v in judge(item, _reply("$5 million, $7 million", *facts)))


def test_a_comparison_may_put_the_second_value_under_others() -> None:
    item = _item(FIVE, Part(("d/2",), "money", "7000000", unit="HKD"), kind="comparison")
    reply = _reply("$7 million, before $5 million", _money("7000000"), others=(_money("5000000"),))
    assert all(v.right for v in judge(item, reply))


def test_a_derived_value_is_judged_by_the_text() -> None:
    item = _item(Part(("d/1",), "money", "12000000", unit="HKD"), kind="derived")
    assert judge(item, _reply("12 million in all", _money("5000000")))[0].right
    assert not judge(item, _reply("13 million in all", _money("12000000")))[0].right


@pytest.mark.parametrize(("name", "right"), [("more than", True), ("more-than", True), ("up to", False), (None, False)])
def test_qualifiers_are_judged_apart(name: str | None, right: bool) -> None:
    verdict = judge(_item(FIVE), _reply("$5 million", _money("5000000", qualifier=name)))[0]
    assert verdict.right and verdict.qualifier is right


def test_outcomes() -> None:
    answerable, unanswerable = _item(FIVE), _item()
    good, bad = _reply("$5 million", _money("5000000")), _reply("$6 million", _money("6000000"))
    refusal = _reply("", answered=False)
    assert outcome(answerable, good, judge(answerable, good)) == "right"
    assert outcome(answerable, bad, judge(answerable, bad)) == "wrong"
    assert outcome(answerable, refusal, judge(answerable, refusal)) == "refused"
    assert outcome(unanswerable, refusal, []) == "silent"
    assert outcome(unanswerable, bad, []) == "invented"


def test_consistency_and_parity() -> None:
    said = [("q1", "right"), ("q1", "right"), ("q2", "right"), ("q2", "wrong"), ("q3", "right")]
    assert consistency(said) == 1 / 2
    assert consistency([("q1", "right")]) is None
    assert parity({"en": 0.9, "zh-Hant": 0.95}) == pytest.approx(0.05)
