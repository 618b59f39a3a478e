import json
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from corpus.records import Document, Fact, Paragraph
from eval.compare import compare, comparison_text, made_otherwise, worse
from eval.floors import read_proposals, rewritten
from eval.gate import broken_gates, of_questions, read_gates
from eval.outcomes import language_right
from eval.questions import Asking, Item, Part, askings
from eval.replies import Reply, from_answer, from_chat, from_json
from eval.report import report
from eval.runner import MANIFEST, RESULTS, TIMINGS, ask_all, evaluate, read_json, read_results, write_run
from eval.table import failures, table
from service.answer.records import Answer, Citation, CitedFact, OtherFact, Passage

TEXTS = {"d/1": "The pot holds over $5 million.", "d/2": "The pan is kept by a cook."}


def _items() -> list[Item]:
    five = Part(("d/1",), "money", "5000000", unit="HKD", qualifier="more than")
    return [
        Item("q1", "money", {"en": "How big?", "zh-Hant": "有多大？"}, (five,), split="dev"),
        Item("q2", "person", {"en": "Who cooks?"}, (Part(("d/2",), any=("cook",)),), split="dev", tags=("follow-up",)),
        Item("q3", "date", {"en": "Since when?"}, answerable=False, near=("d/1",), absent=("1999",), split="test"),
    ]


def _cite(paragraph_id: str) -> dict[str, Any]:
    text = TEXTS[paragraph_id]
    label = paragraph_id[2:]
    return {
        "n": 1,
        "id": paragraph_id,
        "document": {"id": "d"},
        "label": label,
        "quote": text,
        "start": 0,
        "end": len(text),
    }


FIVE = {"kind": "money", "value": "5000000", "unit": "HKD", "qualifier": "more than", "paragraph_id": "d/1"}
RIGHT = {
    "q1.en": Reply(True, "Over $5 million [1].", "en", 0.9, None, "", (_cite("d/1"),), (FIVE,), (), (("d/1", 1.0),)),
    "q1.zh-Hant": Reply(True, "超過500萬元[1]。", "zh-Hant", 0.8, None, "", (_cite("d/1"),), (FIVE,), (), (("d/1", 1.0),)),
    "q2.en": Reply(True, "A cook [1].", "en", 0.7, citations=(_cite("d/2"),), passages=(("d/1", 1.0), ("d/2", 0.5))),
    "q3.en": Reply(False, "The documents do not say.", "en", 0.1, reason="absent", passages=(("d/1", 1.0),)),
}  # fmt: skip


