"""The bill of materials names all that the lock file pins, the same way each time."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools" / "sbom.py")
assert spec is not None and spec.loader is not None
sbom = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sbom)


def test_every_pin_is_a_component(tmp_path):
    out = tmp_path / "sbom.json"
    assert sbom.main(str(ROOT / "requirements.lock"), str(out)) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert (document["bomFormat"], document["specVersion"], document["version"]) == ("CycloneDX", "1.6", 1)
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").split()
    assert len(document["components"]) == len(lines) > 50
    refs = [one["bom-ref"] for one in document["components"]]
    assert len(set(refs)) == len(refs) and all(one["purl"] == one["bom-ref"] for one in document["components"])
    assert f"pkg:pypi/{next(line for line in lines if line.startswith('fastapi==')).replace('==', '@')}" in refs
    (root,) = document["dependencies"]
    assert root["ref"] == document["metadata"]["component"]["bom-ref"] and set(root["dependsOn"]) <= set(refs)
    again = tmp_path / "again.json"
    sbom.main(str(ROOT / "requirements.lock"), str(again))
    assert again.read_bytes() == out.read_bytes()


def test_names_are_normalised_and_a_line_without_a_version_is_refused():
    assert sbom.pins("# a\nOpenCC==1.2.0\nruamel.yaml_x==1.0 ; python_version>'3'\n") == [
        ("opencc", "1.2.0"),
        ("ruamel-yaml-x", "1.0"),
    ]
    with pytest.raises(ValueError, match="pins no version"):
        sbom.pins("fastapi>=1\n")


def test_a_dependency_that_is_not_pinned_is_said():
    project = {"name": "x", "version": "1", "license": "MIT", "dependencies": ["fastapi>=1", "absent[extra]>=2"]}
    with pytest.raises(ValueError, match="does not pin absent"):
        sbom.sbom("fastapi==1.0\n", project)
