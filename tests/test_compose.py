"""The two compose files, as far as they can be checked without Docker: names that are used are there, settings are settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import SETTINGS, load_settings

ROOT = Path(__file__).resolve().parent.parent


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scale.yaml"])
def test_what_is_named_is_there(name: str) -> None:
    whole = _read(name)
    for service in whole["services"].values():
        assert set(service.get("depends_on", ())) <= set(whole["services"])
        mounted = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert mounted <= set(whole["volumes"])
        assert {config["source"] for config in service.get("configs", ())} <= set(whole.get("configs", ()))
        assert ("build" in service) != ("image" in service)


def test_its_settings_are_settings_and_can_be_used_together() -> None:
    known = {setting.variable for setting in SETTINGS}
    services = _read("compose.scale.yaml")["services"]
    for name in ("writer", "replica"):
        environment = services[name]["environment"]
        assert set(environment) <= known
        settings = load_settings(environment)
        assert settings.replica == (name == "replica")
        assert settings.stores["index_store"] == "milvus://milvus:19530"
    assert services["replica"]["volumes"] == ["data:/data:ro"], "a replica cannot write what the writer keeps"
    assert "PINCITE_CATALOG" not in services["replica"]["environment"], "nor does it know the database's password"


def test_its_image_has_the_extras_that_it_needs() -> None:
    assert _read("compose.scale.yaml")["services"]["writer"]["build"]["args"]["EXTRAS"] == "postgres,milvus"
    assert "ARG EXTRAS=\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_writes_go_to_the_writer() -> None:
    proxy = _read("compose.scale.yaml")["configs"]["proxy"]["content"].replace("$$", "$")
    assert "map $request_method $documents { default writer; GET replicas; HEAD replicas; }" in proxy
    assert "location /v1/documents { proxy_pass http://$documents; }" in proxy
    assert "location /v1/jobs { proxy_pass http://writer; }" in proxy