class FakeEngine:
    """Answers from a table; takes a different time on every question."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self._replies, self._asked = replies, 0

    def ask(self, asking: Asking) -> Reply:
        self._asked += 1
        return replace(self._replies[asking.id], milliseconds=float(self._asked), index_version="v1")

    def text_of(self, paragraph_id: str) -> str | None:
        return TEXTS.get(paragraph_id)

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return {"d": ("en",)}

    def settings(self) -> Mapping[str, Any]:
        return {"engine": "fake"}

    def identity(self) -> Mapping[str, Any]:
        return {"index_version": "v1"}

    def memory(self) -> float | None:
        return 12.345

    def close(self) -> None:
        pass


def _run(replies: Mapping[str, Reply] = RIGHT):
    return evaluate(FakeEngine(replies), askings(_items()), manifest={"questions_sha256": "0" * 64})


def _group(summary: Mapping[str, Any], split: str = "all", asked: str = "all", evidence: str = "all") -> dict[str, Any]:
    return next(
        g["scores"]
        for g in summary["groups"]
        if (g["split"], g["asked"], g["evidence"]) == (split, asked, evidence)
    )  # fmt: skip


def test_a_perfect_run() -> None:
    run = _run()
    assert [o.outcome for o in run.outcomes] == ["right", "right", "right", "silent"]
    assert [o.why for o in run.outcomes] == [""] * 4
    scores = _group(run.summary)
    for name in ("answer_accuracy", "value_accuracy", "citation_accuracy", "quote_exactness", "figure_faithfulness"):
        assert scores[name]["value"] == 1.0, name
    assert scores["recall@1"]["value"] == pytest.approx(2 / 3)
    assert scores["mrr"]["value"] == pytest.approx((1 + 1 + 1 / 2) / 3)
    assert scores["answered_unanswerable"] == {"value": 0.0, "n": 1, "low": 0.0, "high": 0.0}
    assert run.summary["consistency"] == 1.0
    assert run.summary["latency_ms"] == {"p50": 2.0, "p95": 4.0, "p99": 4.0}


def test_language_pairs_and_splits_stay_apart() -> None:
    summary = _run().summary
    assert [o.evidence for o in _run().outcomes] == ["en", "en", "en", "none"]
    assert _group(summary, "all", "zh-Hant", "en")["answer_accuracy"]["n"] == 1
    assert _group(summary, "dev")["answer_accuracy"]["n"] == 3
    assert "answer_accuracy" not in _group(summary, "test")


@pytest.mark.parametrize(
    ("asking", "change", "outcome", "said"),
    [
        ("q1.en", {"facts": ({**FIVE, "value": "6000000"},)}, "wrong", "in no leading fact"),
        ("q1.en", {"answer": "A lot [1]."}, "wrong", "not in the text"),
        ("q1.en", {"answered": False, "citations": (), "reason": "unsure"}, "refused", "refused (0.90, unsure)"),
        ("q3.en", {"answered": True, "citations": (_cite("d/1"),)}, "invented", "answered what no document says"),
        ("q1.en", {"citations": (_cite("d/2"),)}, "right", "right, but cites d/2"),
        ("q1.en", {"citations": ({**_cite("d/1"), "quote": "The pot"},)}, "right", "citation: d/1"),
        ("q1.en", {"answer": "Over $5 million in 1987 [1]."}, "right", "figures without a quote: 1987"),
        ("q1.en", {"answer": "Over $5 million."}, "right", "marks and citations disagree"),
        ("q1.en", {"language": "zh-Hant"}, "right", "answered in zh-Hant"),
        ("q1.en", {"bare": True, "answer": "No idea."}, "wrong", "not in the text"),
    ],
)
def test_each_fault_is_told_in_one_line(asking: str, change: dict[str, Any], outcome: str, said: str) -> None:
    run = _run({**RIGHT, asking: replace(RIGHT[asking], **change)})
    row = next(o for o in run.outcomes if o.id == asking)
    assert row.outcome == outcome
    assert said in row.why and "\n" not in row.why
    assert [line.split()[1] for line in failures([o.to_json() for o in run.outcomes])] == [asking]


def test_a_run_is_written_and_read_back_and_two_are_the_same_bytes(tmp_path: Path) -> None:
    asked = askings(_items())
    for name in ("a", "b"):
        write_run(_run(), asked, tmp_path / name)
    names = {p.name for p in (tmp_path / "a").iterdir()}
    assert names == {"results.jsonl", "timings.jsonl", "summary.json", "manifest.json", "run.trec", "qrels.trec"}
    assert (tmp_path / "a/results.jsonl").read_bytes() == (tmp_path / "b/results.jsonl").read_bytes()
    assert [r["id"] for r in read_results(tmp_path / "a")] == ["q1.en", "q1.zh-Hant", "q2.en", "q3.en"]
    assert read_json(tmp_path / "a", "manifest.json")["index_version"] == ["v1"]
    assert '"ms"' not in (tmp_path / "a/results.jsonl").read_text()
    assert (tmp_path / "a/qrels.trec").read_text().splitlines() == [
        "q1.en 0 d/1 2",
        "q1.zh-Hant 0 d/1 2",
        "q2.en 0 d/2 2",
    ]
    with pytest.raises(NotFound):
        read_results(tmp_path)
    with pytest.raises(NotFound):
        read_json(tmp_path, "summary.json")


def test_a_question_that_both_scripts_print_alike_may_be_answered_in_either() -> None:
    plain, marked = {"zh-Hans": "香港有多少人口？"}, {"zh-Hans": "这里有多少人？"}
    assert language_right(Asking(Item("q1", "count", plain), "zh-Hans"), "zh-Hant")
    assert not language_right(Asking(Item("q1", "count", plain), "zh-Hans"), "en")
    assert not language_right(Asking(Item("q1", "count", marked), "zh-Hans"), "zh-Hant")
    told = Item("q1", "count", plain, history={"zh-Hans": ("甲？", "乙。")})
    assert not language_right(Asking(told, "zh-Hans"), "zh-Hant")


class Breaks(FakeEngine):
    """Stops answering after a number of questions."""

    def __init__(self, replies: Mapping[str, Reply], after: int) -> None:
        super().__init__(replies)
        self._after = after

    def ask(self, asking: Asking) -> Reply:
        if self._asked == self._after:
            raise Unavailable("gone")
        return super().ask(asking)


def test_an_interrupted_run_goes_on_where_it_stopped_and_is_the_same(tmp_path: Path) -> None:
    asked, about = askings(_items()), {"questions_sha256": "0" * 64}
    with pytest.raises(Unavailable):
        evaluate(Breaks(RIGHT, 2), asked, manifest=about, out=tmp_path / "a")
    assert [r["id"] for r in read_results(tmp_path / "a")] == ["q1.en", "q1.zh-Hant"]
    assert not (tmp_path / "a/summary.json").exists()
    # a process that dies while writing leaves half a line
    with (tmp_path / "a" / RESULTS).open("a") as file:
        file.write('{"id": "q2.en", "outc')
    again = FakeEngine(RIGHT)
    run = evaluate(again, asked, manifest=about, out=tmp_path / "a", resume=True)
    assert again._asked == 2
    whole = evaluate(FakeEngine(RIGHT), asked, manifest=about, out=tmp_path / "b")
    assert (tmp_path / "a" / RESULTS).read_bytes() == (tmp_path / "b" / RESULTS).read_bytes()
    assert run.outcomes == whole.outcomes
    assert len((tmp_path / "a" / TIMINGS).read_text().splitlines()) == 4
    assert {k: v for k, v in run.summary.items() if k != "latency_ms"} == {
        k: v for k, v in whole.summary.items() if k != "latency_ms"
    }


def test_a_finished_run_resumed_asks_nothing(tmp_path: Path) -> None:
    asked = askings(_items())
    first = evaluate(FakeEngine(RIGHT), asked, out=tmp_path)
    assert evaluate(Breaks(RIGHT, 0), asked, out=tmp_path, resume=True).outcomes == first.outcomes


def test_a_run_is_continued_only_with_the_same_manifest(tmp_path: Path) -> None:
    asked = askings(_items())
    evaluate(FakeEngine(RIGHT), asked, manifest={"questions_sha256": "a"}, out=tmp_path)
    with pytest.raises(Conflict, match="questions_sha256"):
        evaluate(FakeEngine(RIGHT), asked, manifest={"questions_sha256": "b"}, out=tmp_path, resume=True)
    # more workers are no other run; without resume, the folder is written anew
    evaluate(FakeEngine(RIGHT), asked, manifest={"questions_sha256": "a"}, out=tmp_path, resume=True, workers=3)
    evaluate(FakeEngine(RIGHT), asked, manifest={"questions_sha256": "b"}, out=tmp_path)
    assert read_json(tmp_path, MANIFEST)["questions_sha256"] == "b"


class Slow(FakeEngine):
    """The earlier asked, the longer it takes; counts how many are under way."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        super().__init__(replies)
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def ask(self, asking: Asking) -> Reply:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            reply = super().ask(asking)
        time.sleep(0.05 / self._asked)
        with self.lock:
            self.now -= 1
        return reply


