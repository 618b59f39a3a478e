"""What /metrics answers: refusals and why, citations that do not hold, stages, the index's age, jobs."""

from dataclasses import replace

import pytest
from doors_fakes import FakeLibrary, fake_ask, fake_rooms, settings
from starlette.testclient import TestClient

from service.doors.http.app import create_app


def values(client):
    """Name with labels -> value."""
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def client_of(ask=fake_ask, library=None, **flags):
    return TestClient(create_app(library or FakeLibrary(), settings(**flags), fake_rooms(ask)))


def test_refusals_are_counted_with_their_reason_at_both_doors():
    with client_of() as client:
        before = values(client)
        assert before['pincite_citations_total{result="failed"}'] == 0
        client.post("/v1/ask", json={"question": "Who sings?"})
        client.post("/v1/ask", json={"question": "When does the pier open?"})
        chat = {"model": "pincite", "messages": [{"role": "user", "content": "Who sings?"}]}
        assert client.post("/v1/chat/completions", json=chat).status_code == 200
        found = values(client)
    assert found['pincite_refusals_total{reason="no-evidence"}'] == 2
    assert found['pincite_answers_total{language="en",outcome="refused"}'] == 2
    assert found['pincite_answers_total{language="en",outcome="answered"}'] == 1
    assert found['pincite_citations_total{result="proven"}'] == 1
    assert found['pincite_citations_total{result="failed"}'] == 0
    # 1.5 ms of search in each of the two answers that were made; the third was in memory
    assert found['pincite_answer_stage_seconds_sum{stage="search"}'] == pytest.approx(2 * 0.0015)
    assert (found['pincite_recall_total{result="miss"}'], found['pincite_recall_total{result="hit"}']) == (2, 1)


@pytest.mark.parametrize("altered", ["The new pier opens in March 2099 at the earliest.", None])
def test_a_citation_that_is_not_what_its_paragraph_says_is_counted_as_failed(altered, caplog):
    def lying(snapshot, question):
        answer = fake_ask(snapshot, question)
        (citation,) = answer.citations
        paragraph = citation.paragraph
        told = replace(paragraph, text=altered) if altered else replace(paragraph, id="harbour-2024/none")
        return replace(answer, citations=(replace(citation, paragraph=told),))

    with client_of(lying) as client:
        client.post("/v1/ask", json={"question": "When does the moonpier open?"})
        found = values(client)
    assert found['pincite_citations_total{result="failed"}'] == 1
    assert found['pincite_citations_total{result="proven"}'] == 0
    said = [record.getMessage() for record in caplog.records if record.name == "pincite.answers"]
    assert len(said) == 1 and "moonpier" not in said[0]


def test_the_age_of_the_index_and_the_jobs(tmp_path):
    (tmp_path / "current").write_text("1-x")
    with client_of(data=tmp_path) as client:
        job = client.post("/v1/documents", files=[("files", ("a.txt", "broken"))]).json()
        while client.get(job["url"]).json()["status"] != "failed":
            pass
        found = values(client)
    assert 0 <= found["pincite_index_age_seconds"] < 60
    assert (found['pincite_jobs{status="failed"}'], found['pincite_jobs{status="queued"}']) == (1, 0)
    assert found["pincite_requests_waiting"] == 0
