"""What each command of ``pincite-eval`` does. Imported when a command runs, not for --help."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from corpus.durable import write_file
from corpus.errors import BadInput
from eval import sizing
from eval.compare import compare, comparison_text, made_otherwise
from eval.desk import score_claim_set, score_quotation_set
from eval.documents import parse_folder, read_folder
from eval.drafts import append, asked_in, draft, from_feedback, known_items, next_id, read_marked
from eval.facts import BUNDLED as FACTS
from eval.facts import NAMED, FactReport, judge_facts, load_facts, load_splits, read_own_texts
from eval.floors import read_proposals, rewritten
from eval.questions import BUNDLED, load_questions, parse_item
from eval.report import report
from eval.runner import read_json, read_results, read_times
from eval.running import run, run_all
from eval.validation import coverage, validate


def check(given: Namespace) -> int:
    """``pincite-eval validate``"""
    items = load_questions(given.questions or BUNDLED)
    documents, paragraphs = ([], None) if given.no_documents else read_folder(given.documents)
    faults = validate(items, paragraphs)
    holds = coverage(items, {d.id: d.languages for d in documents} if paragraphs is not None else None)
    if given.json:
        print(json.dumps({"faults": [asdict(f) for f in faults], "coverage": holds}, ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            print(fault)
        for name, value in holds.items():
            print(f"{name}: {value}")
        print(f"{len(faults)} faults")
    return 1 if faults else 0


def compare_runs(given: Namespace) -> int:
    """``pincite-eval compare``"""
    found = compare(read_results(given.before), read_results(given.after))
    changed = made_otherwise(read_json(given.before, "manifest.json"), read_json(given.after, "manifest.json"))
    if given.json:
        print(json.dumps({**asdict(found), "made_otherwise": changed}, ensure_ascii=False, indent=1))
    else:
        print(f"made otherwise: {', '.join(changed) or 'nothing'}\n")
        print(comparison_text(found))
    return 0


def write_report(given: Namespace) -> int:
    """``pincite-eval report``"""
    results = read_results(given.run)
    page = report(
        read_json(given.run, "summary.json"),
        read_json(given.run, "manifest.json"),
        results,
        milliseconds=read_times(given.run),
        against=compare(read_results(given.against), results) if given.against else None,
    )
    out = given.out or given.run / "report.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    write_file(out, page.encode())
    print(out)
    return 0


def _wanted(given: Namespace, item_id: str) -> list[dict[str, Any]]:
    """The drafts that the arguments ask for; several where the page's file holds several."""
    if given.answer:
        text = sys.stdin.read() if str(given.answer) == "-" else given.answer.read_text("utf-8")
        items, body = read_marked(text)
        return [from_feedback(item_id, body, given.comment)] if body is not None else items
    if not given.question:
        raise BadInput("There is nothing to ask.", "Give --question or --answer.")
    return [
        draft(
            item_id,
            {asked_in(given.question): given.question},
            kind=given.kind,
            paragraphs=given.paragraph,
            value=given.value,
            unit=given.unit,
            qualifier=given.qualifier,
            near=given.near,
            absent=given.absent,
            note=given.comment,
        )
    ]


#: What a draft may still lack when it is written; everything else keeps it from being written.
_MAY_LACK = ("unfinished", "near", "rendering", "language")


def new(given: Namespace) -> int:
    """``pincite-eval new``"""
    known = [*known_items(BUNDLED), *known_items(given.file)]
    taken = {item.id for item in known}
    number = int(next_id(known)[1:])
    paragraphs = None if given.no_documents else read_folder(given.documents)[1]
    for raw in _wanted(given, f"q{number:03d}"):
        if raw.get("id") in taken:
            raw["id"] = f"q{number:03d}"
        number += 1
        added = parse_item(raw, given.file.name)
        faults = [f for f in validate([*known, added], paragraphs) if f.item == added.id and f.file == added.file]
        if grave := [f for f in faults if f.kind not in _MAY_LACK]:
            print(*grave, sep="\n", file=sys.stderr)
            return 1
        append(given.file, raw)
        known.append(added)
        taken.add(added.id)
        print(f"{added.id} appended to {given.file}; finish it by hand, then `pincite-eval validate`.")
        print(*(f"  still to do: {fault.kind}: {fault.message}" for fault in faults), sep="\n")
    return 0


