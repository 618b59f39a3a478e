"""What must hold of every ranking, over all development askings on the bundled documents, with the model that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from opencc import OpenCC

from corpus.catalogue import files_of
from corpus.reader import read_document
from corpus.records import Paragraph
from eval.questions import askings, load_questions
from index.build import build_index
from index.encoders import load_encoder
from index.encoders.static import PATH
from index.retriever import Hit, Retriever

ASKINGS = [(asking.language, asking.question) for asking in askings(load_questions(), "dev")]
DEPTH = 20


@pytest.fixture(scope="module")
def paragraphs(bundled: Path) -> dict[str, Paragraph]:
    read = [read_document(path, metadata) for path, metadata in files_of(bundled)]
    return {paragraph.id: paragraph for document in read for paragraph in document.paragraphs}


@pytest.fixture(scope="module")
def retriever(bundled: Path, paragraphs: dict[str, Paragraph], tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder, encoder = tmp_path_factory.mktemp("index"), load_encoder()
    terms = [term for path, metadata in files_of(bundled) for term in read_document(path, metadata).terms]
    build_index(folder, list(paragraphs.values()), terms=terms, encoder=encoder)
    return Retriever.open(folder, encoder=encoder, paragraphs_by_id=lambda ids: [paragraphs[i] for i in ids])


@pytest.fixture(scope="module")
def rankings(retriever: Retriever) -> dict[str, list[Hit]]:
    return {question: retriever.search(question, top_k=DEPTH) for _, question in ASKINGS}


def place(hit: Hit) -> tuple[str, float]:
    return hit.paragraph.id.split("@")[0], hit.score


def test_both_scripts_of_a_question_rank_alike(retriever: Retriever, rankings: dict[str, list[Hit]]) -> None:
    """Labels and scores; which language of a place is shown may follow the script."""
    to_simplified, to_traditional = OpenCC("hk2s"), OpenCC("s2hk")
    unlike = []
    for language, question in ASKINGS:
        if language != "en":
            converter = to_traditional if language == "zh-Hans" else to_simplified
            other = [place(hit) for hit in retriever.search(converter.convert(question), top_k=DEPTH)]
            if other != [place(hit) for hit in rankings[question]]:
                unlike.append(question)
    assert unlike == []


def test_a_place_comes_once_in_the_askers_language_where_it_can(
    retriever: Retriever, paragraphs: dict[str, Paragraph], rankings: dict[str, list[Hit]]
) -> None:
    shown = {"en": "en", "zh-Hant": "zh-Hant", "yue": "zh-Hant", "zh-Hans": "zh-Hans"}
    twice, foreign, pairs = [], [], 0
    for language, question in ASKINGS:
        found = [hit.paragraph for hit in rankings[question]]
        ids = {paragraph.id for paragraph in found}
        for paragraph in found:
            other = paragraphs.get(paragraph.counterpart or "")
            pairs += other is not None
            if other is not None and other.id in ids:
                twice.append((question, other.id))
            understood = retriever.read(question).language
            fits = {shown[language], understood}
            if other is not None and other.language in fits and paragraph.language not in fits:
                foreign.append((question, paragraph.id))
    assert pairs > 100
    assert twice == []
    assert foreign == []


def test_sentence_transformers_ranks_all_paragraphs_as_the_light_path_does(paragraphs: dict[str, Paragraph]) -> None:
    library = pytest.importorskip("sentence_transformers")
    light = load_encoder("fast")
    model = library.SentenceTransformer(str(PATH), device="cpu", local_files_only=True)
    texts = [paragraph.text for paragraph in paragraphs.values()]
    questions = [question for _, question in ASKINGS]
    (ours, our_questions), (theirs, their_questions) = (
        (encode(texts), encode(questions)) for encode in (light.encode_passages, model.encode)
    )
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
    assert (our_questions * their_questions).sum(axis=1).min() >= 0.9999
    differ = 0
    for ranked in zip(our_questions @ ours.T, their_questions @ theirs.T, strict=True):
        one, two = (np.argsort(-scores, kind="stable")[:10] for scores in ranked)
        # Where two paragraphs lie closer than single precision tells apart, either may come first.
        differ += bool((np.abs(ranked[0][one] - ranked[0][two]) > 1e-5).any())
    assert differ == 0
