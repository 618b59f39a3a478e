"""The shipped static embedding: light path against sentence-transformers, scripts, protocol, damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from corpus.catalogue import files_of
from corpus.errors import BadInput, Unavailable
from corpus.reader import read_document
from index.encoders import load_encoder
from index.encoders.pieces import Pieces
from index.encoders.static import PATH, StaticEncoder
from index.protocols import Encoder
from index.training.export import quantise

DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"
TEXTS = [
    "The Government will build a hospital next year.",
    "政府將於明年興建一所醫院。",
    "人工智能超算中心第一期設施何時啟用？",
    "How many students received a scholarship in 2024?",
    "學生獎學金",
    "River water flows to the sea; ships sail on it.",
    "河水流入大海",
    "ＡＩ 與 data-driven 決策，12.5%",
    "Café naïve coöperate",
    "銀行貸款利率",
    "bank loan interest rate",
    "佢哋幾時開始派錢？",
    "",
    "！？。",
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder()


def test_sentence_transformers_gives_the_same_vectors_and_ranking(encoder):
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(str(PATH), device="cpu", local_files_only=True)
    theirs, ours = model.encode(TEXTS), encoder.encode_passages(TEXTS)
    assert theirs.shape == ours.shape == (len(TEXTS), encoder.dimension)
    known = np.linalg.norm(ours, axis=1) > 0
    assert known.tolist() == [bool(text.strip("！？。")) for text in TEXTS]
    assert (theirs * ours).sum(axis=1)[known].min() >= 0.9999
    assert not theirs[~known].any()
    ranked = [np.argsort(-(v[known] @ v[known].T), axis=1, kind="stable")[:, :10] for v in (theirs, ours)]
    assert np.array_equal(ranked[0], ranked[1])
    # Every paragraph of the bundled documents, and the ten nearest of each.
    texts = list(
        dict.fromkeys(p.text for path, about in files_of(DOCUMENTS) for p in read_document(path, about).paragraphs)
    )
    theirs, ours = model.encode(texts), encoder.encode_passages(texts)
    known = np.linalg.norm(ours, axis=1) > 0
    assert (theirs * ours).sum(axis=1)[known].min() >= 0.9999
    ranked = [np.argsort(-np.round(v[known] @ v[known].T, 5), axis=1, kind="stable")[:, :10] for v in (theirs, ours)]
    assert np.array_equal(ranked[0], ranked[1])


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("香港特別行政區政府", "香港特别行政区政府"),
        ("創新科技發展藍圖", "创新科技发展蓝图"),
        ("著力改善民生，甚麼時候開始？", "着力改善民生，什么时候开始？"),
    ],
)
def test_both_scripts_give_one_vector(encoder, traditional, simplified):
    first, second = encoder.encode_queries([traditional, simplified])
    assert np.array_equal(first, second)


def test_meaning_crosses_languages(encoder):
    english = encoder.encode_queries([TEXTS[0], TEXTS[4], TEXTS[5], TEXTS[10]])
    chinese = encoder.encode_passages([TEXTS[1], "scholarship for students", TEXTS[6], TEXTS[9]])
    assert (english @ chinese.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_it_keeps_the_protocol(encoder):
    served: Encoder = encoder
    assert served.id == StaticEncoder().id
    assert served.encode_queries([]).shape == (0, served.dimension)
    vectors = served.encode_passages(TEXTS[:3])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert load_encoder("fast").id == load_encoder("default").id == served.id
    assert "hashing" in load_encoder("hashing").id


def test_a_batch_and_a_text_alone_agree(encoder):
    many = encoder.encode_passages(TEXTS * 100)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert np.abs(many[-len(TEXTS) :] - alone).max() < 1e-6


def test_token_vectors_are_units_of_distinct_tokens(encoder):
    tokens, vectors = encoder.token_vectors("醫院醫院 hospital")
    assert tokens == ["医院", "▁hospital"]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.5
    assert encoder.token_vectors("")[1].shape == (0, encoder.dimension)


def test_texts_are_cut_as_tokenizers_cuts_them(encoder):
    """Served is plain Python; the file is that of ``tokenizers``."""
    odd = [
        "二○二四年𠮷㐀㐁龘",
        "abc１２３def中文x1",
        "αβγabc naïve ß ﬁ",
        "▁mark ▁",
        "don't wi-fi R&D 3.14 1,234",
        "a" * 300,
        "我" * 300,
    ]
    texts = [*TEXTS, *odd]
    tokenizer = Tokenizer.from_file(str(PATH / "tokenizer.json"))
    by_tokenizers = [[n for n in e.ids if n] for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    pieces = Pieces(PATH / "tokenizer.json")
    assert [pieces.numbers(text) for text in texts] == by_tokenizers
    assert [pieces.piece(number) for number in range(len(pieces))] == [
        tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())
    ]


def test_eight_bits_keep_the_direction_of_a_row():
    rows = np.random.default_rng(0).normal(size=(50, 64)).astype(np.float32)
    rows[3] = 0
    embeddings, factors = quantise(rows)
    assert embeddings.dtype == np.int8
    restored = embeddings * factors[:, None]
    # The largest error of rounding is half a step, the step a row's largest number / 127.
    assert (np.abs(restored - rows) <= np.abs(rows).max(axis=1, keepdims=True) / 127 / 2 + 1e-6).all()
    assert not restored[3].any()


def test_missing_and_mixed_files_are_said(tmp_path: Path):
    with pytest.raises(Unavailable) as raised:
        StaticEncoder(tmp_path)
    assert "index.training" in raised.value.hint
    shutil.copytree(PATH, tmp_path / "mixed")
    arrays = load_file(tmp_path / "mixed" / "model.safetensors")
    save_file({name: array[:-1].copy() for name, array in arrays.items()}, tmp_path / "mixed" / "model.safetensors")
    with pytest.raises(BadInput):
        StaticEncoder(tmp_path / "mixed")


def test_files_of_another_kind_are_said(tmp_path: Path):
    shutil.copytree(PATH, tmp_path / "odd")
    weights, tokenizer = tmp_path / "odd" / "model.safetensors", tmp_path / "odd" / "tokenizer.json"
    save_file({"layer": np.ones((2, 3), dtype=np.float32)}, weights)
    with pytest.raises(BadInput, match="layer"):
        StaticEncoder(tmp_path / "odd")
    weights.write_bytes(b"no tensors at all, only words")
    with pytest.raises(BadInput, match=r"model\.safetensors"):
        StaticEncoder(tmp_path / "odd")
    tokenizer.write_text('{"model": {"type": "BPE", "vocab": {"a": 0}}}', encoding="utf-8")
    with pytest.raises(BadInput, match=r"tokenizer\.json"):
        StaticEncoder(tmp_path / "odd")


def test_plain_rows_of_any_width_are_read(tmp_path: Path, encoder):
    """A StaticEmbedding saved by sentence-transformers itself keeps 32-bit rows under one key."""
    shutil.copytree(PATH, tmp_path / "plain")
    arrays = load_file(PATH / "model.safetensors")
    for kind in (np.float32, np.float16):
        rows = (arrays["embeddings"] * arrays["weights"][:, None].astype(np.float32)).astype(kind)
        save_file({"embedding.weight": rows}, tmp_path / "plain" / "model.safetensors")
        vectors = StaticEncoder(tmp_path / "plain").encode_passages(TEXTS)
        assert np.abs(vectors - encoder.encode_passages(TEXTS)).max() < 1e-3
