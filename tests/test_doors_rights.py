"""Collections: to a key that may not read a paper, every door answers as if the paper had never been there."""

from __future__ import annotations

import json
import random
import re
import time
from functools import partial

import anyio
import harbour
import httpx
import pytest
from doors_fakes import settings
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from served import served
from starlette.routing import Route
from starlette.testclient import TestClient

from corpus.store.catalog import Catalog
from index import generation
from service.doors.http.app import ROUTERS, create_app
from service.doors.keys import EVERY, Keys
from service.library import Library

# ruff: noqa: E501  (a paragraph of a document is one line)
#: Shares words, names, measures and dates with the papers that all may read, and brings others of its own.
SECRET = """---
id: cabinet-paper
title: {en: "Restructuring the Harbour Office", zh-Hant: "海港處重組方案"}
publisher: {en: "Harbour Office", zh-Hant: "海港處"}
date: 2024-04-02
languages: [en, zh-Hant]
collection: cabinet
---

# Restructuring the Harbour Office

1. The Lantern Pier will open in the first quarter of 2027 and no longer in 2025. The Harbour Office has set aside $870 million for it.

2. The Quokka Depository Authority (“QDA”) will take over the Kelp Museum, which received 99,000 visitors in 2023. It costs $61 million a year.

3. Eleven hydrofoils will be bought by the QDA before 2031. Visitors will pay $55 for entry to the Lantern Pier.

4. 「袋鼠保管局」（「保管局」）將於二零二八年接管「海濱圖書館」，總樓面面積約29,000平方米，並撥款7億2,300萬元。

5. 「夜讀計劃」由二零二七年起終止，陳海文館長調任保管局。电车管理局将于2029年并入保管局，电车车费改为9.5元。
"""
TEXT = SECRET.partition("# Restructuring the Harbour Office")[2]
SENTENCES = [one.strip() for one in re.split(r"(?<=[.。])\s*|\n+\d\.\s", TEXT) if len(one.strip()) > 5]
WORDS = sorted({*re.findall(r"[A-Za-z]{4,}|[\d,.]*\d", TEXT), *re.findall(r"[\u4e00-\u9fff]{2,4}", TEXT)})
IDS = ["cabinet-paper", *(f"cabinet-paper/{label}" for label in ("1", "2", "3", "4", "5", "s1.1", "title"))]
QUESTIONS = [
    "When does the Lantern Pier open?",
    "How much money is set aside for the Lantern Pier?",
    "How many visitors did the Kelp Museum receive in 2023?",
    "What is the Quokka Depository Authority?",
    "What does QDA stand for?",
    "Who buys hydrofoils?",
    "What does entry to the Lantern Pier cost?",
    "海濱圖書館何時啟用？面積多少？",
    "保管局是甚麼？",
    "夜讀計劃何時終止？",
    "电车车费多少？",
    "袋鼠保管局几时接管图书馆？",
]


def made(folder, *, secret):
    """A library with the public papers, and the restricted one put in between or not, with two keys."""
    documents = harbour.write(folder / "documents")
    library = Library.open(folder / "data", encoder="fast")
    if secret:
        (documents / "a-paper.md").write_text(SECRET.replace("870", "860"), encoding="utf-8")
        library.sync(documents)
        (documents / "a-paper.md").write_text(SECRET, encoding="utf-8")
    report = library.sync(documents)
    assert not report.failed
    return library


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """(with the paper, without it): each a client, what a key limited to public sends, and what one with all rights sends."""
    found = []
    for secret in (True, False):
        folder = tmp_path_factory.mktemp("with" if secret else "without")
        library, keys = made(folder, secret=secret), Keys(folder / "data")
        limited, cabinet = (
            {"authorization": f"Bearer {keys.add(name, ['ask', 'draft'], collections)}"}
            for name, collections in (("limited", ["public"]), ("cabinet", ["public", "cabinet"]))
        )
        app = create_app(library, settings(data=folder / "data", rate="0"))
        found.append((TestClient(app, raise_server_exceptions=False), limited, cabinet))
    with found[0][0], found[1][0]:
        yield found


def misspelt(word, chance):
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) > 3 else word


