"""What serves is light and stays at home: no torch, no hub, no look-up of any name on the network."""

import json
import subprocess
import sys
from pathlib import Path

SERVE = """
import json, socket, sys
from pathlib import Path

def refuse(*args, **kwargs):
    raise AssertionError(f"the network was asked for {args}")

socket.getaddrinfo = refuse
socket.socket.connect = refuse

from service.answer.ask import ask
from service.answer.records import Question
from service.doors.http.app import create_app
from service.library import Library
from service.settings import load_settings

library = Library.open(Path(sys.argv[2]))
library.sync(Path(sys.argv[1]))
create_app(library, load_settings({}))
answer = ask(library.snapshot(), Question("when does the first phase of the AI supercomputing centre open"))
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "transformers", "sentence_transformers", "sklearn"})
print(json.dumps({"answered": answer.answered, "heavy": heavy}))
"""


def test_indexing_and_answering_need_no_torch_and_no_network(bundled: Path, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(bundled), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {"answered": True, "heavy": []}
