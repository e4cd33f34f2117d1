"""What a query would take is told before it runs; what is not known is never zero."""

import pytest

from app.domain import Cost, Problem, SeriesCount, Severity, Window
from app.errors import TimedOutError
from app.pipeline.cost import Limits, estimate
from app.pipeline.parse import parse
from app.pipeline.probe import Probe
from tests.fakes import EVER, NOON, PrometheusFake, counting, hour

LIMITS = Limits(soft_returned_series=5, hard_returned_series=10)
UNKNOWN = "how many series x has could not be found out"


def cost_of(promql: str, window: Window, prometheus: PrometheusFake) -> Cost:
    return estimate(parse(promql), window, "", Probe(prometheus), LIMITS, EVER)


@pytest.mark.parametrize(
    ("seconds", "step_seconds", "points", "smallest"),
    [
        (11_000, 1, 11_001, None),
        (11_000.9, 1, 11_001, None),
        (11_001, 1, 11_002, "2s"),
        (110_005, 5, 22_002, "10s"),
        (110_010, 9, 12_224, "11s"),
        (7 * 86_400, 15, 40_321, "55s"),
        (660_059, 1, 660_060, "1m"),
        (10, 0.0001, 100_000, "1s"),
        (1e12, 1e-6, 1_000_000_000_000_000_001, "90900828s"),
    ],
)
def test_more_than_11001_points_are_refused_with_the_smallest_step_that_fits(
    seconds: float, step_seconds: float, points: int, smallest: str | None
) -> None:
    window = Window(0, seconds, step_seconds)
    prometheus = counting(2)
    found = cost_of("x", window, prometheus)
    if smallest is None:
        assert found == Cost(points, (SeriesCount("x", 2),), 2)
        return
    problem = Problem(
        "points",
        Severity.ERROR,
        f"step {step_seconds:g}s",
        f"{window.points} points a series are asked for, at most 11001 are allowed",
        f"the smallest step for this time range is {smallest}",
        (smallest,),
    )
    assert found == Cost(window.points, (), None, (problem,))
    assert prometheus.asked == []


RETURNED = [
    ("x", 2),
    ("x + 1", 2),
    ("x or y", 4),
    ("x and y", 2),
    ("-(x)", 2),
    ("rate(x[5m])", 2),
    ("max_over_time(rate(x[5m])[1h:])", 2),
    ("sum(x)", 1),
    ("sum(x) / sum(y)", 1),
    ("sum by (a) (x)", None),
    ("sum without (a) (x) + y", None),
    ("topk(1, x)", 1),
    ("topk(30, x)", 2),
    ("topk(Inf, x)", 2),
    ("topk(NaN, x)", 2),
    ("topk(scalar(x), x)", 2),
    ("topk by (a) (3, x)", 2),
    ("quantile(0.9, x)", None),
    ('count_values("v", x)', None),
    ("absent(x)", 1),
    ("vector(scalar(x))", 1),
    ("time()", 1),
    ("1", 1),
    ("histogram_quantile(0.9, x)", 2),
]


@pytest.mark.parametrize(("promql", "returned"), RETURNED)
def test_the_series_returned_are_bounded_or_unknown(promql: str, returned: int | None) -> None:
    found = cost_of(promql, hour(), counting(2))
    assert (found.returned_series, found.problems) == (returned, ())


@pytest.mark.parametrize(
    ("series", "severity", "fragment", "told"),
    [
        (6, Severity.WARNING, "6 series", "the answer would hold 6 series"),
        (10, Severity.WARNING, "10 series", "the answer would hold 10 series"),
        (11, Severity.ERROR, "11 series", "the answer would hold more than 10 series"),
        (99, Severity.ERROR, "11 series", "the answer would hold more than 10 series"),
    ],
)
def test_many_series_are_warned_about_and_too_many_refused(
    series: int, severity: Severity, fragment: str, told: str
) -> None:
    advice = "ask for a sum, a top ten, or one namespace, job or instance"
    found = cost_of("x", hour(), counting(series))
    count = SeriesCount("x", min(series, 11), at_least=series > 10)
    problem = Problem("returned-series", severity, fragment, told, advice)
    assert found == Cost(61, (count,), min(series, 11), (problem,))


def test_an_aggregation_over_many_series_is_not_refused() -> None:
    found = cost_of("sum(x)", hour(), counting(99))
    assert found == Cost(61, (SeriesCount("x", 11, at_least=True),), 1)


def test_what_cannot_be_found_out_is_unknown_and_said() -> None:
    prometheus = counting()
    prometheus.answers["series"] = TimedOutError("slow")
    found = cost_of("x or sum(x)", hour(), prometheus)
    problem = Problem("cost-unknown", Severity.WARNING, "x", UNKNOWN)
    assert found == Cost(61, (SeriesCount("x", None),), None, (problem,))


def test_each_selector_is_asked_for_once_without_its_range_and_offset() -> None:
    prometheus = counting(2)
    promql = 'rate(x{a="1"}[5m] offset 1h) / x{a="1"} + x{a="2"} @ 5'
    found = cost_of(promql, Window(NOON, NOON), prometheus)
    counted = (SeriesCount('x{a="1"}', 2), SeriesCount('x{a="2"}', 2))
    assert found == Cost(1, counted, 2)
    assert [path for path, _ in prometheus.asked] == ["status/buildinfo", "series", "series"]
