"""What changed between two versions, paragraph by paragraph, at the desk and at every door."""

import json

from doors_fakes import fake_rooms, settings
from starlette.testclient import TestClient

from corpus.records import Paragraph
from service.desk.changes import changes_between
from service.doors import cli
from service.doors.http.app import create_app
from service.library import Library


def paragraphs(*texts, language="en"):
    return [
        Paragraph(f"plan/{label}", "plan", label, at, text, language)
        for at, (label, text) in enumerate(t if isinstance(t, tuple) else (str(n), t) for n, t in enumerate(texts, 1))
    ]


PIER, ROOF, QUAY = (
    "The pier opens in March 2025.",
    "Its roof costs $40 million.",
    "A quay of 300 metres is being planned.",
)


def kinds(before, after):
    changes, same = changes_between(before, after)
    return [(c.kind, c.before and c.before.label, c.after and c.after.label) for c in changes], same


def test_nothing_changed():
    assert kinds(paragraphs(PIER, ROOF), paragraphs(PIER, ROOF)) == ([], 2)


def test_an_edited_paragraph_has_the_differing_spans_of_both_texts():
    after = PIER.replace("March 2025", "October 2026")
    changes, same = changes_between(paragraphs(PIER, ROOF), paragraphs(after, ROOF))
    assert same == 1
    [change] = changes
    assert change.kind == "changed" and change.before is not None and change.after is not None
    for piece in change.pieces:
        assert change.before.text[piece.before_start : piece.before_end] == piece.before
        assert change.after.text[piece.after_start : piece.after_end] == piece.after
    assert [(p.before, p.after) for p in change.pieces] == [("March", "October"), ("2025", "2026")]
    rebuilt, at = "", 0
    for piece in change.pieces:
        rebuilt += PIER[at : piece.before_start] + piece.after
        at = piece.before_end
    assert rebuilt + PIER[at:] == after


def test_a_paragraph_put_in_before_others_moves_their_labels():
    found, same = kinds(paragraphs(PIER, ROOF), paragraphs(QUAY, PIER, ROOF))
    assert found == [("added", None, "1"), ("moved", "1", "2"), ("moved", "2", "3")]
    assert same == 0


def test_what_was_removed_stands_at_its_old_place():
    assert kinds(paragraphs(PIER, QUAY, ROOF), paragraphs(PIER, ("3", ROOF))) == ([("removed", "2", None)], 2)


def test_another_text_under_the_same_number_is_no_edit():
    found, _ = kinds(paragraphs(PIER), paragraphs(QUAY))
    assert sorted(found, key=str) == [("added", None, "1"), ("removed", "1", None)]


def test_moved_and_edited_is_one_change():
    found, _ = kinds(paragraphs(QUAY, PIER), paragraphs(PIER.replace("March", "May"), QUAY))
    assert found == [("changed", "2", "1"), ("moved", "1", "2")]


def test_languages_are_never_mixed():
    before = [Paragraph("plan/1@en", "plan", "1", 0, PIER, "en")]
    after = [Paragraph("plan/1@zh-Hant", "plan", "1", 0, PIER, "zh-Hant")]
    assert sorted(kind for kind, _, _ in kinds(before, after)[0]) == ["added", "removed"]


def test_versions_and_changes_at_the_doors(tmp_path, capsys):
    data, file = tmp_path / "data", tmp_path / "plan.txt"
    library = Library.open(data, encoder="hashing")
    for text in (f"1. {PIER}\n\n2. {ROOF}\n", f"1. {PIER.replace('2025', '2026')}\n\n2. {ROOF}\n\n3. {QUAY}\n"):
        file.write_text(text, encoding="utf-8")
        library.add([file])
    with TestClient(create_app(library, settings(data=data), fake_rooms())) as client:
        versions = client.get("/v1/documents/plan/versions").json()
        assert [(one["version"], one["present"]) for one in versions["versions"]] == [(1, False), (2, True)]
        assert all(one["added"].endswith("+00:00") for one in versions["versions"])
        assert versions["versions"][1]["paragraphs"] == versions["versions"][0]["paragraphs"] + 1
        changes = client.get("/v1/documents/plan/changes").json()
        assert (changes["from_version"], changes["to_version"]) == (1, 2)
        assert [(c["kind"], (c["after"] or c["before"])["label"]) for c in changes["changes"]] == [
            ("changed", "1"),
            ("added", "3"),
        ]
        assert changes["changes"][0]["differences"][0]["before"] == "2025"
        back = client.get("/v1/documents/plan/changes?from=2&to=1").json()
        assert [c["kind"] for c in back["changes"]] == ["changed", "removed"]
        assert client.get("/v1/documents/plan/changes?to=1").status_code == 422
        assert client.get("/v1/documents/plan/changes?from=7").status_code == 404
        assert client.get("/v1/documents/none/versions").status_code == 404
        flags = ["--json", "--data", str(data), "--encoder", "hashing"]
        assert cli.main(["documents", "--versions", "plan", *flags]) == 0
        assert json.loads(capsys.readouterr().out) == versions
        assert cli.main(["changes", "plan", *flags]) == 0
        assert json.loads(capsys.readouterr().out) == changes
        assert cli.main(["changes", "plan", *flags[1:]]) == 0
        assert "- 2025" in capsys.readouterr().out
        client.delete("/v1/documents/plan")
        assert client.get("/v1/documents/plan/versions").status_code == 404
