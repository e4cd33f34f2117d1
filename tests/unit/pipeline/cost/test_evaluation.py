"""Samples and series of every shape of query, as Prometheus counts them with `stats=all`."""

import pytest

from app.pipeline.cost.evaluation import load_of
from app.pipeline.cost.load import Load, Steps
from app.pipeline.parse import parse
from tests.unit.pipeline.cost.known import KnownFake

ONCE = Steps(1, 0)
TEN = Steps(10, 540)


def load(promql: str, steps: Steps = TEN, known: KnownFake | None = None) -> Load:
    return load_of(parse(promql), steps, known or KnownFake())


# Query, and at ten times: series, samples touched, most held at once by 3.x and before.
SHAPES = [
    ("x", 4, 40, 40, 40),
    ("x offset 5m", 4, 40, 40, 40),
    ("(x)", 4, 40, 40, 40),
    ("-x", 4, 40, 40, 40),
    ("rate(x[5m])", 4, 800, 60, 60),
    ("quantile_over_time(0.9, x[5m])", 4, 800, 60, 60),
    ("absent_over_time(x[5m])", 1, 800, 60, 60),
    ("sum(x)", 1, 40, 40, 54),
    ("sum by (a) (x)", 2, 40, 40, 64),
    ("sum without (a) (x)", 2, 40, 40, 64),
    ("sum by (a) (rate(x[5m]))", 2, 800, 60, 64),
    ("topk(3, x)", 3, 40, 50, 74),
    ("topk by (a) (1, x)", 2, 40, 50, 64),
    ("quantile(0.9, x)", 1, 40, 50, 54),
    ("x + 1", 4, 40, 95, 95),
    ("x > 1", 4, 40, 95, 95),
    ("2 * x", 4, 40, 95, 95),
    ("x / on (a) group_left y", 4, 60, 106, 106),
    ("sum by (a) (x) / y", 2, 60, 64, 64),
    ("x and on (a) y", 4, 60, 106, 106),
    ("x unless on (a) y", 0, 60, 66, 66),
    ("x or y", 6, 60, 126, 126),
    ("y or on (a) x", 2, 60, 86, 86),
    ("abs(x)", 4, 40, 84, 84),
    ("clamp_max(x, 3)", 4, 40, 95, 95),
    ("absent(x)", 1, 40, 54, 54),
    ("scalar(y)", 1, 20, 32, 32),
    ("histogram_quantile(0.9, h_bucket)", 2, 60, 97, 97),
    ("label_replace(x, 'd', '$1', 'a', '(.*)')", 4, 40, 40, 128),
    ("max_over_time(x[5m:1m])", 4, 200, 101, 106),
    ("max_over_time(rate(x[5m])[5m:1m])", 4, 200, 101, 106),
    ("max_over_time(sum(x)[5m:1m])", 1, 50, 56, 79),
    ("max_over_time(x[5m:])", 4, 200, 101, 106),
    ("1", 1, 0, 10, 10),
    ("time()", 1, 0, 10, 10),
    ("none", 0, 0, 0, 0),
]


@pytest.mark.parametrize(("promql", "series", "touched", "peak", "before"), SHAPES)
def test_each_shape_takes_what_prometheus_says_it_takes(
    promql: str, series: int, touched: float, peak: float, before: float
) -> None:
    found = load(promql)
    assert (found.series, found.touched, found.peak) == (series, touched, peak)
    assert load(promql, known=KnownFake(before_3=True)).peak == before


def test_at_one_time_as_many_samples_as_series_are_read() -> None:
    assert (load("x", ONCE).touched, load("rate(x[5m])", ONCE).touched) == (4, 80)


def test_how_many_groups_of_many_series_there_are_is_asked() -> None:
    known = KnownFake(grouped={("big", "a"): 7, ("big", "-le"): 300, ("big", "a,b"): 20})
    assert load("sum by (a) (rate(big[5m]))", known=known).series == 7
    assert load("histogram_quantile(0.9, big)", known=known).series == 300
    assert load("histogram_quantile(0.9, sum by (le, a) (big))", known=known).series == 7
    assert load("sum by (a) (sum by (a, b) (big))", known=known).series == 7
    assert load("sum without (le) (sum by (a, le) (big))", known=known).series == 7


@pytest.mark.parametrize(
    "promql",
    ["count_values('v', x)", "limit_ratio(0.5, x)", "sum by (z) (big)", "sum by (a) (big + big)"],
)
def test_what_cannot_be_told_is_unknown_and_bounded(promql: str) -> None:
    found = load(promql)
    assert found.series is None
    assert found.bound > 0


@pytest.mark.parametrize(
    ("promql", "series"),
    [
        ("topk(5, big)", 5),
        ("topk(Inf, x)", 4),
        ("topk(scalar(y), x)", 4),
        ("big * on (a) group_left y", 40_000),
        ("big / on (a) y", 2),
        ("big and y", 40_000),
        ("big or y", 40_002),
    ],
)
def test_of_many_series_an_upper_bound_is_told(promql: str, series: int) -> None:
    assert load(promql).series == series


def test_a_series_that_is_unknown_stays_unknown() -> None:
    assert load("unknown").series is None
    assert load("rate(unknown[5m]) * 2").series is None
    assert load("sum(unknown)").series == 1
    assert load("unknown or x").series is None
