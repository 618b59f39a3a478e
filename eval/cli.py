"""``pincite-eval`` (and ``python -m eval``): the command line of the evaluation. Only arguments are read here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import PinciteError

_HELP = {
    "run": "ask every question, judge every answer, write a run",
    "all": "the same, and the facts, quotations and claims: one run, one report",
    "validate": "check the question files against themselves and the documents",
    "compare": "what got fixed and what broke between two runs",
    "report": "one HTML file of a run",
    "gates": "propose gates a little under what runs measured",
    "new": "append a draft item to a question file",
    "facts": "score the extracted facts against the hand-labelled ones",
    "quotations": "score the verdicts on quotations against the expected ones",
    "claims": "score the verdicts on statements against the expected ones",
    "bench": "measure speed and memory, each beside a reference of the same run",
    "soak": "ask, search, add and remove for as long as wanted; watch every answer and the memory",
    "sizing": "what more paragraphs would take, computed from a bench",
    "calibrate": "fit the weights and the threshold of answers on the development questions",
}


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--out", type=Path, required=True, help="folder the run is written to")
    parser.add_argument("--data", type=Path, help="data folder to use and keep (default: a temporary one)")
    parser.add_argument("--url", help="ask a running server (/v1/ask) instead of the pipeline in this process")
    parser.add_argument(
        "--openai", metavar="URL", help="ask an OpenAI-compatible endpoint, such as http://host:8000/v1"
    )
    parser.add_argument("--model", default="pincite", help="the model to name to that endpoint")
    parser.add_argument("--key-env", metavar="NAME", help="environment variable that holds the endpoint's key")
    parser.add_argument(
        "--instructions", type=Path, metavar="FILE", help="system message for it; an empty file for none"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="questions under way at once")
    parser.add_argument(
        "--resume", action="store_true", help="go on with the run in --out; it must be of the same making"
    )
    parser.add_argument("--encoder", default="default", help="encoder of the pipeline in this process")
    parser.add_argument("--store", metavar="URL", help="index store of that pipeline, such as milvus://host:19530")
    parser.add_argument("--questions", type=Path, help="question file or folder (default: the bundled ones)")
    parser.add_argument(
        "--squad", type=Path, metavar="FILE", help="a set in SQuAD's layout: its documents, its questions"
    )
    parser.add_argument("--beir", type=Path, metavar="DIR", help="a retrieval set in BEIR's layout (run only)")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--language", action="append", default=[], help="ask in this language only; may be repeated")
    parser.add_argument("--fail-under", type=Path, metavar="FILE", help="gates; exit 1 where one does not hold")
    parser.add_argument(
        "--no-worse-than",
        type=Path,
        metavar="RUN",
        help="an earlier run; exit 1 where a measure fell by more than chance",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar, no list of failures")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--questions", type=Path, help="question file or folder (default: the bundled ones)")
    parser.add_argument("--no-documents", action="store_true", help="check the files against themselves only")
    parser.add_argument("--json", action="store_true")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--json", action="store_true")


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="folder of a run")
    parser.add_argument("--against", type=Path, metavar="RUN", help="an earlier run, to tell what got fixed and broke")
    parser.add_argument("--out", type=Path, help="the file to write (default: report.html in that folder)")


def _gates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="runs of `all` that the gates must hold for")
    parser.add_argument("--file", type=Path, default=Path("eval/gates.yaml"), help="the gate file to start from")
    parser.add_argument("--slack", type=float, default=0.005, help="how far under what was measured (default: 0.005)")
    parser.add_argument("--write", action="store_true", help="write the stricter gates into the file; none is lowered")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, required=True, help="question file to append to, made if it is not there")
    parser.add_argument("--question", help="the wording; its language is found in it")
    parser.add_argument("--kind", default="text")
    parser.add_argument(
        "--paragraph", action="append", default=[], help="document-id/label that answers; may be repeated"
    )
    parser.add_argument("--value", help="the normalised value")
    parser.add_argument("--unit", help="its unit: HKD, m2, what is counted")
    parser.add_argument("--qualifier", help="such as `at least`")
    parser.add_argument(
        "--near", action="append", default=[], help="unanswerable: a paragraph on the topic; may be repeated"
    )
    parser.add_argument("--absent", action="append", default=[], help="unanswerable: a string no paragraph may print")
    parser.add_argument(
        "--answer",
        type=Path,
        help="an answer that a user marked wrong: what /v1/ask gave (JSON), or the .yaml file the page saved; - reads stdin",
    )
    parser.add_argument(
        "--documents", type=Path, default=Path("corpus/documents"), help="documents to check it against"
    )
    parser.add_argument("--no-documents", action="store_true", help="check it against the other questions only")
    parser.add_argument("--comment", default="", help="what the user said about it")


def _facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--labels", type=Path, help="label file or folder (default: the bundled ones)")
    parser.add_argument("--values-only", action="store_true", help="for a restatement: spans are not compared")
    parser.add_argument("--min-f1", type=float, help="exit 1 below this F1")
    parser.add_argument("--json", action="store_true")


def _calibrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, action="append", required=True, help="folder; may be repeated")
    parser.add_argument("--questions", type=Path, help="question file or folder (default: the bundled ones)")
    parser.add_argument("--out", type=Path, help="the file to write (default: the service's own)")


def _quotations(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--set", type=Path, help="quotation file or folder (default: the bundled ones)")
    parser.add_argument("--min", type=float, help="exit 1 below this share of right verdicts")
    parser.add_argument("--json", action="store_true")


def _claims(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--set", type=Path, help="claim file or folder (default: the bundled ones)")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--encoder", default="default", help="encoder of the search")
    parser.add_argument("--min", type=float, help="exit 1 below this share of right verdicts")
    parser.add_argument("--max-passed", type=int, default=0, help="exit 1 where more wrong claims pass as supported")
    parser.add_argument("--show-test", action="store_true", help="show the mistakes on test items too")
    parser.add_argument("--json", action="store_true")


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"), help="the JSON file to write")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(n) for n in text.split(",") if n],
        help="paragraphs to grow to: 1000,10000,100000",
    )
    parser.add_argument("--no-server", action="store_true", help="leave the measurements over a socket out")


def _soak(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"), help="folder of documents")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--askers", type=int, default=16, help="how many ask at once (default: 16)")


def _sizing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bench", type=Path, default=Path("build/bench.json"), help="what `bench` wrote")
    parser.add_argument("--engine", type=Path, required=True, help="what tools/engine_search.py printed")


_ARGUMENTS = {
    "sizing": _sizing,
    "soak": _soak,
    "bench": _bench,
    "quotations": _quotations,
    "claims": _claims,
    "calibrate": _calibrate,
    "facts": _facts,
    "run": _run,
    "all": _run,
    "validate": _validate,
    "compare": _compare,
    "report": _report,
    "gates": _gates,
    "new": _new,
}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="pincite-eval", description="Says whether Pincite got better or worse, and where."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, add in _ARGUMENTS.items():
        add(commands.add_parser(name, help=_HELP[name], description=_HELP[name].capitalize() + "."))
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Exit status: 0 done, 1 a gate or a check does not hold, 2 the input cannot be used."""
    given = parser().parse_args(arguments)
    from eval.commands import COMMANDS  # deferred: --help needs no model, no numpy

    try:
        return COMMANDS[given.command](given)
    except PinciteError as error:
        print(f"pincite-eval: {error.message}" + (f"\n  {error.hint}" if error.hint else ""), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
