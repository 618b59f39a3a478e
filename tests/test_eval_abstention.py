import pytest

from eval.measures.abstention import CurvePoint, answered_unanswerable, area, refused_answerable, risk_coverage


def test_rates_by_hand() -> None:
    said = ["right", "wrong", "refused", "right", "silent", "silent", "invented"]
    assert answered_unanswerable(said) == 1 / 3
    assert refused_answerable(said) == 1 / 4
    assert answered_unanswerable(["right"]) is None
    assert refused_answerable(["silent"]) is None


def test_the_curve_by_hand() -> None:
    curve = risk_coverage([(0.2, False), (0.9, True), (0.8, False), (0.5, True)])
    assert curve == [
        CurvePoint(0.9, 1 / 4, 0 / 1),
        CurvePoint(0.8, 2 / 4, 1 / 2),
        CurvePoint(0.5, 3 / 4, 1 / 3),
        CurvePoint(0.2, 4 / 4, 2 / 4),
    ]
    # without ties: the mean of the risks (Geifman, Uziel & El-Yaniv 2019)
    assert area(curve) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_ties_are_kept_together_and_their_order_does_not_matter() -> None:
    pairs = [(0.5, True), (0.5, False), (0.9, True)]
    assert risk_coverage(pairs) == risk_coverage(pairs[::-1])
    assert [p.coverage for p in risk_coverage(pairs)] == [1 / 3, 1.0]


def test_a_perfect_order_beats_the_reverse() -> None:
    good = area(risk_coverage([(0.9, True), (0.8, True), (0.1, False)]))
    bad = area(risk_coverage([(0.9, False), (0.8, True), (0.1, True)]))
    assert good is not None and bad is not None and good < bad


def test_nothing_asked_has_no_area() -> None:
    assert area(risk_coverage([])) is None
