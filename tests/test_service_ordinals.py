import pytest

from service.answer.guards.ordinals import another, ordinals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the first phase", {1}),
        ("phase two of the park", {2}),
        ("the 3rd cluster", {3}),
        ("首階段預計", {1}),
        ("第二期工程", {2}),
        ("二期什麼時候完工", {2}),
        ("超算中心頭一期", {1}),
        ("第一及第三批", {1, 3}),
        ("in the first quarter of the second half", set()),
        ("第一季公布", set()),
        ("為期兩年", set()),
        ("十四五規劃", set()),
    ],
)
def test_ordinals(text, expected):
    assert ordinals(text) == expected


def test_another_one_is_near_but_not_the_same():
    assert another(ordinals("When does the second phase open?"), "首階段預計最快開放")
    assert not another(ordinals("When does the second phase open?"), "第一及第二階段同時開放")
    assert not another(ordinals("When does the second phase open?"), "預計最快開放")
    assert not another(ordinals("When does it open?"), "首階段預計最快開放")
