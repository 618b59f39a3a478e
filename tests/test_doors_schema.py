"""schemathesis over the whole OpenAPI document: whatever is sent, fitting or not, is never answered with a fault of the service.

Over a real library behind a real socket. The fast test sends a few requests to each route, the slow one many.
"""

import pytest
import schemathesis
from doors_fakes import FakeLibrary, settings
from harbour import library
from hypothesis import HealthCheck, given
from hypothesis import settings as running
from hypothesis.errors import Unsatisfiable
from served import served

from service.doors.http.app import create_app

SCHEMA = schemathesis.openapi.from_dict(create_app(FakeLibrary(), settings()).openapi())
OPERATIONS = {f"{o.ok().method.upper()} {o.ok().path}": o.ok() for o in SCHEMA.get_all_operations()}
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    data = tmp_path_factory.mktemp("schema")
    with served(create_app(library(data), settings(data=data, request_kb=64, upload_mb=1))) as address:
        yield address


def ask(name, mode, address, examples):
    operation = OPERATIONS[name]

    @running(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        # A case keeps no connection: one that a refusal closed would fail the next.
        response = case.call(base_url=address, headers={"connection": "close"}, timeout=60)
        assert response.status_code < 500, f"{case.as_curl_command()}\n{response.text}"
        if response.status_code >= 400 and name != "POST /mcp":  # the protocol's own library refuses without a word
            kind = response.headers["content-type"][0]
            # OpenAI's clients get OpenAI's errors.
            assert kind.startswith(("application/problem+json", "application/json")), kind

    try:
        asked()
    except Unsatisfiable:
        # There is no wrong way to ask a route that takes nothing, or any text.
        assert mode is schemathesis.GenerationMode.NEGATIVE and not operation.body


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_few_requests_to_every_route(name, mode, address):
    ask(name, mode, address, 6)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_many_requests_to_every_route(name, mode, address):
    ask(name, mode, address, 100)


def test_the_document_names_every_route():
    assert len(OPERATIONS) >= 25
    assert {"POST /v1/ask", "POST /v1/documents", "POST /mcp", "DELETE /v1/jobs/{id}"} <= set(OPERATIONS)
