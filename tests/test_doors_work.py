"""The bounded queue: so many computed, so many waiting, the rest told to come back."""

import http.client
import threading
from dataclasses import replace
from urllib.parse import urlsplit

import anyio
import pytest
from doors_fakes import FakeLibrary, fake_ask, fake_rooms, settings
from served import served
from starlette.testclient import TestClient

from service.doors.http.app import create_app
from service.doors.http.work import Overloaded, Work


def test_a_full_queue_refuses_and_recovers():
    go_on = threading.Event()
    together, most = [0], [0]
    lock = threading.Lock()

    def slow(number):
        with lock:
            together[0] += 1
            most[0] = max(most[0], together[0])
        assert go_on.wait(10)
        with lock:
            together[0] -= 1
        return number

    async def play():
        work = Work(workers=2, queue=3)
        results = []

        async def one(number):
            results.append(await work.run(slow, number))

        async with anyio.create_task_group() as group:
            for number in range(5):
                group.start_soon(one, number)
            while work.inside < 5 or together[0] < 2:
                await anyio.sleep(0.001)
            with pytest.raises(Overloaded) as refused:
                await work.run(slow, 5)
            assert refused.value.retryable and refused.value.status == 503
            go_on.set()
        assert sorted(results) == [0, 1, 2, 3, 4]
        assert most[0] == 2
        assert work.inside == 0
        assert await work.run(slow, 6) == 6

    anyio.run(play)


def test_a_failure_makes_room_again():
    def broken():
        raise ValueError("no")

    async def play():
        work = Work(workers=1, queue=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await work.run(broken)
        assert work.inside == 0

    anyio.run(play)


def test_what_was_begun_is_finished_before_it_stops():
    begun, go_on = threading.Event(), threading.Event()

    def slow(snapshot, question):
        begun.set()
        assert go_on.wait(10)
        return fake_ask(snapshot, question)

    replies = []

    def client(address):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        connection.request("POST", "/v1/ask", '{"question": "pier"}', {"content-type": "application/json"})
        response = connection.getresponse()
        replies.append((response.status, len(response.read()) > 100))
        connection.close()

    with served(create_app(FakeLibrary(), settings(), fake_rooms(slow))) as address:
        asking = threading.Thread(target=client, args=(address,))
        asking.start()
        assert begun.wait(10)
        threading.Timer(0.5, go_on.set).start()  # by then it has been told to stop
    asking.join(10)
    assert replies == [(200, True)]


def test_questions_do_not_wait_for_a_long_draft():
    begun, go_on = threading.Event(), threading.Event()

    def long_check(snapshot, text, as_of):
        begun.set()
        assert go_on.wait(10)
        return []

    rooms = replace(fake_rooms(), check_draft=long_check)
    with TestClient(create_app(FakeLibrary(), settings(workers=1), rooms)) as client:
        checking = threading.Thread(
            target=client.post, args=("/v1/drafts/check",), kwargs={"json": {"text": "A pier."}}
        )
        checking.start()
        assert begun.wait(10)
        assert client.post("/v1/ask", json={"question": "pier"}).status_code == 200
        go_on.set()
        checking.join(10)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/chat/completions"])
def test_where_the_queue_is_full_nothing_is_read_any_more(path):
    begun, go_on = threading.Event(), threading.Event()

    def slow(snapshot, question):
        begun.set()
        assert go_on.wait(10)
        return fake_ask(snapshot, question)

    with TestClient(create_app(FakeLibrary(), settings(queue=0), fake_rooms(slow))) as client:
        asking = threading.Thread(target=client.post, args=("/v1/ask",), kwargs={"json": {"question": "pier"}})
        asking.start()
        assert begun.wait(10)
        # Not JSON, nor said to be: whoever read it would say so.
        refused = client.post(path, content=b"{{{{", headers={"content-type": "text/plain"})
        counted = client.get("/metrics").text
        go_on.set()
        asking.join(10)
        read = client.post(path, content=b"{{{{", headers={"content-type": "text/plain"})
    assert refused.status_code == 503 and int(refused.headers["retry-after"]) > 0
    assert refused.headers["x-request-id"] and refused.headers["x-content-type-options"] == "nosniff"
    assert f'pincite_requests_total{{method="POST",route="{path}",status="503"}} 1.0' in counted
    if path == "/v1/chat/completions":
        assert refused.json()["error"]["code"] == "overloaded"
    else:
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:pincite:problem:overloaded" and refused.json()["retryable"]
    assert read.status_code == 415


def test_a_full_queue_of_questions_refuses_no_other_route():
    begun, go_on = threading.Event(), threading.Event()

    def slow(snapshot, question):
        begun.set()
        assert go_on.wait(10)
        return fake_ask(snapshot, question)

    with TestClient(create_app(FakeLibrary(), settings(queue=0), fake_rooms(slow))) as client:
        asking = threading.Thread(target=client.post, args=("/v1/ask",), kwargs={"json": {"question": "pier"}})
        asking.start()
        assert begun.wait(10)
        assert client.get("/v1/documents").status_code == 200
        assert client.post("/v1/facts/extract", json={"text": "A pier for $3 million."}).status_code == 200
        go_on.set()
        asking.join(10)
