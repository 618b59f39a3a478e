"""Who may do what over HTTP: names, keys, scopes, rates; and that no route was forgotten."""

import base64
import json
import logging
import random
import re
import stat

import pytest
from doors_fakes import EN, HARBOUR, NOTES, ZH, FakeLibrary, fake_rooms, settings
from starlette.routing import Route
from starlette.testclient import TestClient

from corpus.errors import BadInput, Conflict, NotFound
from service.doors import cli, commands
from service.doors.http.access import Hosts, Rate, needed
from service.doors.http.app import ROUTERS, create_app
from service.doors.keys import Keys


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path)


def client_of(held, **flags):
    app = create_app(FakeLibrary(), settings(data=held._file.parent, **flags), fake_rooms())
    return TestClient(app, raise_server_exceptions=False)


def bearer(key):
    return {"authorization": f"Bearer {key}"}


def addresses():
    """Every route with each of its methods, ids filled in."""
    found = [("GET", "/openapi.json")]
    for module in ROUTERS:
        for route in module.router.routes:
            assert isinstance(route, Route)
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            found += [(method, path) for method in sorted(route.methods or ())]
    return found


OPEN = {"/healthz", "/readyz", "/favicon.ico", "/static/x", "/docs", "/openapi.json"}


def test_without_a_key_no_route_answers_but_those_that_show_nothing(keys):
    keys.add("one", ["ask"])
    client = client_of(keys)
    tried = addresses()
    assert len(tried) > 25
    for method, path in tried:
        for headers in ({}, bearer("x"), bearer("pincite_000000000000_" + "A" * 43), {"authorization": "Basic !"}):
            response = client.request(method, path, headers=headers)
            if path in OPEN:
                assert response.status_code != 401, path
            else:
                assert response.status_code == 401, (method, path)
                assert response.headers["www-authenticate"] == "Bearer"
    assert client.get("/v1/documents").json()["type"].endswith("no-key")


def test_each_scope_opens_what_it_names_and_nothing_else(keys):
    given = {scope: keys.add(scope, [scope]) for scope in ("ask", "draft", "admin")}
    with client_of(keys) as client:
        for method, path in addresses():
            if path in OPEN:
                continue
            for scope, key in given.items():
                status = client.request(method, path, headers=bearer(key)).status_code
                allowed = scope == "admin" or set(needed(method, path)) <= {scope}
                assert (status not in (401, 403)) is allowed, (method, path, scope, status)


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("POST", "/v1/ask", ("ask",)),
        ("POST", "/v1/chat/completions", ("ask",)),
        ("GET", "/v1/documents", ("ask",)),
        ("GET", "/p/a/1", ("ask",)),
        ("GET", "/", ("ask",)),
        ("POST", "/mcp", ("ask", "draft")),
        ("POST", "/v1/drafts/check", ("draft",)),
        ("POST", "/v1/documents", ("admin",)),
        ("DELETE", "/v1/documents/a", ("admin",)),
        ("GET", "/v1/jobs/a", ("admin",)),
        ("GET", "/metrics", ("admin",)),
        ("GET", "/whatever/comes", ("ask",)),
    ],
)
def test_what_a_route_needs(method, path, scopes):
    assert needed(method, path) == scopes


def test_a_key_is_kept_as_a_hash_by_the_owner_alone(keys, tmp_path):
    key = keys.add("desk", ["draft", "ask"])
    file = tmp_path / "keys.json"
    assert key not in file.read_text() and key.rsplit("_", 1)[1] not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (one,) = keys.all()
    assert (one.name, one.scopes) == ("desk", ("ask", "draft"))
    assert keys.of(key) == one
    for wrong in ("", key[:-1], key + "A", key.upper(), one.sha256, "pincite_" + one.id + "_" + "A" * 43):
        assert keys.of(wrong) is None


