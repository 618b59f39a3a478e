"""One question, six doors: JSON, SSE, OpenAI, MCP, `pincite ask` and `pincite chat` say the same, field by field. Once from the
documents alone, once written by a model."""

from __future__ import annotations

import io
import json
import re

import anyio
import harbour
import httpx
import openai
import pytest
from doors_fakes import settings
from liar import liar as lying_server
from mcp import Client
from served import served

from service.doors import cli, commands
from service.doors.http.app import create_app
from service.doors.objects.answers import AnswerObject
from service.doors.rooms import REAL

OPENS = "The Lantern Pier will open in the second half of 2025 at the earliest"
QUESTIONS = [
    "When does the Lantern Pier open?",
    "海濱圖書館何時啟用？",
    "电车车费多少？",
    "Who wrote the anthem of the choir?",
]
FIELDS = sorted(set(AnswerObject.model_fields) - {"timings_ms"})


@pytest.fixture(scope="module")
def model():
    with lying_server() as one:

        def half_true(prompt):
            true = next((key for key, text in prompt.paragraphs if OPENS in text), None)
            return f"{OPENS} [{true}]. It costs $999 million [{true}]. BANANA." if true else "NONE"

        one.will(half_true)
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with the documents in it."""
    made = tmp_path_factory.mktemp("same")
    harbour.library(made).close()
    return made / "data"


@pytest.fixture(scope="module", params=["extractive", "generated"])
def doors(request, folder, model):
    """(address of the service, flags of the command line)"""
    flags = {"model_url": model.url, "model": "liar"} if request.param == "generated" else {}
    library = REAL.open_library(folder, "hashing", lambda stage, done, total: None)
    words = [word for name, value in flags.items() for word in (f"--{name.replace('_', '-')}", value)]
    with served(create_app(library, settings(**flags))) as address:
        yield address, ["--data", str(folder), "--encoder", "hashing", *words]


def by_json(address, question):
    return httpx.post(f"{address}/v1/ask", json={"question": question}).json()


def by_events(address, question):
    response = httpx.post(f"{address}/v1/ask", json={"question": question}, headers={"accept": "text/event-stream"})
    events = [(n, json.loads(d)) for n, d in re.findall(r"^event: (\w+)\ndata: (.*)$", response.text, flags=re.M)]
    answer = next(data for name, data in events if name == "answer")
    assert "".join(data["text"] for name, data in events if name == "delta") == answer["answer"]
    return answer


def by_openai(address, question):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        reply = client.chat.completions.create(model="pincite", messages=[{"role": "user", "content": question}])
    answer = reply.model_extra["pincite"]
    assert reply.choices[0].message.content == answer["answer"]
    return answer


def by_openai_stream(address, question):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        messages = [{"role": "user", "content": question}]
        chunks = list(client.chat.completions.create(model="pincite", messages=messages, stream=True))
    answer = chunks[-1].model_extra["pincite"]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == answer["answer"]
    return answer


def by_mcp(address, question):
    async def go():
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("ask", {"question": question})

    return anyio.run(go).structured_content


def run(words, capsys):
    assert commands.run(cli.parser().parse_args(words)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_door_gives_the_same_answer(doors, question, capsys, monkeypatch):
    address, flags = doors
    first = by_json(address, question)
    monkeypatch.setattr("sys.stdin", io.StringIO(question + "\n"))
    answers = {
        "events": by_events(address, question),
        "openai": by_openai(address, question),
        "openai stream": by_openai_stream(address, question),
        "mcp": by_mcp(address, question),
        "ask": json.loads(run(["ask", question, "--json", *flags], capsys)),
        "chat": json.loads(run(["chat", "--json", *flags], capsys)),
    }
    for door, answer in answers.items():
        assert set(answer) == {*FIELDS, "timings_ms"}, door
        for field in FIELDS:
            assert answer[field] == first[field], (door, field)


def test_the_generated_answer_is_the_models_as_far_as_it_is_proven(doors, model):
    address, flags = doors
    answer = by_json(address, QUESTIONS[0])
    if "--model" not in flags:
        assert answer["notices"] == [] and answer["removed"] == 0
        return
    assert answer["answer"] == f"{OPENS} [1]." and answer["removed"] == 2 and "2" in answer["notices"][0]
    (citation,) = answer["citations"]
    assert citation["quote"] == f"{OPENS}." and citation["id"] == "harbour-plan/1"
    refused = by_json(address, QUESTIONS[3])
    assert not refused["answered"] and refused["notices"] == []
