"""Regressions planted on purpose: each breaks one thing as a careless change would, in a process of its own.

``python tests/mutations.py NAME COMMAND …`` plants one and runs ``pincite-eval COMMAND …``; ``none`` plants nothing.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

Planted = Callable[[], None]
MUTATIONS: dict[str, Planted] = {"none": lambda: None}


def planted(plant: Planted) -> Planted:
    MUTATIONS[plant.__name__.replace("_", " ")] = plant
    return plant


def _weights(**changed: Any) -> None:
    """The fusion weights with some of them changed."""
    import index.retriever

    real = index.retriever.read_weights
    index.retriever.read_weights = lambda *given: dataclasses.replace(real(*given), **changed)


@planted
def stop_words_emptied() -> None:
    import index.query

    index.query._stops = lambda *given: False
    index.query.blank_phrases = lambda folded: folded


@planted
def stop_words_overfilled() -> None:
    import index.query

    real = index.query._stops
    # whoever adds all short words loses the names among them
    index.query._stops = lambda token, folded: real(token, folded) or len(token.text) <= 5


@planted
def script_folding_off() -> None:
    import index.tokens

    index.tokens.fold_text = lambda text: text.casefold()


@planted
def lexical_weight_zeroed() -> None:
    _weights(lexical=0.0)


@planted
def lexical_weight_negated() -> None:
    _weights(lexical=-1.0)


@planted
def dense_weight_tenfold() -> None:
    _weights(dense=10.0)


@planted
def translations_shuffled() -> None:
    import numpy as np

    from index.translation import LearnedTable

    real = LearnedTable.__init__

    @wraps(real)
    def shuffled(self: Any, words: Any, starts: Any, targets: Any, weights: Any) -> None:
        real(self, words, starts, np.random.default_rng(0).permutation(targets), weights)

    LearnedTable.__init__ = shuffled


@planted
def names_and_glossary_dropped() -> None:
    import index.build

    real = index.build.Names.of
    index.build.Names.of = lambda terms, glossary: real([], [])


@planted
def quotes_shifted_by_one() -> None:
    from service.answer.records import Citation

    Citation.quote = property(lambda self: self.paragraph.text[self.start + 1 : self.end + 1])


@planted
def citation_cut_short() -> None:
    """The quote agrees with its offsets and no longer holds all that the answer says."""
    from service.answer.compose import Citations

    real = Citations.cite
    Citations.cite = lambda self, paragraph, start, end: real(
        self, paragraph, start, start + max(1, (end - start) // 3)
    )


@planted
def marks_off_by_one() -> None:
    from service.answer.compose import Citations

    real = Citations.cite
    Citations.cite = lambda self, *given: real(self, *given) + 1


@planted
def threshold_lowered() -> None:
    _threshold(0.0)


@planted
def threshold_raised() -> None:
    _threshold(0.8)


def _threshold(value: float) -> None:
    import service.answer.ask

    real = service.answer.ask.calibration
    service.answer.ask.calibration = lambda: dataclasses.replace(real(), threshold=value)


@planted
def confidence_reversed() -> None:
    """As many are refused as before, and the wrong ones."""
    from service.answer.confidence import Linear

    real = Linear.probability
    Linear.probability = lambda self, features: 1.2 - real(self, features)


@planted
def hundred_millions_read_as_ten() -> None:
    from corpus.facts import han_numerals

    han_numerals.LARGE["亿"] = 10**7


@planted
def relative_dates_of_the_year_after() -> None:
    from corpus.records import Document

    real = Document.reference_date
    Document.reference_date = property(
        lambda self: (lambda day: day and f"{int(day[:4]) + 1}{day[4:]}")(real.__get__(self))
    )


@planted
def history_ignored() -> None:
    import service.answer.gather

    service.answer.gather.standalone = lambda question, history: (question, "")


@planted
def qualifiers_dropped() -> None:
    from corpus.records import Fact

    real = Fact.__init__

    @wraps(real)
    def bare(self: Any, *given: Any, **named: Any) -> None:
        named.pop("qualifier", None)
        named.pop("qualifiers", None)
        real(self, *given, **named)

    Fact.__init__ = bare


@planted
def answers_in_the_other_script() -> None:
    import service.answer.understand

    real = service.answer.understand.answer_language
    other = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}
    service.answer.understand.answer_language = lambda question: other.get(real(question), real(question))


@planted
def negations_not_counted() -> None:
    import service.desk.polarity

    service.desk.polarity.negations = lambda text: 0


@planted
def figures_may_differ_in_quotations() -> None:
    import service.desk.quotes

    real = service.desk.quotes.differences
    service.desk.quotes.differences = lambda *given, **named: tuple(
        one for one in real(*given, **named) if one.kind != "number"
    )


def main() -> int:
    name, *command = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    MUTATIONS[name]()
    from eval.cli import main as pincite_eval

    return pincite_eval(command)


if __name__ == "__main__":
    sys.exit(main())
