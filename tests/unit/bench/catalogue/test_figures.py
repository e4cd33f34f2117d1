import pytest

from bench.catalogue.figures import Figure, percentile


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("time", 5.0, "s", at_most=5), True),
        (Figure("time", 5.01, "s", at_most=5), False),
        (Figure("part", 95.0, "%", at_least=95), True),
        (Figure("part", 94.9, "%", at_least=95), False),
        (Figure("part", 0.0, "%", at_most=0), True),
        (Figure("time", 5.0, "s"), None),
    ],
)
def test_a_figure_reaches_its_bound_or_not(figure: Figure, reached: bool | None) -> None:
    assert figure.reached is reached


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 5), (51, 6), (95, 10), (100, 10)])
def test_so_many_percent_are_not_above_a_percentile(percent: int, value: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == value


def test_one_value_is_every_percentile() -> None:
    assert percentile([3.5], 1) == percentile([3.5], 95) == 3.5
