"""The official client of the Model Context Protocol against the service behind a socket, over real documents."""

import json

import anyio
import harbour
import httpx
import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from mcp import Client
from served import served
from starlette.testclient import TestClient

from service.doors.http.app import create_app

PIER = "When does the Lantern Pier open?"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    library = harbour.library(tmp_path_factory.mktemp("mcp"))
    with served(create_app(library, settings())) as address:
        yield address
    library.close()


@pytest.fixture(params=["auto", "legacy"])
def call(address, request):
    """Calls one tool, over the protocol of today and over the one before it."""

    def call(name, **arguments):
        async def go():
            async with Client(f"{address}/mcp", mode=request.param) as client:
                return await client.call_tool(name, arguments)

        return anyio.run(go)

    return call


def plain(answer):
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_the_tools_are_listed_with_what_they_take_and_give(address):
    async def go():
        async with Client(f"{address}/mcp") as client:
            return client.server_info, client.instructions, (await client.list_tools()).tools

    info, instructions, tools = anyio.run(go)
    assert info is not None and info.name == "pincite" and "citations" in (instructions or "")
    assert {tool.name for tool in tools} >= {"ask", "search", "get_paragraph", "verify_quotes", "check_draft"}
    for tool in tools:
        assert tool.description and tool.output_schema and tool.annotations and tool.annotations.read_only_hint
        assert tool.input_schema["required"], tool.name


def test_ask_equals_http(call, address):
    result = call("ask", question=PIER, top_k=3)
    assert not result.is_error
    over_http = httpx.post(f"{address}/v1/ask", json={"question": PIER, "top_k": 3}).json()
    assert plain(result.structured_content) == plain(over_http)
    assert plain(json.loads(result.content[0].text)) == plain(over_http)


def test_a_follow_up_brings_its_history(call, address):
    history = [{"role": "user", "content": PIER}, {"role": "assistant", "content": "In 2025."}]
    body = {"question": "And how much has been set aside for it?", "history": history}
    result = call("ask", **body)
    assert plain(result.structured_content) == plain(httpx.post(f"{address}/v1/ask", json=body).json())
    assert "450 million" in result.structured_content["answer"]


def test_search_equals_http(call, address):
    result = call("search", query="electric ferries", top_k=2, documents=["harbour-plan"])
    body = {"query": "electric ferries", "top_k": 2, "documents": ["harbour-plan"]}
    assert result.structured_content == httpx.post(f"{address}/v1/search", json=body).json()
    assert result.structured_content["passages"][0]["id"] == "harbour-plan/5"


def test_a_paragraph_equals_http(call, address):
    result = call("get_paragraph", id="library-scheme/2")
    assert result.structured_content == httpx.get(f"{address}/v1/paragraphs/library-scheme/2").json()


def test_quotations_are_verified_as_over_http(call, address):
    quotes = [
        "set aside $450 million for it",
        "set aside $460 million for it",
        "the moon is made of kelp",
        "圖書館會收取入場費",
    ]
    result = call("verify_quotes", quotes=quotes)
    assert [one["verdict"] for one in result.structured_content["results"]] == ["exact", "altered", "absent", "altered"]
    over_http = httpx.post(f"{address}/v1/quotes/verify", json={"quotes": quotes}).json()
    assert result.structured_content == over_http


def test_a_draft_is_checked_as_over_http(call, address):
    text = "The Kelp Museum received 182,000 visitors in 2023. 圖書館不會收取入場費。"
    result = call("check_draft", text=text, as_of=None)
    assert [one["verdict"] for one in result.structured_content["statements"]] == ["contradicted", "supported"]
    assert result.structured_content == httpx.post(f"{address}/v1/drafts/check", json={"text": text}).json()
    earlier = call("check_draft", text=text, as_of="1999-01-01").structured_content["statements"]
    assert {one["verdict"] for one in earlier} == {"not_found"}


def test_a_phrase_is_searched_as_over_http(call, address):
    result = call("search", query="Kelp Museum", mode="exact")
    body = {"query": "Kelp Museum", "mode": "exact", "top_k": 8}
    assert result.structured_content == httpx.post(f"{address}/v1/search", json=body).json()
    assert result.structured_content["passages"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("check_draft", {"text": " "}, "text is empty"),
        ("get_paragraph", {"id": "nowhere/1"}, "nowhere/1"),
        ("ask", {"question": " "}, "question is empty"),
        ("ask", {"question": PIER, "documents": ["none"]}, "'none'"),
        ("ask", {"question": PIER, "top_k": 0}, "top_k must be at least 1"),
        ("ask", {"question": PIER, "as_of": "soon"}, "as_of is not a date"),
        ("ask", {}, "question"),
        ("search", {"query": "x", "language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_is_said_in_the_result(call, name, arguments, said):
    result = call(name, **arguments)
    assert result.is_error and said in result.content[0].text and "Traceback" not in result.content[0].text


def test_a_fault_shows_nothing_of_the_inside():
    def broken(snapshot, question):
        raise RuntimeError("secret inside")

    with served(create_app(FakeLibrary(), settings(), fake_rooms(broken))) as address:

        async def go():
            async with Client(f"{address}/mcp") as client:
                return await client.call_tool("ask", {"question": "pier"})

        result = anyio.run(go)
    assert result.is_error and "secret" not in result.content[0].text


def test_no_stream_and_no_session_is_kept(address):
    accept = {"accept": "application/json, text/event-stream"}
    assert httpx.get(f"{address}/mcp", headers=accept).status_code == 405
    assert httpx.delete(f"{address}/mcp", headers=accept).status_code == 405


def test_a_foreign_host_or_page_is_refused(address):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{address}/mcp", json=body, headers=accept | {"host": "evil.example"}).status_code == 421
    assert (
        httpx.post(f"{address}/mcp", json=body, headers=accept | {"origin": "https://evil.example"}).status_code == 403
    )


def test_behind_its_public_address_it_is_served():
    app = create_app(FakeLibrary(), settings(public_url="https://pincite.example"), fake_rooms())
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "host": "pincite.example"}
    with served(app) as address:
        assert httpx.post(f"{address}/mcp", json=body, headers=headers).status_code == 200


def test_before_the_app_runs_the_tools_are_not_there():
    app = create_app(FakeLibrary(), settings(), fake_rooms())
    response = TestClient(app).post("/mcp", json={})
    assert response.status_code == 503 and response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("version", ["2025-06-18", ""])
@pytest.mark.parametrize(
    ("message", "said"),
    [
        ([], "not a JSON-RPC message"),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}, "not a JSON-RPC message"),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": []}},
         "arguments as an object"),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {}}},
         "question is missing."),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"query": []}}},
         "query must be text."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_message_is_said_in_a_sentence(address, message, said, version):
    headers = {"accept": "application/json, text/event-stream"} | ({"mcp-protocol-version": version} if version else {})
    response = httpx.post(f"{address}/mcp", json=message, headers=headers)
    assert said in response.text
    assert response.json() and not any(word in response.text for word in ("pydantic", "type=", "input_value"))
