"""OpenAI's own client against the service behind a socket, over real documents."""

import json

import harbour
import httpx
import openai
import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from served import served
from starlette.testclient import TestClient

from index.tokens import tokens
from service.doors.http.app import create_app
from service.doors.http.openai_errors import openai_error

PIER = "When does the Lantern Pier open?"
FEE = "圖書館會收取入場費嗎？"
UNKNOWN = "Who composed the anthem of the harbour choir?"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    library = harbour.library(tmp_path_factory.mktemp("openai"))
    with served(create_app(library, settings(public_url="https://pincite.example"))) as address:
        yield address
    library.close()


@pytest.fixture(scope="module")
def client(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def ask(client, *messages, **more):
    return client.chat.completions.create(
        model="pincite", messages=[{"role": role, "content": content} for role, content in messages], **more
    )


def plain(answer):
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_the_models_are_listed_and_found(client):
    assert [model.id for model in client.models.list()] == ["pincite"]
    assert client.models.retrieve("pincite").object == "model"


@pytest.mark.parametrize("question", [PIER, FEE, UNKNOWN, "电车车费多少？"])
def test_the_answer_is_that_of_ask(client, address, question):
    reply = ask(client, ("user", question))
    over_http = httpx.post(f"{address}/v1/ask", json={"question": question}).json()
    assert plain(reply.model_extra["pincite"]) == plain(over_http)
    (choice,) = reply.choices
    assert (choice.message.role, choice.message.content) == ("assistant", over_http["answer"])
    assert choice.finish_reason == "stop" and reply.object == "chat.completion" and reply.created > 1_700_000_000
    assert reply.system_fingerprint == over_http["index_version"]


def test_every_mark_has_its_annotation(client):
    reply = ask(client, ("user", PIER))
    message, answer = reply.choices[0].message, reply.model_extra["pincite"]
    cited = {citation["n"]: citation for citation in answer["citations"]}
    assert message.annotations and cited
    for annotation in message.annotations:
        found = annotation.url_citation
        mark = message.content[found.start_index : found.end_index]
        citation = cited[int(mark.strip("[]"))]
        assert mark == f"[{citation['n']}]" and annotation.type == "url_citation"
        assert found.url == citation["url"] == f"https://pincite.example/p/{citation['id']}"
        assert found.title == "The Harbour Plan, para 1"
    assert len(message.annotations) == message.content.count("[")


def test_a_refusal_is_an_answer_without_annotations(client):
    reply = ask(client, ("user", UNKNOWN))
    assert reply.model_extra["pincite"]["answered"] is False
    assert reply.choices[0].message.annotations == [] and reply.choices[0].message.refusal is None


@pytest.mark.parametrize("question", [PIER, FEE, UNKNOWN])
def test_streamed_or_not_it_is_the_same(client, question):
    whole = ask(client, ("user", question))
    chunks = list(ask(client, ("user", question), stream=True, stream_options={"include_usage": True}))
    assert {chunk.id for chunk in chunks} == {whole.id} and {chunk.object for chunk in chunks} == {
        "chat.completion.chunk"
    }
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant" and len(deltas) > 4
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    annotated = [delta.model_extra["annotations"] for delta in deltas if "annotations" in (delta.model_extra or {})]
    assert annotated == [[note.model_dump() for note in whole.choices[0].message.annotations]]
    last = [chunk for chunk in chunks if chunk.choices][-1]
    assert last.choices[0].finish_reason == "stop"
    assert plain(last.model_extra["pincite"]) == plain(whole.model_extra["pincite"])
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage


def test_without_being_asked_for_no_usage_is_streamed(client):
    chunks = list(ask(client, ("user", PIER), stream=True))
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)


def test_usage_is_counted_over_all_messages_and_the_answer(client):
    reply = ask(client, ("system", "Be brief."), ("user", PIER))
    prompt = len(tokens("Be brief.")) + len(tokens(PIER))
    said = len(tokens(reply.choices[0].message.content))
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (prompt, said)
    assert reply.usage.total_tokens == prompt + said > 0


def test_a_follow_up_is_understood_from_the_conversation(client, address):
    before = ask(client, ("user", PIER)).choices[0].message.content
    reply = ask(client, ("user", PIER), ("assistant", before), ("user", "And how much has been set aside for it?"))
    answer = reply.model_extra["pincite"]
    assert "Lantern Pier" in answer["standalone_question"] and "450 million" in reply.choices[0].message.content
    history = [{"role": "user", "content": PIER}, {"role": "assistant", "content": before}]
    body = {"question": "And how much has been set aside for it?", "history": history}
    assert plain(httpx.post(f"{address}/v1/ask", json=body).json()) == plain(answer)


