from dataclasses import replace
from typing import Any

import pytest
from evaluated import RIGHT, cite, made

from corpus.errors import BadInput
from eval.compare import compare, comparison_text, made_otherwise, worse


def test_compare_tells_fixed_and_broken() -> None:
    before = made({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="?")})
    after = made({**RIGHT, "q3.en": replace(RIGHT["q3.en"], answered=True, citations=(cite("d/1"),))})
    found = compare([o.to_json() for o in before.outcomes], [o.to_json() for o in after.outcomes])
    assert [line.split(":")[0] for line in found.fixed] == ["q1.en"]
    assert [line.split(":")[0] for line in found.broken] == ["q3.en"]
    assert found.p == 1.0
    good = next(d for d in found.differences if d.measure == "good")
    assert (good.before, good.after, good.n) == (3 / 4, 3 / 4, 4)
    assert "fixed 1, broken 1" in comparison_text(found)


def _rows(hits: int, of: int) -> list[dict[str, Any]]:
    row = made().outcomes[0].to_json()
    return [
        {**row, "id": f"q{i}", "item": f"q{i}", "recall": {**row["recall"], "1": float(i < hits)}} for i in range(of)
    ]


def test_a_measure_is_worse_where_chance_does_not_explain_its_fall() -> None:
    # 8 of 20 lost, none won: two-sided 2/2^8 = 0.0078; of 7 it is 2/2^7 = 0.0156
    assert [line.split()[0] for line in worse(compare(_rows(20, 20), _rows(12, 20)))] == ["recall@1"]
    assert worse(compare(_rows(20, 20), _rows(13, 20))) == []
    assert worse(compare(_rows(12, 20), _rows(20, 20))) == []
    # the same eight losses within one item are one loss
    together = [[{**row, "item": "q1"} for row in _rows(hits, 20)] for hits in (20, 12)]
    assert worse(compare(*together)) == []


def test_what_made_two_runs_differ_is_named() -> None:
    before = {"code": "a", "models": {"encoder": "1", "fusion": "2"}, "split": "all"}
    assert made_otherwise(before, {**before, "models": {"encoder": "1", "fusion": "3"}, "more": 1}) == [
        "models.fusion",
        "more",
    ]
    assert made_otherwise(before, before) == []


def test_compare_wants_the_same_questions() -> None:
    rows = [o.to_json() for o in made().outcomes]
    with pytest.raises(BadInput):
        compare(rows, [{**r, "id": r["id"] + "x"} for r in rows])
    with pytest.raises(BadInput):
        compare(rows, [{**r, "question": "?"} for r in rows])
    assert compare(rows, rows[:2]).only_before == ("q2.en", "q3.en")
