"""A route or a command that the documentation does not name fails here."""

import argparse
import re
from pathlib import Path

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings

from service.doors.cli import parser
from service.doors.commands import _COMMANDS
from service.doors.http.app import ROUTERS, create_app

DOCS = Path(__file__).parents[1] / "docs"


def served():
    routes = [route for module in ROUTERS for route in module.router.routes]
    found = {
        f"{method} {route.path.replace(':path', '')}"
        for route in routes
        for method in route.methods
        if method not in ("HEAD", "OPTIONS")
    }
    return found | {"GET /openapi.json"}


def test_every_route_is_documented_and_every_documented_route_is_there():
    written = set(re.findall(r"^\| `((?:GET|POST|DELETE) [^`]+)` \|", (DOCS / "HTTP.md").read_text("utf-8"), re.M))
    assert written == served()


def test_every_route_is_in_the_app():
    document = create_app(FakeLibrary(), settings(), fake_rooms()).openapi()
    listed = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    pages = {"GET /", "GET /static/{name}", "GET /favicon.ico", "GET /p/{id}", "GET /docs", "GET /openapi.json"}
    assert listed == {route.replace(":path", "") for route in served()} - pages


def commands():
    (action,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return action.choices


def test_every_command_is_documented_and_every_documented_command_is_there():
    written = set(re.findall(r"^\| `pincite (\w+)", (DOCS / "COMMANDS.md").read_text("utf-8"), re.M))
    assert written == set(commands()) == set(_COMMANDS)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_data_and_all_but_serve_have_json(name):
    inside = [a for a in commands()[name]._actions if isinstance(a, argparse._SubParsersAction)]
    for command in inside[0].choices.values() if inside else [commands()[name]]:
        flags = {flag for action in command._actions for flag in action.option_strings}
        assert "--data" in flags
        assert ("--json" in flags) is (name != "serve")


def test_openapi_promises_problem_json_for_every_error():
    document = create_app(FakeLibrary(), settings(), fake_rooms()).openapi()
    for methods in document["paths"].values():
        for operation in methods.values():
            errors = {status: r for status, r in operation["responses"].items() if int(status) >= 400}
            own = "openai" in operation["tags"]
            kind = "application/json" if own else "application/problem+json"
            assert errors and all(list(r["content"]) == [kind] for r in errors.values())
