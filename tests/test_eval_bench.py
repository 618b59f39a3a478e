import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from corpus.errors import Unavailable
from corpus.records import Paragraph
from eval.bench.benchmarks import write
from eval.bench.growth import IN_A_DOCUMENT, Generated, coined
from eval.bench.http import DISTINCT, REQUESTS, _free_port, _load, _questions, served
from eval.bench.parts import exact_search
from eval.bench.timing import Row, Timed, of, row, table, timed
from eval.memory import memory_mib


def test_timed_runs_every_call_once_and_orders_the_figures() -> None:
    seen: list[int] = []
    spent = timed("append", [lambda i=i: seen.append(i) for i in range(5)])
    assert seen == [0, 1, 2, 3, 4]
    assert spent.calls == 5
    assert 0 <= spent.p50 <= spent.p95 <= spent.p99


def test_percentiles_are_times_that_were_measured() -> None:
    assert of("x", [3.0, 1.0, 2.0]) == Timed("x", 2.0, 3.0, 3.0, 3)


def test_nothing_to_time_is_refused() -> None:
    with pytest.raises(ValueError, match="search"):
        timed("search", [])


def test_ratios_are_to_the_reference_of_the_row() -> None:
    found = row("g", Timed("ask", 30.0, 40.0, 41.0, 5), Timed("search", 2.0, 3.0, 3.0, 4))
    assert found.ratio == 30.0 / 2.0
    assert Row("g", "x", "ms", 1.0).ratio is None
    told = table([found, Row("h", "memory", "MiB", 12.5)]).splitlines()
    assert told[2].split() == ["ask", "30.00", "ms", "40.00", "41.00", "5", "15.00", "search"]
    assert told[3] == "h"


def test_what_was_measured_is_written_with_what_it_was_measured_on(tmp_path: Path) -> None:
    write([Row("g", "x", "ms", 3.0, "y", 2.0)], tmp_path / "deep" / "bench.json")
    told = json.loads((tmp_path / "deep" / "bench.json").read_text())
    assert told["rows"][0]["ratio"] == 1.5
    assert told["machine"]["cores"] == os.cpu_count()
    assert set(told["models"]) >= {"encoder", "translations", "calibration"}


def test_generated_paragraphs_are_the_same_every_time_and_speak_both_languages() -> None:
    real = [
        Paragraph("d/1", "d", "1", 0, "The lighthouse kitchen keeps 37 copper pots.", "en"),
        Paragraph("d/2", "d", "2", 1, "碼頭在三月開放，門票八十元。", "zh-Hant"),
    ]
    made = list(Generated(real).paragraphs(450))
    assert made == list(Generated(real).paragraphs(450))
    assert made[IN_A_DOCUMENT : 2 * IN_A_DOCUMENT] == Generated(real).document(1)
    assert len({p.id for p in made}) == 450
    assert {p.document_id for p in made} == {"generated-00000", "generated-00001", "generated-00002"}
    shares = {language: sum(p.language == language for p in made) / 450 for language in ("en", "zh-Hant")}
    assert all(0.4 < share < 0.6 for share in shares.values())
    assert all(len(p.text) >= len("碼頭在三月開放，門票八十元。") for p in made)


def test_coined_words_grow_by_a_power_of_the_text() -> None:
    drawn = random.Random(1)
    met: set[str] = set()
    sizes = []
    for _ in range(2):
        met |= {coined(drawn, "en") for _ in range(2000 if not sizes else 62_000)}
        sizes.append(len(met))
    # n^0.6 at 2,000 and at 64,000: 32 times the text has 32^0.6 = 8 times the words.
    assert 6 < sizes[1] / sizes[0] < 10


def test_exact_search_names_its_size() -> None:
    assert exact_search(5, 8, calls=3).name == "numpy exact search, 5 × 8"


def test_memory_is_read_for_a_process_that_is_there() -> None:
    mine = memory_mib()
    assert mine is not None and mine > 10
    assert (memory_mib(os.getpid(), peak=False) or 0) <= mine
    assert memory_mib(2**22 + 1) is None


def test_a_server_that_dies_is_not_waited_for() -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable, match="did not start"), served(["false"], _free_port()):
        pass
    assert time.monotonic() - began < 10


def test_the_bare_echo_is_served_and_loaded() -> None:
    import sys

    port = _free_port()
    with served([sys.executable, "-m", "eval.bench.echo", str(port)], port) as echo:
        loaded = _load(echo, "/v1/ask", [b'{"question": "x"}'] * 12, 3, "echoed")
        assert (loaded.spent.calls, loaded.spent.name) == (12, "echoed")
        assert loaded.rate > 0 and loaded.computed_ms > 0 and echo.ready_s > 0
        with pytest.raises(Unavailable, match="422"):
            _load(echo, "/v1/ask", [b"not json"], 1, "refused")


def test_no_question_of_a_distinct_load_is_asked_in_another() -> None:
    asked = _questions()
    distinct = [load for load in asked if load.questions == DISTINCT]
    counts = Counter(question for load in asked for question in set(asked[load]))
    assert len(distinct) == 4
    for load in distinct:
        assert len(asked[load]) == REQUESTS == len(set(asked[load]))
        assert all(counts[question] == 1 for question in asked[load])
    mixed = [questions for load, questions in asked.items() if load not in distinct]
    assert all(len(set(questions)) < len(questions) == REQUESTS for questions in mixed)
