"""The rig around other people's pipelines; the pipelines themselves need environments of their own."""

from pathlib import Path

import pytest

from eval.peers.__main__ import HERE, PEERS, best_of, scored, settings_of, table, task_of
from eval.questions import Asking, Item, Part


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_has_a_script_with_settings_and_pinned_requirements(peer: str) -> None:
    assert len(settings_of(peer)) == (1 if peer == "pincite" else 7)
    if peer != "pincite":
        pinned = (HERE / f"{peer}.txt").read_text().split()
        assert all("==" in line for line in pinned) and "torch==2.13.0" in pinned


def test_all_peers_try_the_same_settings() -> None:
    tried = [set(settings_of(peer)) for peer in PEERS if peer != "pincite"]
    assert tried[0] == tried[1] == tried[2]


def test_the_task_holds_every_paragraph_and_no_follow_up(bundled: Path) -> None:
    task, asked, languages = task_of(bundled)
    assert {q["id"] for q in task["queries"]} == {a.id for a in asked}
    assert not any(a.history or not a.item.answerable for a in asked)
    assert len({p["id"] for p in task["passages"]}) == len(task["passages"]) > 300
    assert set(languages) == {p["id"].partition("/")[0] for p in task["passages"]}


def _asking(name: str, language: str, gold: str, split: str = "dev") -> Asking:
    return Asking(Item(name, "text", {language: "?"}, (Part((gold,), any=("x",)),), split=split), language)


def test_rankings_are_scored_by_pair_of_languages() -> None:
    asked = [_asking("q1", "en", "d/1"), _asking("q2", "en", "z/1", "test"), _asking("q3", "zh-Hant", "z/2")]
    told = {
        "setting": "s",
        "import_s": 1.0,
        "index_s": 2.0,
        "query_ms": [3.0, 1.0, 2.0],
        "peak_mib": 4.0,
        "ranked": {"q1.en": ["d/1@en"], "q2.en": ["z/9", "z/1"], "q3.zh-Hant": ["z/9"]},
    }
    found = scored(told, asked, {"d": ("en",), "z": ("zh-Hant",)})
    assert [found["groups"][g]["R@1"][0] for g in ("all", "en → en", "en → zh", "zh-Hant → zh")] == [
        1 / 3,
        1.0,
        0.0,
        0.0,
    ]
    assert [found["groups"][g]["R@3"][0] for g in ("all", "test", "dev")] == [2 / 3, 1.0, 1 / 2]
    assert (found["p50_ms"], found["p95_ms"]) == (2.0, 3.0)
    worse = {**found, "setting": "t", "groups": {**found["groups"], "dev": {"R@3": [0.1, 0.0, 0.2]}}}
    assert best_of([worse, found])["setting"] == "s"
    assert (
        table([("peer", found)]).splitlines()[2].startswith("| peer | s | 33.3 / 66.7 | 0.0 / 100.0 | 100.0 / 100.0 |")
    )