def test_workers_are_bounded_and_change_no_order() -> None:
    asked, engine = askings(_items()), Slow(RIGHT)
    assert [a.id for a, _ in ask_all(engine, asked * 5, 2)] == [a.id for a in asked * 5]
    assert engine.most == 2
    for workers in (0, 65):
        with pytest.raises(BadInput):
            list(ask_all(engine, asked, workers))


def test_a_failure_among_workers_is_raised_at_its_question() -> None:
    asked, got = askings(_items()), []
    with pytest.raises(Unavailable):
        for asking, _ in ask_all(Breaks(RIGHT, 2), asked, 2):
            got.append(asking.id)
    assert got == ["q1.en", "q1.zh-Hant"]


def test_nothing_to_ask_is_said() -> None:
    with pytest.raises(BadInput):
        evaluate(FakeEngine(RIGHT), [])


def test_the_table_prints_every_group() -> None:
    text = table(_run().summary)
    assert "zh-Hant → en" in text
    assert "dev" in text and "test" in text
    assert "latency: p50 2.0 ms" in text


def _gates(folder: Path, body: str) -> Path:
    path = folder / "gates.yaml"
    path.write_text(body)
    return path


def test_gates_hold_or_break(tmp_path: Path) -> None:
    gates = read_gates(
        _gates(
            tmp_path,
            "gates:\n- {measure: answer_accuracy, min: 0.9}\n- {measure: mrr, min: 0.8, asked: en}\n"
            "- {measure: answered_unanswerable, max: 0.1}\n- {measure: parity, max: 0.03}\n- {measure: area, max: 0.6}\n",
        )
    )
    assert broken_gates(gates, _run().summary) == ["mrr (en) at least 0.8: measured 0.7500"]
    worse = _run({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="?")}).summary
    assert [line.split()[0] for line in broken_gates(gates, worse)] == ["answer_accuracy", "mrr", "parity"]


