import pytest

from eval.bench import Timed, report_of, timed


def test_timed_runs_every_call_once_and_orders_the_figures():
    seen = []
    row = timed("append", [lambda i=i: seen.append(i) for i in range(5)])
    assert seen == [0, 1, 2, 3, 4]
    assert row.calls == 5
    assert 0 <= row.p50 <= row.p95


def test_nothing_to_time_is_refused():
    with pytest.raises(ValueError, match="search"):
        timed("search", [])


def test_ratios_are_to_the_first_row():
    shown = report_of([Timed("reference", 2.0, 3.0, 4), Timed("ask", 30.0, 40.0, 5)])
    assert shown.splitlines()[2].split() == ["ask", "30.00", "40.00", "5", "15.0"]