def test_a_name_is_taken_once_and_a_removed_key_opens_nothing_at_once(keys):
    key = keys.add("desk", ["ask"])
    with client_of(keys) as client:
        assert client.get("/v1/documents", headers=bearer(key)).status_code == 200
        with pytest.raises(Conflict):
            keys.add("desk", ["ask"])
        other = keys.add("other", ["ask"])
        assert client.get("/v1/documents", headers=bearer(other)).status_code == 200
        keys.remove("desk")
        assert client.get("/v1/documents", headers=bearer(key)).status_code == 401
        keys.remove("other")
        # The last key is gone: the service stays shut.
        assert client.get("/v1/documents").status_code == 401
    with pytest.raises(NotFound):
        keys.remove("desk")
    for name, scopes in (("a b", ["ask"]), ("", ["ask"]), ("a", []), ("a", ["root"])):
        with pytest.raises(BadInput):
            keys.add(name, scopes)


def test_a_damaged_list_of_keys_lets_nobody_in(keys, tmp_path):
    key = keys.add("desk", ["admin"])
    (tmp_path / "keys.json").write_text('[{"id": 1}')
    with client_of(keys) as client:
        assert client.get("/v1/documents", headers=bearer(key)).status_code == 503
        assert client.get("/v1/documents").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_keys_may_be_asked_for_before_there_is_one(keys):
    with client_of(keys, keys="true") as client:
        assert client.get("/v1/documents").status_code == 401
    with client_of(keys) as client:
        assert client.get("/v1/documents").status_code == 200


def test_a_browser_is_asked_for_the_key_and_sends_it_as_a_password(keys):
    key = keys.add("desk", ["ask"])
    with client_of(keys) as client:
        asked = client.get("/", headers={"accept": "text/html"})
        assert asked.status_code == 401 and asked.headers["www-authenticate"].startswith("Basic ")
        basic = {"authorization": "Basic " + base64.b64encode(f"anyone:{key}".encode()).decode()}
        assert client.get("/", headers=basic).status_code == 200
        assert client.post("/v1/ask", json={"question": "pier"}, headers=basic).status_code == 200
        foreign = basic | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        assert client.post("/v1/ask", json={"question": "pier"}, headers=foreign).status_code == 403


def test_errors_of_keys_are_openais_to_clients_of_openai(keys):
    key = keys.add("desk", ["draft"])
    with client_of(keys) as client:
        assert client.get("/v1/models").json()["error"]["code"] == "no_key"
        assert client.get("/v1/models", headers=bearer(key)).json()["error"]["code"] == "not_allowed"


def test_a_key_has_its_share_of_a_minute(keys):
    first, second = keys.add("a", ["ask"]), keys.add("b", ["ask"])
    with client_of(keys, rate="3") as client:
        statuses = [client.get("/v1/documents", headers=bearer(first)).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = client.get("/v1/documents", headers=bearer(first))
        assert 1 <= int(refused.headers["retry-after"]) <= 20 and refused.json()["retryable"] is True
        assert client.get("/v1/documents", headers=bearer(second)).status_code == 200


def test_the_share_comes_back_with_time():
    now = [0.0]
    rate = Rate(60, lambda: now[0])
    assert [rate.wait("a") for _ in range(60)] == [0.0] * 60
    assert rate.wait("a") == 1.0  # one a second comes back
    now[0] += 0.5
    assert rate.wait("a") == 0.5
    now[0] += 0.5
    assert rate.wait("a") == 0.0 and rate.wait("a") == 1.0
    now[0] += 3600
    assert [rate.wait("a") for _ in range(61)] == [0.0] * 60 + [1.0]
    assert [Rate(0).wait("a") for _ in range(1000)] == [0.0] * 1000


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost.evil.example", "pincite", "", "[::1", "127.0.0.1.evil.example"],
)
def test_a_name_that_is_not_ours_is_not_answered(keys, host):
    with client_of(keys) as client:
        for method, path in (("GET", "/v1/documents"), ("POST", "/v1/ask"), ("GET", "/"), ("GET", "/healthz")):
            response = client.request(method, path, headers={"host": host})
            assert response.status_code == 421 and response.json()["type"].endswith("unknown-host")


def test_names_and_addresses_that_are_ours():
    hosts = Hosts(settings(hosts="pincite, papers.example", public_url="https://Public.example:444/x"))
    addresses = "localhost:8000 127.0.0.1:8000 [::1]:80 192.0.2.7 LOCALHOST a.localhost:1"
    for known in [*addresses.split(), "pincite:8000", "papers.example.", "public.example:444"]:
        assert hosts.knows(known), known


def test_the_log_names_the_key_and_never_shows_it(keys, caplog):
    key = keys.add("desk-7", ["ask"])
    with client_of(keys) as client, caplog.at_level(logging.DEBUG):
        client.post("/v1/ask", json={"question": "moonpier"}, headers=bearer(key))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("pincite")]
    assert any("key desk-7" in line for line in said)
    assert not any(key in line or "moonpier" in line for line in said)


