"""What a door says of where to look is in its own language."""

from __future__ import annotations

import pytest

from service.doors.hints import Door, hint_at

FOREIGN: dict[Door, tuple[str, ...]] = {"terminal": ("GET /v1",), "http": ("`pincite",), "mcp": ("GET /v1", "`pincite")}


@pytest.mark.parametrize("door", FOREIGN)
@pytest.mark.parametrize(
    "hint",
    [
        "`pincite documents` lists what there is.",
        "`pincite documents --versions plan` lists them.",
        "`pincite paragraphs DOCUMENT` lists a document's.",
        "GET /v1/documents lists the documents.",
        "GET /v1/documents/{id}/versions lists the versions.",
        "GET /v1/documents/{id}/paragraphs lists a document's.",
    ],
)
def test_no_door_speaks_anothers_language(door: Door, hint: str):
    said = hint_at(door, hint)
    assert not any(one in said for one in FOREIGN[door])
    assert said.partition(" list")[2] == hint.partition(" list")[2]
    assert hint_at(door, said) == said


def test_a_hint_about_something_else_stays():
    assert hint_at("http", "Check --data.") == "Check --data."
