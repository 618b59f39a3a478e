"""Facts, quotations and claims as sections of one summary."""

from pathlib import Path

import pytest

from eval.documents import parse_folder
from eval.gate import MEASURES
from eval.report import report
from eval.sets import SETS, claims_section, facts_section, quotations_section, sections
from eval.table import sets_table
from service.library import Library


@pytest.fixture(scope="module")
def parsed():
    return parse_folder(Path(__file__).parent.parent / "corpus" / "documents")


def test_facts_of_a_restatement_are_compared_by_value(parsed) -> None:
    found = facts_section(parsed)
    assert found["spans"] is False
    precision, recall, f1 = (found["measures"][f"facts_{name}"]["all"] for name in ("precision", "recall", "f1"))
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert set(found["measures"]["facts_f1"]) == {"all", "dev", "test"}
    assert all(len(row) == 5 for row in found["rows"])


def test_quotations_are_counted_by_file(parsed) -> None:
    found = quotations_section(parsed)
    whole, *files = found["rows"]
    assert whole[1:] == [sum(row[1] for row in files), sum(row[2] for row in files)]
    assert found["measures"]["quotation_accuracy"]["all"] == whole[1] / whole[2]
    assert found["ms"] > 0


def test_sections_name_the_measures_that_gates_may_name(parsed) -> None:
    made = {"facts": facts_section(parsed), "quotations": quotations_section(parsed)}
    for name, section in made.items():
        assert set(section["measures"]) == {m for m, owner in MEASURES.items() if owner == name}
    text = sets_table(made, mistakes=False)
    assert "facts_f1" in text and "quotations_passed" in text


@pytest.mark.slow
def test_all_sets_are_scored_over_one_library(parsed, bundled: Path, tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.sync(bundled)
    snapshot = library.snapshot()
    made = sections(parsed, snapshot)
    assert tuple(made) == SETS
    claims = claims_section(snapshot)
    assert claims["measures"] == made["claims"]["measures"]
    assert not any("[test]" in line for line in claims["wrong"])
    library.close()


def test_the_report_folds_their_mistakes_up(parsed) -> None:
    summary = {
        "askings": 0,
        "items": 0,
        "outcomes": {},
        "groups": [],
        "kinds": {},
        "misses": {},
        "abstention": {"all": {"area": None, "curve": []}},
        "parity": 0.0,
        "latency_ms": {},
        "sets": {"quotations": {**quotations_section(parsed), "wrong": ["q-1: exact ≠ altered: <b>"]}},
    }
    page = report(summary, {}, [])
    assert "mistakes (1)" in page and "exact ≠ altered: &lt;b&gt;" in page