def test_gates_are_raised_to_what_was_measured_and_never_lowered(tmp_path: Path) -> None:
    path = _gates(
        tmp_path,
        "# floors\ngates:\n  - {measure: mrr, min: 0.5}  # first\n  - {measure: recall@1, min: 0.9}\n"
        "  - {measure: area, max: 0.9}\n  - {measure: quote_exactness, min: 1.0}\n  - {measure: mrr, asked: yue, min: 0.1}\n",
    )
    good, bad = _run().summary, _run({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="? [1]")}).summary
    found = read_proposals(path, [good, bad], slack=0.01)
    # mrr (1 + 1 + 1/2) / 3 less 0.01; recall@1 2/3 does not hold and stays; area: 1/4 * (0 + 0 + 0 + 1/4), and for the
    # second 1/4 * (1 + 1/2 + 1/3 + 2/4), plus 0.01, rounded up
    assert [one.bound for one in found] == [0.823, 0.9, 0.594, 1.0, 0.1]
    assert [one.holds for one in found] == [True, False, True, True, False]
    text = rewritten(path, found)
    assert "- {measure: mrr, min: 0.823}  # first" in text and text.startswith("# floors\n")
    assert "- {measure: recall@1, min: 0.9}" in text
    with pytest.raises(BadInput):
        read_proposals(path, [good], slack=0.7)


def test_gates_on_other_sets_are_not_for_a_run_of_questions(tmp_path: Path) -> None:
    gates = read_gates(
        _gates(tmp_path, "gates: [{measure: facts_f1, min: 0.9, split: test}, {measure: mrr, min: 0.1}]")
    )
    assert [gate.measure for gate in of_questions(gates)] == ["mrr"]
    sets = {"facts": {"measures": {"facts_f1": {"all": 0.95, "test": 0.85}}}}
    assert broken_gates(gates, {**_run().summary, "sets": sets}) == ["facts_f1 (test) at least 0.9: measured 0.8500"]
    assert broken_gates(gates, _run().summary) == ["facts_f1 (test) at least 0.9: not measured in this run"]


def test_a_gate_on_what_was_not_measured_does_not_hold(tmp_path: Path) -> None:
    gates = read_gates(_gates(tmp_path, "gates: [{measure: mrr, min: 0.1, asked: yue}]"))
    assert broken_gates(gates, _run().summary) == ["mrr (yue) at least 0.1: not measured in this run"]


@pytest.mark.parametrize(
    "body",
    [
        "gates: []",
        "gates: [{measure: mrr}]",
        "gates: [{measure: beauty, min: 1}]",
        "gates: [{measure: mrr, min: high}]",
        "gates: [{measure: parity, max: 1, asked: en}]",
        "gates: [{measure: mrr, minimum: 1}]",
        "gates: [",
    ],
)
def test_gates_that_say_nothing_are_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(BadInput):
        read_gates(_gates(tmp_path, body))


