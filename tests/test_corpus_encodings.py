"""Encodings told apart; empty and binary input refused with a hint."""

from __future__ import annotations

import pytest

from corpus.encodings import decode
from corpus.errors import BadInput
from corpus.radicals import ordinary

TRADITIONAL = "政府計劃在明年設立新的數據中心，並且加強與各界的合作。市民可以在網上申請服務。\n" * 3
SIMPLIFIED = "政府计划在明年设立新的数据中心，并且加强与各界的合作。市民可以在网上申请服务。\n" * 3


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TRADITIONAL),
        ("utf-8-sig", TRADITIONAL),
        ("utf-16", TRADITIONAL),
        ("utf-16-le", "Plain English text, then 中文。\n" * 3),
        ("utf-16-be", "Plain English text, then 中文。\n" * 3),
        ("utf-32", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("big5hkscs", TRADITIONAL.replace("網上", "喺網上嘅")),
        ("gb18030", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("cp1252", "A café in the “Harbour” district costs £5 – no more.\n" * 3),
    ],
)
def test_a_text_is_read_in_its_encoding(encoding: str, text: str):
    decoded, _ = decode(text.encode(encoding))
    assert decoded == text


def test_a_guess_is_said():
    _, problems = decode(TRADITIONAL.encode("big5"))
    assert [p.kind for p in problems] == ["encoding-guessed"]
    assert decode(TRADITIONAL.encode())[1] == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t ",
        "\ufeff".encode(),
        "\u3000\n".encode(),
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20,
        b"\xff\xfe\x00",
        b"\0" * 50,
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(data: bytes):
    with pytest.raises(BadInput) as refused:
        decode(data, "a.txt")
    assert "a.txt" in refused.value.message
    assert refused.value.hint


def test_radicals_become_ordinary_characters_one_by_one():
    assert ordinary("⼀⼈⽇⽉⾦⿓") == "一人日月金龍"
    assert ordinary("⻁⻄⻅⻉⻋⻔⻛⻢") == "虎西见贝车门风马"
    every = "".join(chr(code) for code in range(0x2E80, 0x2FE0))
    assert len(ordinary(every)) == len(every)
    assert not any("\u2f00" <= c <= "\u2fd5" for c in ordinary(every))
    assert decode("⽴法會".encode())[0] == "立法會"


def test_a_broken_byte_of_utf8_is_named():
    data = "創新科技署公布上半年的工作進度，市民可於網上查閱。".encode()
    with pytest.raises(BadInput) as refused:
        decode(data[:30] + b"\xff" + data[30:], "a.txt")
    assert "1 broken characters, the first at byte 30" in refused.value.message and refused.value.hint
