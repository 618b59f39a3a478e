import json
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluated import FIVE, RIGHT, TEXTS, FakeEngine, cite, group, items, made

from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from corpus.records import Document, Fact, Paragraph
from eval.outcomes import language_right
from eval.questions import Asking, Item, askings
from eval.replies import Reply, from_answer, from_chat, from_json
from eval.report import report
from eval.runner import MANIFEST, RESULTS, TIMINGS, ask_all, evaluate, read_json, read_results, write_run
from eval.table import failures, table
from service.answer.records import Answer, Citation, CitedFact, OtherFact, Passage


def test_a_perfect_made() -> None:
    run = made()
    assert [o.outcome for o in run.outcomes] == ["right", "right", "right", "silent"]
    assert [o.why for o in run.outcomes] == [""] * 4
    scores = group(run.summary)
    for name in ("answer_accuracy", "value_accuracy", "citation_accuracy", "quote_exactness", "figure_faithfulness"):
        assert scores[name]["value"] == 1.0, name
    assert scores["recall@1"]["value"] == pytest.approx(2 / 3)
    assert scores["mrr"]["value"] == pytest.approx((1 + 1 + 1 / 2) / 3)
    assert scores["answered_unanswerable"] == {"value": 0.0, "n": 1, "low": 0.0, "high": 0.0}
    assert run.summary["consistency"] == 1.0
    assert run.summary["latency_ms"] == {"p50": 2.0, "p95": 4.0, "p99": 4.0}


def test_language_pairs_and_splits_stay_apart() -> None:
    summary = made().summary
    assert [o.evidence for o in made().outcomes] == ["en", "en", "en", "none"]
    assert group(summary, "all", "zh-Hant", "en")["answer_accuracy"]["n"] == 1
    assert group(summary, "dev")["answer_accuracy"]["n"] == 3
    assert "answer_accuracy" not in group(summary, "test")


@pytest.mark.parametrize(
    ("asking", "change", "outcome", "said"),
    [
        ("q1.en", {"facts": ({**FIVE, "value": "6000000"},)}, "wrong", "in no leading fact"),
        ("q1.en", {"answer": "A lot [1]."}, "wrong", "not in the text"),
        ("q1.en", {"answered": False, "citations": (), "reason": "unsure"}, "refused", "refused (0.90, unsure)"),
        ("q3.en", {"answered": True, "citations": (cite("d/1"),)}, "invented", "answered what no document says"),
        ("q1.en", {"citations": (cite("d/2"),)}, "right", "right, but cites d/2"),
        ("q1.en", {"citations": ({**cite("d/1"), "quote": "The pot"},)}, "right", "citation: d/1"),
        ("q1.en", {"answer": "Over $5 million in 1987 [1]."}, "right", "figures without a quote: 1987"),
        ("q1.en", {"answer": "Over $5 million."}, "right", "marks and citations disagree"),
        ("q1.en", {"language": "zh-Hant"}, "right", "answered in zh-Hant"),
        ("q1.en", {"bare": True, "answer": "No idea."}, "wrong", "not in the text"),
    ],
)
def test_each_fault_is_told_in_one_line(asking: str, change: dict[str, Any], outcome: str, said: str) -> None:
    run = made({**RIGHT, asking: replace(RIGHT[asking], **change)})
    row = next(o for o in run.outcomes if o.id == asking)
    assert row.outcome == outcome
    assert said in row.why and "\n" not in row.why
    assert [line.split()[1] for line in failures([o.to_json() for o in run.outcomes])] == [asking]


def test_a_run_is_written_and_read_back_and_two_are_the_same_bytes(tmp_path: Path) -> None:
    asked = askings(items())
    for name in ("a", "b"):
        write_run(made(), asked, tmp_path / name)
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
    asked, about = askings(items()), {"questions_sha256": "0" * 64}
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
    asked = askings(items())
    first = evaluate(FakeEngine(RIGHT), asked, out=tmp_path)
    assert evaluate(Breaks(RIGHT, 0), asked, out=tmp_path, resume=True).outcomes == first.outcomes


def test_a_run_is_continued_only_with_the_same_manifest(tmp_path: Path) -> None:
    asked = askings(items())
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
    asked, engine = askings(items()), Slow(RIGHT)
    assert [a.id for a, _ in ask_all(engine, asked * 5, 2)] == [a.id for a in asked * 5]
    assert engine.most == 2
    for workers in (0, 65):
        with pytest.raises(BadInput):
            list(ask_all(engine, asked, workers))


def test_a_failure_among_workers_is_raised_at_its_question() -> None:
    asked, got = askings(items()), []
    with pytest.raises(Unavailable):
        for asking, _ in ask_all(Breaks(RIGHT, 2), asked, 2):
            got.append(asking.id)
    assert got == ["q1.en", "q1.zh-Hant"]


def test_nothing_to_ask_is_said() -> None:
    with pytest.raises(BadInput):
        evaluate(FakeEngine(RIGHT), [])


def test_the_table_prints_every_group() -> None:
    text = table(made().summary)
    assert "zh-Hant → en" in text
    assert "dev" in text and "test" in text
    assert "latency: p50 2.0 ms" in text


def test_the_report_is_one_file_that_fetches_nothing_and_escapes_all() -> None:
    run = made({**RIGHT, "q2.en": replace(RIGHT["q2.en"], answer="A cook <script>alert(1)</script> [1].")})
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
