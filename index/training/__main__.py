"""``python -m index.training --data DIR``: rebuild the shipped models, on two cores in under an hour."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from corpus.errors import PinciteError
from index.training import teacher
from index.training.options import Options
from index.training.sources import NAMES
from index.training.stages import STAGES, Run, run_stages

SHIPPED = Path(__file__).parent.parent / "models"


class _Bars:
    """The Progress of ``corpus.progress`` as one bar a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._tasks = bars, dict[str, TaskID]()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)


def _options(arguments: argparse.Namespace) -> Options:
    options = Options(
        data=arguments.data,
        out=arguments.out,
        work=arguments.work,
        exclude=tuple(sorted(set(arguments.exclude))),
        most=arguments.most,
    )
    plan = replace(options.plan, seed=arguments.seed, steps=arguments.steps or options.plan.steps)
    return replace(options, seed=arguments.seed, plan=plan)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index.training", description="Rebuild the models that ship with Pincite."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with pairs/ and dev/")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the models go (default: the shipped ones)")
    parser.add_argument(
        "--work", type=Path, default=Path("build/training"), help="intermediate files; a stopped run goes on from here"
    )
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="SOURCE", help=f"leave a source out: {', '.join(NAMES)}"
    )
    parser.add_argument("--stages", default=",".join(STAGES), help=f"comma-separated, of: {', '.join(STAGES)}")
    parser.add_argument("--force", action="store_true", help="run the stages even where nothing changed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, help="steps of the embedding's training")
    parser.add_argument("--most", type=int, help="pairs of each source, for a trial run")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0, or 2 with a message for what a user can mend."""
    parsed = _parser().parse_args(arguments)
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>12}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    try:
        run = Run(_options(parsed), teacher=teacher.Teacher, pieces=teacher.wordpieces)
        with Progress(*columns, console=console) as bars:
            done = run_stages(run, parsed.stages.split(","), force=parsed.force, progress=_Bars(bars))
    except PinciteError as error:
        console.print(f"{error.message}\n{error.hint}", style="red", highlight=False)
        return 2
    console.print(f"done: {', '.join(done) or 'nothing to do'}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
