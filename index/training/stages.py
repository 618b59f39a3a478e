"""The stages of a run, each from files to files. A stage whose inputs and settings did not change is not run again.

``pairs`` → ``segmenter`` → ``table`` → ``vocabulary`` → ``teacher`` → ``static`` → ``export`` → ``evaluate`` → ``card``.
What ships goes to ``out``; everything else, the stamps included, to ``work``.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from corpus.errors import BadInput
from corpus.progress import Progress, silent
from corpus.spans import is_han
from index.encoders.static import StaticEncoder
from index.segmenter import read_words
from index.training import prepare, table, vocabulary
from index.training.card import write_card
from index.training.evaluate import Measured, evaluate_task
from index.training.export import write_model
from index.training.options import DECIDES, Options
from index.training.sources import Entry, Pair, chosen, read_dictionary, read_pairs
from index.training.static import train
from index.training.tasks import read_tasks
from index.training.teacher import DIMENSION
from index.training.words import FastSegmenter, learn_words, write_words
from index.translation import LearnedTable


class TeacherLike(Protocol):
    def encode(self, texts: Sequence[str], stage: str, progress: Progress = silent) -> npt.NDArray[np.float16]: ...


_SHARD = 4096  #: sentences that the teacher reads between two savings


class Run:
    """The stages over one set of options; what they share is read once."""

    def __init__(
        self, options: Options, *, teacher: Callable[[], TeacherLike], pieces: Callable[[], list[str]]
    ) -> None:
        """``teacher`` makes the English teacher, ``pieces`` its WordPiece list; both are called only when needed."""
        chosen(options.exclude)  # an unknown name fails before any work
        self.options, self._teacher, self._pieces = options, teacher, pieces
        options.out.mkdir(parents=True, exist_ok=True)
        options.work.mkdir(parents=True, exist_ok=True)

    # what the stages share

    @cached_property
    def _files(self) -> str:
        digest = hashlib.sha256()
        for source in chosen(self.options.exclude):
            for name in source.files:
                path = self.options.data / "pairs" / f"{name}.tsv.gz"
                if not path.is_file():
                    hint = "leave the source out with --exclude, or fetch its file"
                    raise BadInput(f"{path.name} is missing in {path.parent}", hint)
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def stamp(self, stage: str) -> str:
        """Hash of every file read, and of the settings that decide this stage and those before it."""
        settings = self.options.settings
        stages = list(STAGES)[: list(STAGES).index(stage) + 1]
        decided = {name: settings[name] for before in stages for name in DECIDES.get(before, ())}
        return hashlib.sha256((self._files + json.dumps(decided, sort_keys=True)).encode()).hexdigest()

    @cached_property
    def pairs(self) -> list[Pair]:
        rows = (line.split("\t") for line in self._lines("pairs.tsv"))
        return [Pair(*row) for row in rows]

    @cached_property
    def entries(self) -> list[Entry]:
        rows = (line.split("\t") for line in self._lines("dictionary.tsv"))
        return [Entry(row[0], tuple(row[1:])) for row in rows]

    @cached_property
    def glosses(self) -> list[tuple[str, str]]:
        return prepare.gloss_pairs(self.entries)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.options.work / "tokenizer.json"))

    def _lines(self, name: str) -> list[str]:
        return (self.options.work / name).read_text(encoding="utf-8").split("\n")[:-1]

    def _write(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        text = "".join("\t".join(row) + "\n" for row in rows)
        (self.options.work / name).write_text(text, encoding="utf-8")

    # the stages

    def read(self, progress: Progress) -> None:
        """Folded pairs and dictionary."""
        found: dict[str, list[Pair]] = {}
        for pair in read_pairs(self.options.data, self.options.exclude):
            found.setdefault(pair.source, []).append(pair)
            if sum(map(len, found.values())) % 10_000 == 0:
                progress("pairs", sum(map(len, found.values())), 600_000)
        kept = [pair for source in found.values() for pair in source[: self.options.most]]
        self._write("pairs.tsv", [(p.source, p.document, p.english, p.chinese) for p in kept])
        entries = list(read_dictionary(self.options.data, self.options.exclude))[: self.options.most]
        self._write("dictionary.tsv", [(e.word, *e.glosses) for e in entries])
        progress("pairs", 1, 1)

    def segmenter(self, progress: Progress) -> None:
        words = learn_words((p.chinese for p in self.pairs), (e.word for e in self.entries), progress=progress)
        write_words(words, self.options.out / "segmenter.txt")

    def table(self, progress: Progress) -> None:
        segmenter = FastSegmenter(read_words(self.options.out / "segmenter.txt"))
        law = [i for i, p in enumerate(self.pairs) if p.source == "twlaw"]
        kept = set(random.Random(self.options.seed).sample(law, min(len(law), self.options.law)))
        pairs = [p for i, p in enumerate(self.pairs) if p.source != "twlaw" or i in kept]
        english = [table.english_words(p.english) for p in pairs]
        chinese = table.chinese_words([p.chinese for p in pairs], segmenter)
        # Twice, so that a word met in the dictionary alone is met often enough to be learnt.
        for word, gloss in self.glosses * 2:
            words = table.english_words(gloss)
            if 0 < len(words) < 8:
                english.append(words)
                chinese.append([word])
        LearnedTable.of(table.learn_table(english, chinese, progress=progress)).save(
            self.options.out / "translation.npz"
        )

    def vocabulary(self, progress: Progress) -> None:
        counts = vocabulary.count_english(p.english for p in self.pairs)
        counts.update({w: n for w, n in vocabulary.count_english(g for _, g in self.glosses).items() if n > 1})
        pieces = self._pieces()
        words = vocabulary.english_words(counts, pieces, self.options.english)
        chinese = vocabulary.chinese_words(read_words(self.options.out / "segmenter.txt"), self.options.unseen)
        scored = vocabulary.pieces(chinese, words, counts, pieces)
        vocabulary.build_tokenizer(scored).save(str(self.options.work / "tokenizer.json"), pretty=False)
        progress("vocabulary", 1, 1)

    def _names(self) -> list[str]:
        return [self.tokenizer.id_to_token(i) or "" for i in range(self.tokenizer.get_vocab_size())]

    def _taught_rows(self) -> npt.NDArray[np.int32]:
        """Rows whose English the teacher reads: each text once, sources by the shares of training."""
        first: dict[str, int] = {}
        for i, pair in enumerate(self.pairs):
            first.setdefault(pair.english, i)
        rows = np.array(sorted(first.values()), dtype=np.int64)
        weights = prepare.weights([self.pairs[i] for i in rows], np.arange(len(rows), dtype=np.int32))
        count = min(self.options.sentences, len(rows))
        picked = np.random.default_rng(self.options.seed).choice(rows, count, replace=False, p=weights)
        return np.sort(picked).astype(np.int32)

    def teacher(self, progress: Progress) -> None:
        """Vectors of words, glosses and sentences, saved shard by shard."""
        names = [n for n in self._names() if n.isascii() or n.startswith(vocabulary.MARK)]
        glosses = sorted({gloss for _, gloss in self.glosses})
        rows = self._taught_rows()
        texts = {
            "words": [n.replace(vocabulary.MARK, "") for n in names],
            "glosses": glosses,
            "sentences": [self.pairs[i].english for i in rows],
        }
        folder = self.options.work / f"teacher-{self.stamp('teacher')[:16]}"
        folder.mkdir(exist_ok=True)
        shards = [(kind, at) for kind, listed in texts.items() for at in range(0, len(listed), _SHARD)]
        model = None
        for done, (kind, at) in enumerate(shards):
            path = folder / f"{kind}-{at}.npy"
            progress("teacher", done, len(shards))
            if path.is_file():
                continue
            model = model or self._teacher()
            partial = path.with_suffix(".part.npy")
            np.save(partial, model.encode(texts[kind][at : at + _SHARD], kind))
            partial.replace(path)

        def joined(kind: str) -> npt.NDArray[np.float16]:
            found = [np.load(folder / f"{kind}-{at}.npy") for at in range(0, len(texts[kind]), _SHARD)]
            return np.concatenate(found) if found else np.zeros((0, DIMENSION), dtype=np.float16)

        path = self.options.work / "teacher.npz"
        np.savez(path, rows=rows, words=joined("words"), glosses=joined("glosses"), sentences=joined("sentences"))
        self._write("teacher-words.tsv", [(name,) for name in names])
        progress("teacher", 1, 1)

    def _taught(self) -> prepare.Taught:
        with np.load(self.options.work / "teacher.npz") as arrays:
            words = dict(zip(self._lines("teacher-words.tsv"), arrays["words"], strict=True))
            listed = sorted({gloss for _, gloss in self.glosses})
            glosses = dict(zip(listed, arrays["glosses"], strict=True)) if listed else {}
            return prepare.Taught(words, glosses, arrays["rows"], arrays["sentences"].astype(np.float32))

    def static(self, progress: Progress) -> None:
        names, taught = self._names(), self._taught()
        learnt = LearnedTable.open(self.options.out / "translation.npz")
        data = prepare.examples(self.pairs, self.glosses, self.tokenizer, taught, self.options.dimension)
        start = prepare.start_rows(
            names,
            prepare.token_counts(data, len(names)),
            taught,
            self.glosses,
            {name: learnt.translations(name) for name in names if any(map(is_han, name))},
            self.options.dimension,
        )
        checkpoint = self.options.work / f"checkpoint-{self.stamp('static')[:16]}.npz"
        np.save(
            self.options.work / "static.npy",
            train(data, start, self.options.plan, checkpoint=checkpoint, progress=progress),
        )
        checkpoint.unlink(missing_ok=True)

    def export(self, progress: Progress) -> None:
        write_model(self.options.out / "static", self.tokenizer, np.load(self.options.work / "static.npy"))
        progress("export", 1, 1)

    def evaluate(self, progress: Progress) -> None:
        encoder, learnt = (
            StaticEncoder(self.options.out / "static"),
            LearnedTable.open(self.options.out / "translation.npz"),
        )
        tasks = read_tasks(self.options.data)
        scores: dict[str, dict[str, object]] = {}
        for done, task in enumerate(tasks):
            progress("evaluate", done, len(tasks))
            scores[task.name] = {name: asdict(found) for name, found in evaluate_task(task, learnt, encoder).items()}
        (self.options.work / "scores.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
        progress("evaluate", 1, 1)

    def card(self, progress: Progress) -> None:
        read = json.loads((self.options.work / "scores.json").read_text(encoding="utf-8"))
        scores = {task: {name: Measured(**found) for name, found in systems.items()} for task, systems in read.items()}
        counts: dict[str, int] = {}
        for pair in self.pairs:
            counts[pair.source] = counts.get(pair.source, 0) + 1
        counts["cedict"] = len(self.entries)
        write_card(self.options.out, chosen(self.options.exclude), counts, scores, self.options.settings)
        progress("card", 1, 1)


STAGES: dict[str, Callable[[Run, Progress], None]] = {
    "pairs": Run.read,
    "segmenter": Run.segmenter,
    "table": Run.table,
    "vocabulary": Run.vocabulary,
    "teacher": Run.teacher,
    "static": Run.static,
    "export": Run.export,
    "evaluate": Run.evaluate,
    "card": Run.card,
}


def run_stages(
    run: Run, wanted: Sequence[str] = tuple(STAGES), *, force: bool = False, progress: Progress = silent
) -> list[str]:
    """Runs the wanted stages in their order and returns those that were not already done with these inputs."""
    unknown = sorted(set(wanted) - set(STAGES))
    if unknown:
        raise BadInput(f"no stage is called {', '.join(unknown)}", f"stages: {', '.join(STAGES)}")
    done = []
    for at, (name, stage) in enumerate(STAGES.items()):
        mark = run.options.work / f"{name}.done"
        if name not in wanted or (not force and mark.is_file() and mark.read_text() == run.stamp(name)):
            continue
        for later in list(STAGES)[at:]:
            (run.options.work / f"{later}.done").unlink(missing_ok=True)
        stage(run, progress)
        mark.write_text(run.stamp(name))
        done.append(name)
    return done
