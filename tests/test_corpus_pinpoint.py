import pytest

from corpus.pinpoint import pinpoint


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("20", "para 20", "第20段"),
        ("24.iii", "para 24(iii)", "第24(iii)段"),
        ("annex-2.1.4", "annex 2, para 1.4", "附件二第1.4段"),
        ("annex-2.1.1.b2", "annex 2, para 1.1, bullet 2", "附件二第1.1段第2點"),
        ("annex-3.8.ii", "annex 3, para 8(ii)", "附件三第8(ii)段"),
        ("annex-1.r12", "annex 1, row 12", "附件一第12行"),
        ("annex-3.6.r2", "annex 3, para 6, row 2", "附件三第6段第2行"),
        ("s3.2", "section 3, para 2", "第3節第2段"),
        ("fn-1", "footnote 1", "註1"),
        ("caption-3", "caption 3", "圖片說明3"),
        ("cover", "cover", "cover"),
    ],
)
def test_pinpoint(label, english, chinese):
    assert pinpoint(label, "en") == english
    assert pinpoint(label, "zh-Hant") == chinese


def test_simplified_pinpoint():
    assert pinpoint("s3.b2", "zh-Hans") == "第3节第2点"