def tries(number):
    """(method, path, body): what somebody does who wants to find out."""
    chance = random.Random(20)
    asking = [*QUESTIONS, *SENTENCES, *WORDS]
    for _ in range(number):
        about = chance.choice(asking)
        if chance.random() < 0.3:
            about = misspelt(about, chance)
        where, sentence = chance.choice(IDS), chance.choice(SENTENCES)
        short = "".join(chance.choices(WORDS, k=2))
        yield chance.choice(
            [
                ("POST", "/v1/ask", {"question": about}),
                ("POST", "/v1/ask", {"question": chance.choice(QUESTIONS), "top_k": 30}),
                ("POST", "/v1/ask", {"question": about, "documents": [where]}),
                ("POST", "/v1/ask", {"question": "And when?", "history": [{"role": "user", "content": about}]}),
                ("POST", "/v1/search", {"query": about, "top_k": 40}),
                ("POST", "/v1/search", {"query": short, "mode": chance.choice(["phrase", "exact", "near", "meaning"])}),
                ("POST", "/v1/search", {"query": about, "documents": ["cabinet-paper"]}),
                ("POST", "/v1/quotes/verify", {"quotes": [sentence, about]}),
                ("POST", "/v1/quotes/verify", {"quotes": [sentence], "documents": ["harbour-plan"]}),
                ("POST", "/v1/quotes/verify", {"quotes": [sentence], "documents": ["cabinet-paper"]}),
                ("POST", "/v1/drafts/check", {"text": f"{sentence} {about}"}),
                (
                    "POST",
                    "/v1/chat/completions",
                    {"model": "pincite", "messages": [{"role": "user", "content": about}]},
                ),
                ("POST", "/v1/citations", {"items": [{"id": where}], "style": "markdown"}),
                ("POST", "/v1/citations/find", {"id": where, "exact": sentence}),
                ("GET", f"/v1/documents/{where}", None),
                ("GET", f"/v1/documents/{where}/paragraphs", None),
                ("GET", "/v1/documents", None),
                ("GET", f"/v1/documents/{where}/versions", None),
                ("GET", f"/v1/documents/{where}/changes", None),
                (
                    "POST",
                    "/v1/ask",
                    {"question": about, "as_of": chance.choice(["2024-03-31", "2024-04-30", "2026-01-01"])},
                ),
                ("POST", "/v1/drafts/check", {"text": sentence, "as_of": "2024-03-31"}),
                ("GET", f"/v1/paragraphs/{where}", None),
                ("GET", f"/v1/paragraphs/{where}/citation?style=csl-json", None),
                ("GET", f"/p/{where}", None),
                ("GET", f"/v1/facts?about={chance.choice(WORDS)}", None),
                ("GET", f"/v1/facts?kind={chance.choice(['date', 'money', 'count', 'organisation', 'person'])}", None),
                ("GET", "/v1/facts?format=csv", None),
                ("GET", "/v1/facts?document=cabinet-paper", None),
                ("DELETE", f"/v1/documents/{where}", None),
                ("GET", f"/v1/jobs/{where}", None),
                ("GET", "/metrics", None),
                ("GET", "/readyz", None),
            ]
        )


_UNSTEADY = re.compile(r'"timings_ms":\{[^}]*\}|"created":\d+|"id":"(?:chatcmpl-)?[0-9a-f]{32}"')


def reply(response):
    """All that a sender sees but clocks and the names of single requests."""
    headers = {
        name: value for name, value in response.headers.items() if name not in ("x-request-id", "content-length")
    }
    return response.status_code, _UNSTEADY.sub("", response.text), headers


def test_what_a_key_may_not_read_is_not_there_in_500_tries(sides):
    (here, limited, _), (nowhere, same, _) = sides
    kinds = set()
    for method, path, body in tries(500):
        with_it = reply(here.request(method, path, json=body, headers=limited))
        assert with_it == reply(nowhere.request(method, path, json=body, headers=same)), (method, path, body)
        kinds.add((method, path.partition("?")[0], with_it[0]))
    assert {status for _, _, status in kinds} == {200, 403, 404}
    assert len(kinds) > 40


def test_no_route_was_forgotten(sides):
    """Every route there is, filled in with ids of the paper: the list is taken from the app."""
    (here, limited, _), (nowhere, same, _) = sides
    for module in ROUTERS:
        for route in module.router.routes:
            assert isinstance(route, Route)
            for one in IDS:
                path = re.sub(r"\{[^}]*\}", one, route.path)
                for method in sorted(route.methods or ()):
                    with_it = reply(here.request(method, path, headers=limited))
                    assert with_it == reply(nowhere.request(method, path, headers=same)), (method, path)


