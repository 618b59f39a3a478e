"""What was removed is gone from memory too, not only from the disk and from answers."""

from __future__ import annotations

import gc
from pathlib import Path

import harbour

from service.answer.ask import ask
from service.answer.records import Question


def held(words: str) -> list[str]:
    """The texts in this process's memory that have the words: those that collections, which are all there is to hold
    what is remembered, refer to."""
    gc.collect()
    found: dict[int, str] = {}
    for one in gc.get_objects():
        for part in gc.get_referents(one):
            if issubclass(type(part), str) and words in part:  # isinstance asks the object, and some objects warn
                found[id(part)] = part
    return list(found.values())


def test_the_words_of_a_removed_document_are_forgotten(tmp_path: Path) -> None:
    library = harbour.library(tmp_path)
    words = " ".join(("Lantern Pier", "will open in the"))  # put together here: no constant of this file is found
    before = held(words)
    answer = ask(library.snapshot(), Question("When does the Lantern Pier open?"))
    assert words in answer.citations[0].paragraph.text
    during = held(words)
    assert len(during) > len(before)
    del answer, during
    library.remove("harbour-plan")
    library.snapshot()
    left = [one for one in held(words) if one not in before]
    assert left == []
    library.close()
