import pytest

from app.domain import Problem, Severity
from app.pipeline.lint.histogram_without_le import HistogramWithoutLe
from tests.unit.pipeline.lint.cases import problems

RATE = "rate(http_duration_seconds_bucket[5m])"


def problem(fragment: str, operator: str = "sum") -> Problem:
    return Problem(
        "histogram-without-le",
        Severity.ERROR,
        fragment,
        "histogram_quantile() needs the label le, and this aggregation drops it",
        f"write {operator} by (le, …) (…)",
        ("le",),
    )


@pytest.mark.parametrize(
    "promql",
    [
        f"histogram_quantile(0.9, {RATE})",
        f"histogram_quantile(0.9, sum by (le) ({RATE}))",
        f"histogram_quantile(0.9, sum by (job, le) ({RATE}))",
        f"histogram_quantile(0.9, sum without (job) ({RATE}))",
        f"histogram_quantile(0.9, topk(5, {RATE}))",
        "histogram_quantile(0.9, sum(rate(http_duration_seconds[5m])))",
        f"sum({RATE})",
        f"histogram_quantile(scalar(sum({RATE})), {RATE})",
    ],
)
def test_quantiles_that_keep_le_are_fine(promql: str) -> None:
    assert problems(HistogramWithoutLe(), promql) == []


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        (f"histogram_quantile(0.9, sum({RATE}))", [problem(f"sum({RATE})")]),
        (
            f"histogram_quantile(0.9, avg by (job) ({RATE})) > 1",
            [problem(f"avg by (job) ({RATE})", "avg")],
        ),
        (
            f"histogram_quantile(0.9, sum without (le) ({RATE}))",
            [problem(f"sum without (le) ({RATE})")],
        ),
        (
            f"histogram_quantile(0.9, sum(sum by (le) ({RATE})))",
            [problem(f"sum(sum by (le) ({RATE}))")],
        ),
        (
            'histogram_quantile(0.9, sum({__name__="x_bucket"}))',
            [problem('sum({__name__="x_bucket"})')],
        ),
    ],
)
def test_an_aggregation_that_drops_le_is_told(promql: str, found: list[Problem]) -> None:
    assert problems(HistogramWithoutLe(), promql) == found