def test_the_key_with_the_right_gets_the_paper(sides):
    (client, limited, cabinet), _ = sides
    post = partial(client.post, headers=cabinet)
    answer = post("/v1/ask", json={"question": "Who buys hydrofoils?"}).json()
    assert {one["document"]["id"] for one in answer["citations"]} == {"cabinet-paper"}
    found = client.get("/v1/documents", headers=cabinet).json()["documents"]
    assert {one["id"]: one["collection"] for one in found} == {
        "cabinet-paper": "cabinet",
        "harbour-plan": "public",
        "library-scheme": "public",
        "tram-facts": "public",
    }
    (verdict,) = post("/v1/quotes/verify", json={"quotes": [SENTENCES[0]]}).json()["results"]
    assert verdict["verdict"] == "exact"
    for path in ("/v1/paragraphs/cabinet-paper/1", "/p/cabinet-paper/1"):
        assert client.get(path, headers=cabinet).status_code == 200
        assert client.get(path, headers=limited).status_code == 404
    mine, theirs = (
        {r["index_version"] for r in [client.post("/v1/ask", json={"question": "pier"}, headers=h).json()]}
        for h in (cabinet, limited)
    )
    assert mine != theirs
    # How the paper read before it was changed is its own past, for those who may read it.
    earlier = client.get("/v1/paragraphs/cabinet-paper/1", headers=cabinet).json()["earlier"]
    assert [("$860" in one["text"]) for one in earlier] == [True]


def test_agents_get_what_their_key_may_read(sides, tmp_path):
    """Over MCP, by a real socket, today's protocol and the one before it."""

    async def ask(address, headers, mode):
        async with httpx.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{address}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                found = [await client.call_tool("ask", {"question": "Who buys hydrofoils?"})]
                found.append(await client.call_tool("search", {"query": "Quokka Depository Authority"}))
                found.append(await client.call_tool("get_paragraph", {"id": "cabinet-paper/1"}))
                found.append(await client.call_tool("verify_quotes", {"quotes": SENTENCES}))
                found.append(await client.call_tool("check_draft", {"text": TEXT}))
        return [
            (one.is_error, _UNSTEADY.sub("", json.dumps(one.structured_content, separators=(",", ":"))))
            for one in found
        ]

    for mode in ("auto", "legacy"):
        said = []
        for client, limited, cabinet in sides:
            with served(client.app) as address:
                said += [anyio.run(ask, address, headers, mode) for headers in (limited, cabinet)]
        assert said[0] == said[2] == said[3]
        assert said[1] != said[0] and "cabinet-paper" not in str(said[0]) and "cabinet-paper" in str(said[1])


def test_a_stream_holds_no_more(sides):
    (client, limited, cabinet), (_, _, _) = sides
    for headers, there in ((limited, False), (cabinet, True)):
        asked = {"question": "Who buys hydrofoils?"}
        sent = client.post("/v1/ask", json=asked, headers=headers | {"accept": "text/event-stream"}).text
        assert ("cabinet-paper" in sent) is there


def test_rights_take_effect_at_once_and_a_rotated_key_opens_nothing(tmp_path):
    library, keys = made(tmp_path, secret=True), Keys(tmp_path / "data")
    key = keys.add("desk", ["ask"])
    with TestClient(create_app(library, settings(data=tmp_path / "data"))) as client:

        def status(key):
            return client.get("/v1/documents/cabinet-paper", headers={"authorization": f"Bearer {key}"}).status_code

        assert status(key) == 404
        keys.change("desk", collections=["cabinet"])
        assert status(key) == 200
        assert [
            one["id"]
            for one in client.get("/v1/documents", headers={"authorization": f"Bearer {key}"}).json()["documents"]
        ] == ["cabinet-paper"]
        keys.change("desk", collections=[EVERY])
        assert status(key) == 200
        new = keys.rotate("desk")
        assert (status(key), status(new)) == (401, 200)
        keys.change("desk", collections=["public"])
        assert status(new) == 404
        keys.change("desk", scopes=["admin"])  # who may remove a document can see it
        assert status(new) == 200
        keys.remove("desk")
        assert status(new) == 401
        health = client.get("/readyz").json()
        assert health == {"status": "ready", "index_version": None, "documents": None}


