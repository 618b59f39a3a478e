"""``pincite-eval run`` and ``pincite-eval all``: choose what is asked, ask it, judge it, hold it to the gates."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from corpus.durable import write_file
from corpus.errors import BadInput
from corpus.progress import Progress
from eval.bar import bar
from eval.beir import beir_table, run_beir
from eval.compare import compare, worse
from eval.documents import parse_folder, read_folder
from eval.engines import Chat, Engine, InProcess, Server
from eval.gate import Gate, broken_gates, of_questions, read_gates
from eval.questions import BUNDLED, Asking, askings, load_questions, questions_hash
from eval.runner import SUMMARY, Run, evaluate, read_results
from eval.sets import sections
from eval.squad import judgeable, write_documents
from eval.table import failures, sets_table, table
from eval.validation import texts_by_label


def _asked_of_squad(given: Namespace, stack: ExitStack) -> tuple[list[Asking], dict[str, Any]]:
    """The askings of a set in SQuAD's layout; its articles become the documents of the run."""
    if given.url or given.questions:
        raise BadInput("--squad brings its own documents and questions.", "Leave --url and --questions out.")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pincite-squad-")))
    found = write_documents(given.squad, folder)
    _, paragraphs = read_folder(folder)
    items, left = judgeable(found.items, texts_by_label(paragraphs))
    if left:
        print(
            f"{len(left)} of {len(found.items)} questions left out: their paragraph was cut otherwise.", file=sys.stderr
        )
    given.documents = folder
    about = {"questions_sha256": found.sha256, "split": given.split, "languages": given.language or "all"}
    return askings(items, given.split, given.language), {**about, "documents": given.squad.name, "left_out": len(left)}


def _asked(given: Namespace, stack: ExitStack) -> tuple[list[Asking], dict[str, Any]]:
    """The askings wanted and what of them goes into the manifest."""
    if given.squad:
        return _asked_of_squad(given, stack)
    place = given.questions or BUNDLED
    return askings(load_questions(place), given.split, given.language), {
        "questions_sha256": questions_hash(place),
        "split": given.split,
        "languages": given.language or "all",
        "documents": None if given.url else given.documents.name,
    }


def _chat(given: Namespace) -> Chat:
    """Raises BadInput where the key's variable is empty."""
    key = os.environ.get(given.key_env, "") if given.key_env else ""
    if given.key_env and not key:
        raise BadInput(f"The variable {given.key_env} is empty.", "It should hold the endpoint's key.")
    told = {} if given.instructions is None else {"instructions": given.instructions.read_text("utf-8").strip()}
    documents, paragraphs = read_folder(given.documents)
    return Chat(
        given.openai,
        given.model,
        key=key,
        languages={document.id: tuple(document.languages) for document in documents},
        texts={paragraph.id: paragraph.text for paragraph in paragraphs},
        **told,
    )


def engine_of(given: Namespace, stack: ExitStack, progress: Progress) -> Engine:
    """The engine that the arguments ask for; what it holds is let go with the stack."""
    if given.url and given.openai:
        raise BadInput("--url and --openai exclude each other.")
    if given.url:
        engine: Engine = Server(given.url)
    elif given.openai:
        engine = _chat(given)
    else:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pincite-eval-")))
        engine = InProcess(given.documents, data, encoder=given.encoder, store=given.store or None, progress=progress)
    stack.callback(engine.close)
    return engine


def _made(given: Namespace, whole: bool) -> Run:
    """The run, written to ``--out``; with the sets beside the questions where ``whole``."""
    with ExitStack() as stack:
        asked, about = _asked(given, stack)
        progress = stack.enter_context(bar(given.quiet))
        engine = engine_of(given, stack, progress)
        made = evaluate(
            engine,
            asked,
            manifest=about,
            progress=progress,
            workers=given.workers,
            out=given.out,
            resume=given.resume,
        )
        if not whole:
            return made
        if not isinstance(engine, InProcess):
            raise BadInput("Facts, quotations and claims are judged in this process.", "Leave --url and --openai out.")
        found = sections(parse_folder(given.documents), engine.snapshot)
    summary = {**made.summary, "sets": found}
    write_file(given.out / SUMMARY, (json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode())
    return Run(made.outcomes, made.milliseconds, summary, made.manifest)


def _told(given: Namespace, made: Run) -> None:
    if given.json:
        print(json.dumps(made.summary, ensure_ascii=False, indent=1))
        return
    print(table(made.summary))
    if "sets" in made.summary:
        print(sets_table(made.summary["sets"], not given.quiet))
    if not given.quiet:
        print(*failures([o.to_json() for o in made.outcomes]), sep="\n")


def _held_to(gates: list[Gate], made: Run, before: Path | None) -> int:
    """Prints every gate that does not hold, and what is worse than the run before, where there is one."""
    broken = broken_gates(gates, made.summary)
    if before is not None:
        broken += worse(compare(read_results(before), [o.to_json() for o in made.outcomes]))
    for line in broken:
        print(f"GATE {line}", file=sys.stderr)
    return 1 if broken else 0


def _run_beir(given: Namespace) -> int:
    """``pincite-eval run --beir DIR``: a retrieval set, by its own judgements."""
    if given.fail_under:
        raise BadInput(
            "A retrieval set has no gates of questions.", "Leave --fail-under out; summary.json has the measures."
        )
    with bar(given.quiet) as progress:
        summary = run_beir(given.beir, given.out, encoder=given.encoder, progress=progress)
    print(json.dumps(summary, ensure_ascii=False, indent=1) if given.json else beir_table(summary))
    return 0


def run(given: Namespace) -> int:
    """``pincite-eval run``: the questions."""
    if given.beir:
        return _run_beir(given)
    gates = read_gates(given.fail_under) if given.fail_under else []
    made = _made(given, whole=False)
    _told(given, made)
    judged = of_questions(gates)
    if len(judged) < len(gates):
        print(
            f"{len(gates) - len(judged)} gates on facts, quotations and claims are for `pincite-eval all`.",
            file=sys.stderr,
        )
    return _held_to(judged, made, given.no_worse_than)


def run_all(given: Namespace) -> int:
    """``pincite-eval all``: the questions, the facts, the quotations and the claims, one run and one report."""
    gates = read_gates(given.fail_under) if given.fail_under else []
    made = _made(given, whole=True)
    _told(given, made)
    return _held_to(gates, made, given.no_worse_than)