def test_keys_on_the_command_line(tmp_path, capsys):
    def run(*words):
        code = commands.run(cli.parser().parse_args(["keys", *words, "--data", str(tmp_path)]), fake_rooms())
        return code, capsys.readouterr().out

    code, made = run("add", "desk", "--scope", "ask", "--scope", "draft")
    found = Keys(tmp_path).of(made.strip())
    assert code == 0 and found is not None and found.scopes == ("ask", "draft")
    code, listed = run("list", "--json")
    assert [one["name"] for one in json.loads(listed)["keys"]] == ["desk"] and found.sha256 not in listed
    assert run("add", "desk")[0] == 1
    assert run("remove", "desk")[0] == 0 and run("remove", "desk")[0] == 1
    assert Keys(tmp_path).exist and Keys(tmp_path).all() == []


def test_a_key_without_the_right_learns_nothing_in_500_tries(keys):
    """What is there and what is not look the same to it: status, body and headers, whatever it tries."""
    key = keys.add("drafter", ["draft"])
    chance = random.Random(8)
    seen = set()
    with client_of(keys) as client:
        for turn in range(500):  # all within the rate of a minute
            made_up = "".join(chance.choices("abcdefghij-0123456789", k=chance.randint(1, 30)))
            document = chance.choice([HARBOUR.id, NOTES.id, made_up])
            paragraph = chance.choice([EN.id, ZH.id, f"{document}/{made_up}"])
            method, path, body = chance.choice(
                [
                    ("GET", f"/v1/documents/{document}", None),
                    ("GET", f"/v1/documents/{document}/paragraphs", None),
                    ("DELETE", f"/v1/documents/{document}", None),
                    ("GET", f"/v1/paragraphs/{paragraph}", None),
                    ("GET", f"/v1/paragraphs/{paragraph}/citation", None),
                    ("GET", f"/p/{paragraph}", None),
                    ("GET", f"/v1/facts?document={document}", None),
                    ("GET", f"/v1/jobs/{made_up}", None),
                    ("POST", "/v1/ask", {"question": made_up, "documents": [document]}),
                    ("POST", "/v1/search", {"query": "pier", "documents": [document]}),
                    ("POST", "/v1/quotes/verify", {"quotes": [EN.text], "documents": [document]}),
                    ("POST", "/v1/citations/find", {"id": paragraph, "exact": made_up}),
                    ("POST", "/mcp", {"jsonrpc": "2.0", "id": turn, "method": "tools/list"}),
                ]
            )
            response = client.request(method, path, json=body, headers=bearer(key))
            headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
            lacks = needed(method, path.partition("?")[0])
            seen.add((lacks, response.status_code, response.text, tuple(sorted(headers.items()))))
    # One answer for each scope that is lacking, and cache rules differ by route only.
    assert {status for _, status, _, _ in seen} == {403}
    assert len({(lacks, text) for lacks, _, text, _ in seen}) == len({lacks for lacks, _, _, _ in seen}) == 3
