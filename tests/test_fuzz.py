"""tools/fuzz.py runs: a few thousand inputs for each target, from a fixed seed. `make fuzz` runs it for long."""

import importlib.util
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("target", ["loaders", "parts", "splitter", "facts", "query"])
def test_a_short_run_finds_nothing(target, tmp_path):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "fuzz.py"), target, "20", "3000"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "number_of_executed_units" in done.stderr