def test_compare_tells_fixed_and_broken() -> None:
    before = _run({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="?")})
    after = _run({**RIGHT, "q3.en": replace(RIGHT["q3.en"], answered=True, citations=(_cite("d/1"),))})
    found = compare([o.to_json() for o in before.outcomes], [o.to_json() for o in after.outcomes])
    assert [line.split(":")[0] for line in found.fixed] == ["q1.en"]
    assert [line.split(":")[0] for line in found.broken] == ["q3.en"]
    assert found.p == 1.0
    good = next(d for d in found.differences if d.measure == "good")
    assert (good.before, good.after, good.n) == (3 / 4, 3 / 4, 4)
    assert "fixed 1, broken 1" in comparison_text(found)


def _rows(hits: int, of: int) -> list[dict[str, Any]]:
    row = _run().outcomes[0].to_json()
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
    rows = [o.to_json() for o in _run().outcomes]
    with pytest.raises(BadInput):
        compare(rows, [{**r, "id": r["id"] + "x"} for r in rows])
    with pytest.raises(BadInput):
        compare(rows, [{**r, "question": "?"} for r in rows])
    assert compare(rows, rows[:2]).only_before == ("q2.en", "q3.en")


def test_the_report_is_one_file_that_fetches_nothing_and_escapes_all() -> None:
    run = _run({**RIGHT, "q2.en": replace(RIGHT["q2.en"], answer="A cook <script>alert(1)</script> [1].")})
    page = report(run.summary, run.manifest, [o.to_json() for o in run.outcomes])
    assert page.count("<details data-split=") == 4
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert page.count("<figure><svg") == 4  # no times were given
    for word in ("http://", "https://", "src=", "href=", "@import", "$"):
        assert word not in page.replace("Over $5 million", "").replace("over $5 million", ""), word


def test_replies_are_the_same_from_the_pipeline_and_from_json() -> None:
    document = Document("d", {"en": "Pots"}, {"en": "Office"}, ("en",), "pots.txt", "0", date="2022-01-02")
    paragraph = Paragraph("d/1", "d", "1", 0, TEXTS["d/1"], "en")
    fact = Fact("money", "$5 million", 19, 29, "5000000", "HKD", qualifier="more than", paragraph_id="d/1")
    answer = Answer(
        id="answer-1",
        standalone_question="How big?",
        language="en",
        answered=True,
        answer="Over $5 million [1].",
        confidence=0.9,
        citations=(Citation(1, document, paragraph, 0, 30),),
        facts=(CitedFact(fact, 1),),
        others=(OtherFact(fact, document, paragraph, "same"),),
        passages=(Passage(paragraph, document, 0.5, 1),),
        index_version="v1",
    )
    got = from_answer(answer)
    body = {
        "answered": True,
        "answer": answer.answer,
        "language": "en",
        "confidence": 0.9,
        "reason": None,
        "standalone_question": "How big?",
        "citations": [dict(c) for c in got.citations],
        "facts": [dict(f) for f in got.facts],
        "others": [dict(o) for o in got.others],
        "passages": [{"id": "d/1", "score": 0.5, "rank": 1}],
        "index_version": "v1",
    }
    assert from_json(json.loads(json.dumps(body))) == got
    assert got.citations[0]["quote"] == TEXTS["d/1"]
    # Pincite's own chat door carries the whole answer; any other's words are all there is
    assert from_chat({"choices": [], "pincite": body}, "en") == got
    bare = from_chat({"choices": [{"message": {"content": "超過500萬元。"}}]}, "en")
    assert (bare.bare, bare.answered, bare.language, bare.citations) == (True, True, "zh-Hant", ())
    for broken in ({"answer": "hello"}, {"choices": []}):
        with pytest.raises(BadInput):
            from_chat(broken, "en")
    with pytest.raises(BadInput):
        from_json({"answer": "hello"})
