import math

import pytest

from bench.cost.comparison import Guess, by_shape, median_ratio, near, worst_ratio
from bench.cost.estimated import Estimate
from bench.cost.query import Shape
from tests.unit.bench.cost.outcomes import UNKNOWN, outcome


@pytest.mark.parametrize(
    ("actual", "estimated", "expected"),
    [
        (1000, 1000, True),
        (1000, 500, True),
        (1000, 499, False),
        (1000, 2000, True),
        (1000, 2001, False),
        (1000, 0, False),
        (1000, None, False),
        (0, 0, True),
        (0, 100, True),
        (0, 101, False),
        (0, None, False),
    ],
)
def test_an_estimate_is_near_within_a_factor_of_two(
    actual: int, estimated: float | None, *, expected: bool
) -> None:
    assert Guess(actual, estimated).is_near is expected


def test_unknown_estimates_have_no_ratio_and_are_not_near() -> None:
    guesses = [Guess(10, None), Guess(10, 10), Guess(10, 15)]
    assert near(guesses) == 2
    assert median_ratio(guesses) == 1.25


def test_the_worst_ratio_is_the_farthest_up_or_down() -> None:
    assert worst_ratio([Guess(10, 40), Guess(10, 2), Guess(10, 10)]) == 0.2
    assert worst_ratio([Guess(10, 60), Guess(10, 2), Guess(10, 10)]) == 6
    assert worst_ratio([Guess(10, 60), Guess(10, 0)]) == 0
    assert worst_ratio([Guess(10, 60), Guess(0, 101)]) == math.inf


def test_nothing_known_has_no_ratio() -> None:
    assert median_ratio([Guess(10, None)]) is None
    assert worst_ratio([Guess(10, None)]) is None


def test_each_quantity_is_compared_with_its_own_estimate() -> None:
    one = outcome(Shape.SELECTOR, 100, Estimate(1, 2, 3, 4))
    guesses = (one.touched, one.peak, one.answer, one.series)
    assert [guess.estimated for guess in guesses] == [1, 2, 3, 4]


def test_shapes_stay_in_order() -> None:
    shapes = (Shape.SUBQUERY, Shape.ABSENT, Shape.SUBQUERY)
    grouped = by_shape(outcome(shape, 1, UNKNOWN) for shape in shapes)
    assert [(shape, len(of_shape)) for shape, of_shape in grouped.items()] == [
        (Shape.SUBQUERY, 2),
        (Shape.ABSENT, 1),
    ]
