"""The software bill of materials: what a lock file pins, as CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/).

Usage: python tools/sbom.py requirements.lock OUT. The same lock file and environment give the same bytes: no time, no chance.
Licences are those that the installed packages state; a package that is not installed is listed without one.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9.!+_-]+)")


def pins(lock: str) -> list[tuple[str, str]]:
    """Names, normalised as package indexes do (PEP 503), and versions. Raises ValueError for a line that pins nothing."""
    found = []
    for line in lock.splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        pin = _PIN.fullmatch(line.partition(";")[0].strip())
        if pin is None:
            raise ValueError(f"{line!r} pins no version")
        found.append((normal(pin[1]), pin[2]))
    return sorted(found)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licences(name: str, version: str) -> list[dict[str, Any]]:
    try:
        told = metadata.metadata(name)
        if metadata.version(name).partition("+")[0] != version:
            return []
    except metadata.PackageNotFoundError:
        return []
    if "License-Expression" in told:
        return [{"expression": told["License-Expression"]}]
    classes = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License :: ")]
    return [{"license": {"name": one}} for one in dict.fromkeys(classes)]


def _component(name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    licences = _licences(name, version)
    shown = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return shown | ({"licenses": licences} if licences else {})


def sbom(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """The document for a lock file's text and the ``project`` table of pyproject.toml."""
    components = [_component(*pin) for pin in pins(lock)]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    refs = {one["name"]: one["bom-ref"] for one in components}
    direct = {normal(re.match(r"[A-Za-z0-9._-]+", one)[0]) for one in project["dependencies"]}  # type: ignore[index]
    if missing := sorted(direct - set(refs)):
        raise ValueError(f"the lock file does not pin {', '.join(missing)}")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": sorted(refs[name] for name in direct)}],
    }


def main(lock: str, out: str) -> int:
    project = tomllib.loads((Path(lock).parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    document = sbom(Path(lock).read_text(encoding="utf-8"), project)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {len(document['components'])} packages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
