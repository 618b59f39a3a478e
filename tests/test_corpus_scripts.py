import pytest

from corpus.scripts import to_script


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("超算中心", "zh-Hans", "超算中心"),
        ("數碼港營運", "zh-Hans", "数码港营运"),
        ("数码港营运", "zh-Hant", "數碼港營運"),
        ("圖片說明", "zh-Hant", "圖片說明"),
        ("Cyberport", "zh-Hans", "Cyberport"),
        ("數碼港", "en", "數碼港"),
    ],
)
def test_to_script(text, language, expected):
    assert to_script(text, language) == expected
    assert len(to_script(text, language)) == len(text)