def soak(given: Namespace) -> int:
    """``pincite-eval soak``"""
    from eval.soak.run import soak as real_soak  # deferred, as above

    soaked = real_soak(given.documents, given.minutes, given.askers)
    print("\n".join(soaked.lines()))
    return 1 if soaked.watch.faults else 0


def bench(given: Namespace) -> int:
    """``pincite-eval bench``"""
    from eval.bench.benchmarks import SIZES, benchmarks, write  # deferred: it brings the whole pipeline with it
    from eval.bench.timing import table

    rows = benchmarks(given.documents, SIZES if given.sizes is None else given.sizes, server=not given.no_server)
    write(rows, given.out)
    print(table(rows))
    print(f"\nwritten to {given.out}")
    return 0


def size(given: Namespace) -> int:
    print(sizing.table(sizing.read(given.bench), sizing.read(given.engine)))
    return 0


def score_facts(given: Namespace) -> int:
    """``pincite-eval facts``"""
    place, parsed = given.labels or FACTS, parse_folder(given.documents)
    own_paragraphs, own_facts = read_own_texts(place)
    paragraphs = [paragraph for p in parsed for paragraph in p.paragraphs] + own_paragraphs
    facts = [fact for p in parsed for fact in p.facts] + own_facts
    spans, splits = not given.values_only, load_splits(place)
    found = judge_facts(load_facts(place), paragraphs, facts, spans=spans, splits=splits)
    names = judge_facts(load_facts(place, named=True), paragraphs, facts, spans=spans, kinds=NAMED, splits=splits)
    if given.json:
        print(json.dumps({**_fact_rows(found), "names": _fact_rows(names)}, ensure_ascii=False, indent=1))
    else:
        print("values")
        _print_facts(found, spans)
        print("\nnames and changes")
        _print_facts(names, spans)
    return 1 if given.min_f1 is not None and found.groups["all"].f1 < given.min_f1 else 0


def _fact_rows(found: FactReport) -> dict[str, object]:
    groups = {
        name: asdict(score) | {"precision": score.precision, "recall": score.recall, "f1": score.f1}
        for name, score in found.groups.items()
    }
    return {**asdict(found), "groups": groups}


def _print_facts(found: FactReport, spans: bool) -> None:
    heads = ("P", "R", "F1", "labels", "facts", "exact span", "qualifier")
    print(f"{'':<13}", *(f"{head:>{max(6, len(head))}}" for head in heads))
    for name, s in found.groups.items():
        of_found = [100 * part / s.found if s.found else float("nan") for part in (s.exact, s.qualified)]
        exact = f"{of_found[0]:9.1f}%" if spans else f"{'-':>10}"
        rates = " ".join(f"{100 * rate:6.1f}" if s.extracted else f"{'-':>6}" for rate in (s.precision, s.recall, s.f1))
        if not s.extracted and s.labelled:  # a group of labels alone
            rates = f"{'-':>6} {100 * s.recall:6.1f} {'-':>6}"
        print(f"{name:<13} {rates} {s.labelled:6} {s.extracted:6} {exact} {of_found[1]:8.1f}%")
    for head, lines in (("missed", found.misses), ("invented", found.inventions), ("unprinted", found.not_printed)):
        print(*(f"{head} {line}" for line in lines), sep="\n")


def fit(given: Namespace) -> int:
    """``pincite-eval calibrate``"""
    from eval.calibrate import TARGET, calibrate, write  # deferred: it brings the whole pipeline with it

    fitted, notes = calibrate(given.documents, given.questions or BUNDLED)
    write(fitted, notes, given.out or TARGET)
    print(json.dumps(notes, ensure_ascii=False, indent=1))
    return 0


def tighten(given: Namespace) -> int:
    """``pincite-eval gates``"""
    found = read_proposals(given.file, [read_json(run, "summary.json") for run in given.runs], given.slack)
    print(*found, sep="\n")
    if given.write:
        write_file(given.file, rewritten(given.file, found).encode())
        print(f"written to {given.file}")
    return 0 if all(one.holds for one in found) else 1


COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "run": run,
    "all": run_all,
    "validate": check,
    "compare": compare_runs,
    "report": write_report,
    "gates": tighten,
    "new": new,
    "facts": score_facts,
    "quotations": score_quotation_set,
    "claims": score_claim_set,
    "bench": bench,
    "soak": soak,
    "sizing": size,
    "calibrate": fit,
}
