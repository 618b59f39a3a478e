"""Before the library is open: /healthz answers, /readyz says how far it is, the rest says to come back."""

import threading

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from corpus.errors import Conflict
from service.doors.http.app import create_app
from service.doors.pace import Pace, Stopped
from service.doors.startup import Startup


class Opening:
    """A library that opens when it is let, half way through its second stage."""

    def __init__(self, error=None):
        self.reached, self.go_on, self.over = threading.Event(), threading.Event(), threading.Event()
        self.error = error

    def __call__(self, progress):
        progress("read", 5, 5)
        progress("embed", 3, 12)
        self.reached.set()
        assert self.go_on.wait(10)
        if self.error:
            raise self.error
        progress("embed", 12, 12)
        return FakeLibrary()


def opened(opening):
    startup = Startup(opening)
    seen = []
    startup.begin(lambda *step: seen.append(step), opening.over.set)
    assert opening.reached.wait(10)
    return startup, seen


def test_readiness():
    opening = Opening()
    startup, seen = opened(opening)
    with TestClient(create_app(startup, settings(), fake_rooms())) as client:
        assert client.get("/healthz").status_code == 200
        waiting = client.get("/readyz")
        assert waiting.status_code == 503 and waiting.headers["retry-after"]
        progress = waiting.json()["progress"]
        assert (progress["stage"], progress["done"], progress["total"]) == ("embed", 3, 12)
        assert progress["progress"] == 3 / 12 and progress["eta"] >= 0
        refused = client.post("/v1/ask", json={"question": "pier"})
        assert refused.status_code == 503 and refused.json()["retryable"] is True
        assert client.get("/").status_code == 200
        assert "pincite_ready 0.0" in client.get("/metrics").text
        opening.go_on.set()
        assert opening.over.wait(10)
        assert client.get("/readyz").json()["status"] == "ready"
        assert client.post("/v1/ask", json={"question": "pier"}).status_code == 200
    assert seen == [("read", 5, 5), ("embed", 3, 12), ("embed", 12, 12)]


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (Conflict("Another process holds it.", "Stop it."), "Another process holds it."),
        (OSError("disk"), "OSError: disk"),
    ],
)
def test_a_library_that_cannot_be_opened_says_why(error, detail):
    opening = Opening(error)
    startup, _ = opened(opening)
    opening.go_on.set()
    assert opening.over.wait(10)
    assert startup.problem is not None and not startup.is_ready and not startup.was_stopped
    with TestClient(create_app(startup, settings(), fake_rooms())) as client:
        problem = client.get("/readyz").json()
    assert problem["status"] == 503 and detail in problem["detail"] and "progress" not in problem


def test_stopping_ends_the_work_at_its_next_step():
    opening = Opening()
    startup, seen = opened(opening)
    threading.Timer(0.05, opening.go_on.set).start()
    startup.stop()
    assert startup.was_stopped and not startup.is_ready and seen[-1] == ("embed", 3, 12)


def test_the_time_left_is_that_of_the_stage():
    now = [100.0]
    pace = Pace(lambda: now[0])
    assert pace.standing().eta_s is None
    pace("read", 0, 10)
    now[0] += 30
    pace("embed", 0, 8)
    assert pace.standing().eta_s is None
    now[0] += 6
    pace("embed", 2, 8)
    # 6 s for 2 of 8: 6 left at 3 s each
    assert (pace.standing().share, pace.standing().eta_s) == (2 / 8, 6 * 6 / 2)
    pace("embed", 8, 8)
    assert pace.standing().eta_s == 0
    pace.stop()
    with pytest.raises(Stopped):
        pace("write", 0, 1)
