"""Any sentence-transformers model by folder: a real, tiny transformer made here, without a network."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput, Unavailable
from index import generation
from index.embedding import Embedding
from index.encoders import load_encoder
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from service.library import Library

pytestmark = pytest.mark.filterwarnings("ignore")  # torch and transformers warn of their own ways


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer BERT of 32 dimensions with random weights (seeded) and a word-piece vocabulary of single characters."""
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers import BertConfig, BertModel, BertTokenizerFast
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    folder.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *"海港燈塔漁船:"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=128).save_pretrained(folder)
    return folder


TEXTS = ["harbour light", "海港燈塔", "fishing boat"]


def test_vectors_are_normalised_and_those_of_the_library(transformer: Path) -> None:
    encoder = SentenceTransformerEncoder(str(transformer))
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (3, encoder.dimension) == (3, 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(transformer), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert (vectors * expected).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode_queries([]).shape == (0, 32)


def test_prompts_stand_before_the_text(transformer: Path) -> None:
    plain = SentenceTransformerEncoder(str(transformer))
    prompted = SentenceTransformerEncoder(str(transformer), query_prompt="query: ", passage_prompt="")
    assert prompted.encode_queries(TEXTS) == pytest.approx(
        plain.encode_passages([f"query: {t}" for t in TEXTS]), abs=1e-5
    )
    assert prompted.encode_passages(TEXTS) == pytest.approx(plain.encode_passages(TEXTS), abs=1e-5)


def test_a_shorter_dimension_is_cut_and_normalised(transformer: Path) -> None:
    whole = SentenceTransformerEncoder(str(transformer)).encode_passages(TEXTS)
    short = SentenceTransformerEncoder(str(transformer), dimension=8)
    cut = whole[:, :8] / np.linalg.norm(whole[:, :8], axis=1, keepdims=True)
    assert short.dimension == 8
    assert short.encode_passages(TEXTS) == pytest.approx(cut, abs=1e-5)
    with pytest.raises(BadInput, match="33"):
        SentenceTransformerEncoder(str(transformer), dimension=33)


def test_pooling_changes_the_vectors(transformer: Path) -> None:
    mean = SentenceTransformerEncoder(str(transformer), pooling="mean").encode_passages(TEXTS)
    cls = SentenceTransformerEncoder(str(transformer), pooling="cls").encode_passages(TEXTS)
    assert mean == pytest.approx(SentenceTransformerEncoder(str(transformer)).encode_passages(TEXTS), abs=1e-5)
    assert np.abs(mean - cls).max() > 0.01


def test_the_id_tells_whatever_changes_vectors(transformer: Path) -> None:
    name = str(transformer)
    encoders = [
        SentenceTransformerEncoder(name),
        SentenceTransformerEncoder(name, query_prompt="query: "),
        SentenceTransformerEncoder(name, passage_prompt="passage: "),
        SentenceTransformerEncoder(name, dimension=16),
        SentenceTransformerEncoder(name, pooling="cls"),
    ]
    assert len({encoder.id for encoder in encoders}) == len(encoders)
    assert SentenceTransformerEncoder(name).id == encoders[0].id
    assert encoders[0].id.startswith("tiny-bert-32-")
    assert 32 <= encoders[0].max_characters <= 128


def test_a_model_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(Unavailable) as refused:
        SentenceTransformerEncoder("/nowhere/at/all")
    assert "folder" in refused.value.hint


def test_it_is_loaded_by_its_folder(transformer: Path) -> None:
    assert load_encoder(str(transformer)).dimension == 32


def test_it_says_what_it_is(transformer: Path) -> None:
    plain = SentenceTransformerEncoder(str(transformer))
    assert plain.description == {
        "weights": plain.description["weights"],
        "dimension": 32,
        "query_prompt": "",
        "passage_prompt": "",
        "pooling": "mean",
    }
    asked = Embedding(str(transformer), "query: ", "passage: ", "cls", 16)
    used = load_encoder(asked)
    assert isinstance(used, SentenceTransformerEncoder)
    assert used.embedding == asked
    assert used.description == {
        "weights": plain.description["weights"],
        "dimension": 16,
        "query_prompt": "query: ",
        "passage_prompt": "passage: ",
        "pooling": "cls",
    }
    again = load_encoder(Embedding.from_json(asked.to_json()))
    assert again.id == used.id != plain.id


def test_our_own_models_take_no_such_settings() -> None:
    for name in ("default", "fast", "hashing"):
        with pytest.raises(BadInput, match="prompts"):
            load_encoder(Embedding(name, query_prompt="query: "))


def test_what_describes_no_embedding_is_refused() -> None:
    for data in ({}, {"name": 3}, {"name": "fast", "colour": "blue"}):
        with pytest.raises(BadInput):
            Embedding.from_json(data)


def test_an_index_names_the_model_and_switches_to_and_from_it(transformer: Path, tmp_path: Path) -> None:
    text = "the harbour light is a fishing boat"
    path = tmp_path / "plan.txt"
    path.write_text(f"Plans\n\n1. {text}\n", encoding="utf-8")
    data = tmp_path / "data"
    asked = Embedding(str(transformer), query_prompt="query: ", pooling="cls", dimension=16)
    Library.open(data, encoder="hashing").add([path])
    library = Library.open(data, encoder=asked, switch_later=True)
    assert library.switching
    assert library.snapshot().search("fishing boat")[0].paragraph.text == text
    library.switch()
    assert library.snapshot().search("fishing boat")[0].paragraph.text == text
    used = generation.open_current(data)
    assert used is not None
    used.close()
    model = used.manifest.index["model"]
    assert (used.manifest.index["dimension"], model["query_prompt"], model["pooling"]) == (16, "query: ", "cls")
    assert len(model["weights"]) == 64
    assert used.manifest.embedding == asked
    # The other way: the transformer is loaded again by what the manifest says, and serves until the switch.
    back = Library.open(data, encoder="hashing", switch_later=True)
    assert back.switching
    assert back.snapshot().search("fishing boat")[0].paragraph.text == text
    back.switch()
    assert generation.open_current(data).manifest.encoder.startswith("hashing")  # type: ignore[union-attr]
