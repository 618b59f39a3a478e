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
        ("2.10", "para 2.10", "第2.10段"),
        ("24.a", "para 24(a)", "第24(a)段"),
        ("20.p2", "para 20, unnumbered para 2", "第20段第2個無編號段落"),
        ("s12.3.b2", "section 12, para 3, bullet 2", "第12節第3段第2點"),
        ("s10a.1", "after section 10, para 1", "第10節之後第1段"),
        ("s0.1", "opening, para 1", "開首部分第1段"),
        ("s2.r3", "section 2, row 3", "第2節第3行"),
        ("annex-4.s1.2", "annex 4, section 1, para 2", "附件四第1節第2段"),
        ("note-1", "note 1", "附註1"),
        ("cover.2", "cover, line 2", "封面第2行"),
        ("closing.1", "back cover, line 1", "封底第1行"),
        ("byline", "byline", "作者署名"),
        ("signature-2", "signature 2", "署名2"),
        ("what?", "what?", "what?"),
    ],
)
def test_pinpoint(label, english, chinese):
    assert pinpoint(label, "en") == english
    assert pinpoint(label, "zh-Hant") == chinese


def test_simplified_pinpoint():
    assert pinpoint("s3.b2", "zh-Hans") == "第3节第2点"
