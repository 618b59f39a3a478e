"""The soak: what it must see it sees, its slope is the arithmetic one, and a thousand askers bring nothing down."""

import json
from pathlib import Path

import pytest

from eval.soak.client import Reply
from eval.soak.run import soak
from eval.soak.watch import Watch, slope


def answer(**given):
    citation = {"id": "pier/1", "quote": "opens", "text": "It opens.", "start": 3, "end": 8, "document": {"id": "pier"}}
    value = {"answered": True, "citations": [citation | given.pop("cited", {})], "passages": [], "index_version": "1"}
    return Reply(200, {}, json.dumps(value | {"timings_ms": {"total": 1}} | given).encode())


def faults(*replies, sent=10.0, removed=None):
    watch = Watch(texts={"pier/1": {"It opens."}}, removed=removed or {})
    for one in replies:
        watch.answered("when?", sent, one)
    watch.compare()
    return watch.faults


def test_what_must_never_be_seen_is_seen():
    assert faults(answer(), answer(timings_ms={"total": 2})) == []
    assert "no slice" in faults(answer(cited={"start": 4}))[0]
    assert "not what its document says" in faults(answer(cited={"text": "It opens!"}))[0]
    assert "without citations" in faults(answer(citations=[]))[0]
    assert "two answers" in faults(answer(), answer(confidence=0.1))[0]
    assert faults(answer(), removed={"pier": 11.0}) == [], "asked before it was removed"
    assert "removed before" in faults(answer(), removed={"pier": 9.0})[0]


def test_a_refusal_must_say_when_to_come_back():
    watch = Watch()
    watch.took("ask", Reply(503, {"retry-after": "2"}, b""))
    watch.took("ask", Reply(404, {}, b""))
    assert watch.faults == []
    watch.took("ask", Reply(503, {}, b""))
    watch.took("ask", Reply(500, {"retry-after": "2"}, b""))
    assert len(watch.faults) == 2
    assert watch.statuses == {"ask 503": 2, "ask 404": 1, "ask 500": 1}


def test_the_slope_is_that_of_least_squares():
    found = slope([0.0, 1.0, 2.0, 3.0], [1.0, 3.0, 5.0, 7.0])
    assert (found.value, found.low, found.high) == (2.0, 2.0, 2.0)
    # mean 1.5 and 2; Σ(x-x̄)(y-ȳ) = (-1.5)(-2) + (-0.5)(2) + (0.5)(-2) + (1.5)(2) = 4; Σ(x-x̄)² = 5
    found = slope([0.0, 1.0, 2.0, 3.0], [0.0, 4.0, 0.0, 4.0])
    assert found.value == pytest.approx(4 / 5)
    assert found.low < 0 < found.high
    with pytest.raises(ValueError, match="2 readings"):
        slope([0.0, 1.0], [0.0, 1.0])


@pytest.mark.slow
def test_a_thousand_askers_while_documents_come_and_go():
    """Over real sockets: answers or 503 with Retry-After, every citation true, nothing removed answered from."""
    soaked = soak(Path("corpus/documents"), 0.5, 1_000)
    assert soaked.watch.faults == []
    told = soaked.watch.statuses
    assert {name.split()[1] for name in told} <= {"200", "202", "503"}
    assert told["ask 200"] > 0 and told["ask 503"] > 0 and told["add 202"] > 0
    assert soaked.watch.citations > 0
