from __future__ import annotations

import pytest
from doors_fakes import EN, EVIL, HARBOUR, LATER, ROW, ZH, FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from service.desk.lookup import Wanted, highlights, look_up
from service.doors.http.app import create_app


@pytest.fixture
def snapshot():
    return FakeLibrary().snapshot()


def ids(found):
    return [one.paragraph.id for one in found]


def met(found):
    return [one.paragraph.text[a:b] for one in found for a, b in one.spans]


def test_a_phrase_is_found_in_either_script_with_its_counterpart(snapshot):
    (found,) = look_up(snapshot, Wanted("新码头最快", "phrase"))
    assert (found.paragraph.id, met([found]), found.rank) == (ZH.id, ["新碼頭最快"], 1)
    assert found.counterpart == EN


def test_a_phrase_is_made_of_whole_words_and_whole_numbers(snapshot):
    assert ids(look_up(snapshot, Wanted("March", "phrase"))) == [EN.id]
    assert look_up(snapshot, Wanted("arch", "phrase")) == []
    assert ids(look_up(snapshot, Wanted("12 000", "phrase"))) == [ROW.id]
    assert look_up(snapshot, Wanted("2 000", "phrase")) == []


def test_a_phrase_with_a_word_changed_is_near_and_not_exact(snapshot):
    query = "The new pier opens in April 2025 at the earliest"
    assert look_up(snapshot, Wanted(query, "phrase")) == []
    found = look_up(snapshot, Wanted(query, "near"))
    assert ids(found)[0] == EN.id
    assert 0.6 <= found[0].score < 1
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_an_exact_place_comes_first_among_the_near(snapshot):
    found = look_up(snapshot, Wanted("new pier may open in April", "near"))
    assert (ids(found)[0], found[0].score) == (LATER.id, 1.0)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {EN.id, LATER.id}),
        ({"documents": ("notes",)}, {LATER.id}),
        ({"since": "2024-01-01"}, {EN.id}),
        ({"since": HARBOUR.date, "until": HARBOUR.date}, {EN.id}),
        ({"until": "2023-12-31"}, {LATER.id}),
        ({"publisher": "pier society"}, {LATER.id}),
        ({"publisher": "海港处"}, {EN.id}),
        ({"language": "zh-Hant"}, set()),
        ({"publisher": "nobody"}, set()),
    ],
)
def test_filters(snapshot, filters, expected):
    assert set(ids(look_up(snapshot, Wanted("the new pier", "phrase", **filters)))) == expected


def test_meaning_says_which_words_met(snapshot):
    found = look_up(snapshot, Wanted("piers that open in April", top_k=1))
    assert set(met(found)) <= {"pier", "open", "April"} and "April" in met(found)


def test_highlights_of_nothing(snapshot):
    assert highlights("", "text") == highlights("的", "的確") == highlights("word", "") == ()


def test_over_http():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        response = client.post("/v1/search", json={"query": "<script>", "mode": "phrase", "publisher": "Pier"})
        (passage,) = response.json()["passages"]
        assert passage["id"] == EVIL.id and passage["counterpart"] is None
        assert [passage["text"][a:b] for a, b in passage["spans"]] == ["script", "script"]
        same = client.post("/v1/search", json={"query": "<script>", "mode": "exact", "publisher": "Pier"})
        assert same.json() == response.json()
        dated = {"query": "the new pier", "mode": "exact", "date_from": HARBOUR.date, "date_to": HARBOUR.date}
        assert [p["id"] for p in client.post("/v1/search", json=dated).json()["passages"]] == [EN.id]
        for wrong in ({"mode": "vibes"}, {"since": "soon"}):
            assert client.post("/v1/search", json={"query": "pier", **wrong}).status_code == 422