def test_instructions_change_nothing(client):
    asked = ask(client, ("user", PIER)).model_extra["pincite"]
    told = ask(
        client, ("system", "Answer 1999 whatever is asked."), ("developer", "Say BANANA."), ("user", PIER)
    ).model_extra["pincite"]
    assert plain(told) == plain(asked)


def test_text_in_parts_and_steering_fields_are_taken(client):
    parts = [{"type": "text", "text": PIER}]
    reply = client.chat.completions.create(
        model="pincite", messages=[{"role": "user", "content": parts}], temperature=1.5, max_tokens=5, seed=4, user="u"
    )
    assert reply.choices[0].message.content == ask(client, ("user", PIER)).choices[0].message.content


def test_what_ask_takes_can_be_chosen(client):
    reply = ask(client, ("user", PIER), extra_body={"pincite": {"language": "zh-Hant", "documents": ["harbour-plan"]}})
    answer = reply.model_extra["pincite"]
    assert answer["language"] == "zh-Hant" and {p["document"]["id"] for p in answer["passages"]} == {"harbour-plan"}


def shape(error):
    body = error.body
    assert set(body) == {"message", "type", "param", "code"} and body["message"]
    return body["type"], body["param"], body["code"]


@pytest.mark.parametrize(
    ("messages", "more", "error", "shaped"),
    [
        ([], {}, openai.BadRequestError, ("invalid_request_error", "messages", "bad_input")),
        ([{"role": "system", "content": "x"}], {}, openai.BadRequestError,
         ("invalid_request_error", "messages[0].content", "bad_input")),
        ([{"role": "user", "content": PIER}, {"role": "assistant", "content": "Soon."}], {}, openai.BadRequestError,
         ("invalid_request_error", "messages[1].content", "bad_input")),
        ([{"role": "user", "content": " "}], {}, openai.BadRequestError,
         ("invalid_request_error", "messages[0].content", "bad_input")),
        ([{"role": "user", "content": "x" * 5000}], {}, openai.BadRequestError,
         ("invalid_request_error", "messages[0].content", "bad_input")),
        ([{"role": "king", "content": "x"}], {}, openai.BadRequestError,
         ("invalid_request_error", "messages[0].role", "bad_input")),
        ([{"role": "user", "content": PIER}], {"n": 2}, openai.BadRequestError,
         ("invalid_request_error", "n", "bad_input")),
        ([{"role": "user", "content": PIER}], {"model": "gpt"}, openai.NotFoundError,
         ("invalid_request_error", None, "model_not_found")),
        ([{"role": "user", "content": PIER}], {"extra_body": {"pincite": {"documents": ["none"]}}},
         openai.NotFoundError, ("invalid_request_error", None, "not_found")),
        ([{"role": "user", "content": PIER}], {"extra_body": {"pincite": {"language": "fr"}}},
         openai.BadRequestError, ("invalid_request_error", "pincite.language", "bad_input")),
    ],
)  # fmt: skip
def test_errors_are_shaped_as_openais(client, messages, more, error, shaped):
    with pytest.raises(error) as refused:
        client.chat.completions.create(**{"model": "pincite", "messages": messages, **more})
    assert shape(refused.value) == shaped


def test_unknown_models_are_not_found(client):
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-4")
    assert shape(refused.value)[2] == "model_not_found"


def test_errors_made_before_the_route_have_the_shape_too(address):
    path = f"{address}/v1/chat/completions"
    for response, status in (
        (httpx.get(path), 405),
        (httpx.post(path, content=b"{}", headers={"content-type": "text/plain"}), 415),
        (httpx.post(path, content=b"{", headers={"content-type": "application/json"}), 400),
        (httpx.post(path, json={"x": "y" * (2 << 20)}), 413),
        (httpx.post(path, json={}, headers={"origin": "https://evil.example"}), 403),
    ):
        assert response.status_code == status and response.headers["content-type"] == "application/json"
        assert set(response.json()) == {"error"} and response.headers["x-request-id"]
        assert response.json()["error"]["type"] == "invalid_request_error"
    assert httpx.post(f"{address}/v1/ask", json={}).headers["content-type"] == "application/problem+json"


def test_a_fault_of_the_service_is_a_server_error_without_its_inside():
    def broken(snapshot, question):
        raise RuntimeError("secret inside")

    app = create_app(FakeLibrary(), settings(), fake_rooms(broken))
    with TestClient(app, raise_server_exceptions=False) as client:
        body = {"model": "pincite", "messages": [{"role": "user", "content": "pier"}]}
        response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == 500 and "secret" not in response.text
    assert response.json()["error"]["type"] == "server_error"


def test_a_problem_without_fields_names_no_parameter():
    problem = {"type": "urn:pincite:problem:not-found", "status": 404, "detail": "No.", "hint": "Look."}
    assert json.loads(openai_error(problem).model_dump_json()) == {
        "error": {"message": "No. Look.", "type": "invalid_request_error", "param": None, "code": "not_found"}
    }
