import pytest
from scipy.stats import binomtest, permutation_test

from eval.measures.intervals import bootstrap, mcnemar, percentile, sign_flip


def test_the_interval_holds_the_mean_and_is_seeded() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    names = [str(i) for i in range(8)]
    found = bootstrap(values, names)
    assert found.low < 6 / 8 < found.high
    assert found == bootstrap(values, names)


def test_no_spread_no_interval() -> None:
    found = bootstrap([1.0, 1.0, 1.0], ["a", "b", "c"])
    assert (found.low, found.high) == (1.0, 1.0)


def test_askings_of_one_item_are_drawn_together() -> None:
    values = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0] * 4
    apart = bootstrap(values, [str(i) for i in range(24)])
    together = bootstrap(values, [str(i // 3) for i in range(24)])
    assert together.high - together.low > apart.high - apart.low


def test_bootstrap_refuses_nothing_and_unequal_lengths() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bootstrap([], [])
    with pytest.raises(ValueError, match="got 2 and 1"):
        bootstrap([1.0, 0.0], ["a"])


@pytest.mark.parametrize(("fixed", "broken"), [(1, 0), (5, 1), (10, 3), (4, 4), (0, 9)])
def test_mcnemar_is_the_two_sided_binomial_test(fixed: int, broken: int) -> None:
    assert mcnemar(fixed, broken) == pytest.approx(binomtest(fixed, fixed + broken, 0.5).pvalue)


def test_mcnemar_without_a_change() -> None:
    assert mcnemar(0, 0) == 1.0


def test_sign_flip_by_hand_and_by_scipy() -> None:
    assert sign_flip([1.0, 1.0, 1.0]) == 2 / 8
    assert sign_flip([0.0, 0.0]) == 1.0
    differences = [0.5, -0.25, 1.0, 0.75, 0.25, -0.5]
    outside = permutation_test(
        (differences, [0.0] * 6), lambda a, b: sum(a) - sum(b), permutation_type="samples", vectorized=False
    )
    assert sign_flip(differences) == pytest.approx(outside.pvalue)


def test_sign_flip_of_many_is_seeded_and_small_for_a_clear_difference() -> None:
    differences = [1.0] * 20
    assert sign_flip(differences) == sign_flip(differences) == 1 / 10_001
    assert sign_flip([1.0, -1.0] * 10) > 0.9


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [float(i) for i in range(1, 21)]
    assert percentile(values, 0.5) == 10.0
    assert percentile(values, 0.95) == 19.0
    assert percentile(values, 0.99) == 20.0
    assert percentile([7.0], 0.5) == 7.0
