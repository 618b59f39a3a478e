import pytest

from corpus.languages import is_cantonese, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("When does it open?", "en"),
        ("超算中心何時啟用", "zh-Hant"),
        ("超算中心何时启用", "zh-Hans"),
        ("InnoHK 有幾多間 lab？", "zh-Hant"),
        ("iAM Smart 有多少用户", "zh-Hans"),
        ("The 「智方便」 platform has how many users", "en"),
        ("", "zh-Hant"),
        ("2024?", "zh-Hant"),
    ],
)
def test_language_of(text, language):
    assert language_of(text) == language


def test_text_both_scripts_print_alike_takes_the_default():
    assert language_of("大小", default="zh-Hans") == "zh-Hans"
    assert language_of("大小", default="en") == "zh-Hant"


@pytest.mark.parametrize(
    ("text", "expected"), [("超算中心幾時開", True), ("佢哋有冇錢", True), ("兩者關係如何", False), ("何時啟用", False)]
)
def test_is_cantonese(text, expected):
    assert is_cantonese(text) is expected