def test_an_upload_goes_where_it_is_said_and_a_new_version_stays_there(tmp_path):
    library, keys = made(tmp_path, secret=False), Keys(tmp_path / "data")
    admin, limited = ({"authorization": f"Bearer {keys.add(one, [one])}"} for one in ("admin", "ask"))
    with TestClient(create_app(library, settings(data=tmp_path / "data"))) as client:

        def put(text, **form):
            job = client.post("/v1/documents", files={"files": ("memo.txt", text)}, data=form, headers=admin)
            assert job.status_code == 202, job.text
            while (job := client.get(job.json()["url"], headers=admin)).json()["status"] in ("queued", "running"):
                time.sleep(0.05)
            assert job.json()["documents"] == ["memo"], job.text
            return [client.get("/v1/documents/memo", headers=headers).status_code for headers in (admin, limited)]

        assert put("The walrus is a memo.\n", collection="staff") == [200, 404]
        assert put("The walrus was a memo.\n") == [200, 404]
        assert put("The walrus was a memo once.\n", collection="public") == [200, 200]
        # What an open document was while it was not open stays shut.
        past = [client.get("/v1/paragraphs/memo/s1.1", headers=headers).json() for headers in (admin, limited)]
        assert [len(one["earlier"]) for one in past] == [2, 0]
        assert put("The walrus was a memo long ago.\n", collection="staff") == [200, 404]
        for path in ("/v1/paragraphs/memo/s1.1", "/p/memo/s1.1"):  # once open, and not any more
            assert [client.get(path, headers=headers).status_code for headers in (admin, limited)] == [200, 404]
        wrong = client.post("/v1/documents", files={"files": ("a.txt", "a")}, data={"collection": "A b"}, headers=admin)
        assert wrong.status_code == 422
        for sent in ({"data": {"colection": "cabinet"}}, {"params": {"collection": "cabinet"}}):
            wrong = client.post("/v1/documents", files={"files": ("a.txt", "a")}, headers=admin, **sent)
            assert wrong.status_code == 422 and "Did you mean collection" in wrong.json()["hint"]
        assert client.get("/v1/documents/a", headers=admin).status_code == 404


def test_a_view_is_kept_beside_its_generation_and_goes_with_it(tmp_path):
    library = made(tmp_path, secret=True)
    data = tmp_path / "data"
    whole = library.snapshot()
    view = library.snapshot(frozenset({"public"}))
    assert library.snapshot(frozenset({"public", "nothing"})) is view
    assert (
        library.snapshot(frozenset({"public", "cabinet"}))
        is library.snapshot(frozenset({"public", "cabinet", "x"}))
        is whole
    )
    (folder,) = (data / "generations" / whole.generation / "views").glob("*/index")
    assert b"uokka" not in b"".join(path.read_bytes() for path in folder.parent.rglob("*") if path.is_file())
    again = Library.open(data, encoder="fast", read_only=True)
    assert again.snapshot(frozenset({"public"})).generation == view.generation  # not made twice
    again.close()
    assert library.snapshot(frozenset()).documents() == []
    # Damage is found by its checksums; the view is made anew.
    catalog = folder.parent / generation.CATALOG
    catalog.write_bytes(catalog.read_bytes()[:-100] + b"x" * 100)
    again = Library.open(data, encoder="fast")
    assert len(again.snapshot(frozenset({"public"})).documents()) == 3
    again.close()
    del whole, view
    library.remove("tram-facts")
    assert len(library.snapshot(frozenset({"public"})).documents()) == 2
    homes = list((data / "generations").glob("*/views"))
    assert len(homes) == 1, "a removed document stays in no view"
    library.close()


def test_a_replica_makes_its_view_aside(tmp_path):
    made(tmp_path, secret=True).close()
    replica = Library.open(tmp_path / "data", encoder="fast", read_only=True)
    view = replica.snapshot(frozenset({"public"}))
    assert len(view.documents()) == 3 and view.search("pier")
    assert not list((tmp_path / "data" / "generations").glob("*/views"))
    replica.close()


def test_the_catalogue_says_which_collection(tmp_path):
    documents = harbour.write(tmp_path / "documents")
    (documents / "catalogue.yaml").write_text(
        "documents:\n- {file: harbour-plan.md, id: plan, collection: cabinet}\n- {file: tram-facts.md, id: trams}\n"
    )
    library = Library.open(tmp_path / "data", encoder="hashing")
    assert not library.sync(documents).failed
    assert {one.id: one.collection for one in library.snapshot().documents()} == {"plan": "cabinet", "trams": "public"}
    library.close()
    catalog = Catalog(tmp_path / "data" / "catalog.sqlite")
    assert catalog.document("plan").collection == "cabinet"
    catalog.close()


def test_front_matter_keeps_a_document_shut_that_the_catalogue_only_names(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cabinet-paper.md").write_text(
        "---\ncollection: cabinet\n---\n\nThe walrus is a memo.\n", encoding="utf-8"
    )
    (folder / "catalogue.yaml").write_text("documents:\n- {file: cabinet-paper.md, id: paper}\n", encoding="utf-8")
    library = Library.open(tmp_path / "data", encoder="hashing")
    library.sync(folder)
    assert {one.id: one.collection for one in library.snapshot().documents()} == {"paper": "cabinet"}
