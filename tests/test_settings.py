"""Settings: one table, documented, refused where unsafe."""

import re
from pathlib import Path

import pytest

from service.settings import (
    SETTINGS,
    BadSetting,
    bundled_documents,
    is_loopback,
    load_settings,
    misspelt,
    settings_table,
)

ROOT = Path(__file__).parents[1]


def test_defaults():
    settings = load_settings({})
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8000, Path("var"))
    assert settings.documents == bundled_documents() == ROOT / "corpus" / "documents"


def test_a_flag_wins_over_the_environment_over_the_default():
    environment = {"PINCITE_PORT": "9001", "PINCITE_DATA": "/nowhere/a"}
    settings = load_settings(environment, {"port": "9002", "data": None})
    assert (settings.port, settings.data, settings.workers) == (9002, Path("/nowhere/a"), 4)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PINCITE_PORT", "eighty"),
        ("PINCITE_PORT", "65536"),
        ("PINCITE_PORT", "-1"),
        ("PINCITE_WORKERS", "0"),
        ("PINCITE_OPEN_HOST", "perhaps"),
        ("PINCITE_LOG", "loud"),
        ("PINCITE_PUBLIC_URL", "pincite.example"),
        ("PINCITE_MODEL_URL", "127.0.0.1:9/v1"),
        ("PINCITE_MODEL_DEADLINE", "0"),
        ("PINCITE_DATA", " "),
        ("PINCITE_HOST", ""),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(variable, value):
    with pytest.raises(BadSetting) as refused:
        load_settings({variable: value})
    assert variable in refused.value.hint


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "pincite.example"])
def test_a_host_that_others_reach_needs_a_deliberate_setting(host):
    with pytest.raises(BadSetting, match="anyone on the network"):
        load_settings({"PINCITE_HOST": host})
    assert load_settings({"PINCITE_HOST": host, "PINCITE_OPEN_HOST": "true"}).host == host
    assert load_settings({"PINCITE_HOST": host, "PINCITE_KEYS": "true"}).keys is True


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("Localhost", True),
        ("10.0.0.1", False),
    ],
)
def test_loopback(host, loopback):
    assert is_loopback(host) is loopback


def test_an_endpoint_needs_the_name_of_a_model():
    with pytest.raises(BadSetting, match="no model is named"):
        load_settings({"PINCITE_MODEL_URL": "http://127.0.0.1:9/v1"})
    settings = load_settings({"PINCITE_MODEL_URL": "http://127.0.0.1:9/v1/", "PINCITE_MODEL": "m"})
    assert (settings.model_url, settings.model, settings.model_key) == ("http://127.0.0.1:9/v1", "m", "")
    assert settings.model_deadline == 20


def test_a_misspelt_variable_is_noticed():
    assert misspelt({"PINCITE_PROT": "1", "PINCITE_PORT": "1", "PATH": ""}) == [
        "PINCITE_PROT is not a setting and was ignored; PINCITE_PORT is one."
    ]


def test_every_setting_is_documented():
    written = (ROOT / "docs" / "SETTINGS.md").read_text(encoding="utf-8")
    assert settings_table() in written
    assert all(setting.help.endswith(".") for setting in SETTINGS)


def test_settings_are_read_in_one_file_only():
    """No other file of the rooms that serve names a variable of ours, and none behind the doors reads any."""
    files = [path for room in ("corpus", "index", "service") for path in sorted((ROOT / room).rglob("*.py"))]
    named = [path for path in files if re.search(r"environ\b.*PINCITE_|getenv", path.read_text(encoding="utf-8"))]
    read = [path for path in files if "service" in path.parts and "environ" in path.read_text(encoding="utf-8")]
    assert [path for path in named if "training" not in path.parts] == []
    assert read == [ROOT / "service" / "settings.py"]


def test_the_stores_are_named_only_where_they_are_set():
    assert load_settings({}).stores == {}
    environment = {"PINCITE_CATALOG": "postgresql://pincite@db/pincite", "PINCITE_REPLICA": "true"}
    assert load_settings(environment).stores == {"catalog": "postgresql://pincite@db/pincite", "read_only": True}
    with pytest.raises(BadSetting, match="postgresql://"):
        load_settings({"PINCITE_CATALOG": "catalog.sqlite"})
