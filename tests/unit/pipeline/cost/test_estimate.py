"""What a query would take is told before it runs; what is not known is never zero."""

import pytest

from app.domain import Cost, Problem, SeriesCount, Severity, Window
from app.errors import TimedOutError
from app.pipeline.cost.estimate import Known, estimate, selector_windows
from app.pipeline.cost.limits import Limit, Limits
from app.pipeline.cost.probe import Budget, Probe
from app.pipeline.parse import parse
from app.prometheus.server import Servers
from tests.fakes import NOON, SOON, PrometheusFake, churning, counting, hour

LIMITS = Limits(returned_series=Limit(5, 10))


def cost_of(
    promql: str, window: Window, prometheus: PrometheusFake, limits: Limits = LIMITS
) -> Cost:
    expr = parse(promql)
    known = Known(
        probe=Probe(prometheus, Servers(prometheus)),
        tenant="",
        budget=Budget(SOON, 16),
        windows=selector_windows(expr, window),
        default_interval_seconds=15,
        before_3=False,
    )
    return estimate(expr, window, known, limits)


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
        assert (found.points, found.problems) == (points, ())
        return
    problem = Problem(
        "points",
        Severity.ERROR,
        f"step {step_seconds:g}s",
        f"{window.points} points a series are asked for, at most 11001 are allowed",
        f"the smallest step for this time range is {smallest}",
        (smallest,),
    )
    assert found == Cost(window.points, (), None, problems=(problem,))
    assert prometheus.asked == []


def test_series_samples_and_bytes_are_told() -> None:
    found = cost_of("sum by (a) (rate(x[5m]))", hour(), counting(2))
    assert found == Cost(
        points=61,
        selectors=(SeriesCount("x", 2),),
        returned_series=2,
        # One series is asked for its samples: a minute apart.
        touched_samples=2 * 61 * 5,
        peak_samples=2 * 61 + 5,
        read_samples=2 * 61 * 5,
        answer_bytes=63 + 2 * (10 + 23 + 61 * (16 + 17)),
    )


@pytest.mark.parametrize(
    ("series", "severity", "told"),
    [
        (6, Severity.WARNING, "the answer would hold 6 series"),
        (10, Severity.WARNING, "the answer would hold 10 series"),
        (11, Severity.ERROR, "the answer would hold 11 series, at most 10 are allowed"),
        (5000, Severity.ERROR, "the answer would hold 5,000 series, at most 10 are allowed"),
    ],
)
def test_many_series_are_warned_about_and_too_many_refused(
    series: int, severity: Severity, told: str
) -> None:
    found = cost_of("x", hour(), counting(series))
    assert [(problem.rule, problem.severity, problem.short) for problem in found.problems] == [
        ("returned-series", severity, told)
    ]


def test_an_aggregation_over_many_series_is_not_refused() -> None:
    found = cost_of("sum(x)", Window(NOON, NOON), counting(100_000))
    assert (found.returned_series, found.problems) == (1, ())


def test_what_cannot_be_found_out_is_unknown_and_said() -> None:
    prometheus = counting()
    prometheus.answers["series"] = TimedOutError("slow")
    found = cost_of("x or sum(x)", hour(), prometheus)
    told = "how many series x has could not be found out"
    problem = Problem("cost-unknown", Severity.WARNING, "x", told)
    assert found == Cost(61, (SeriesCount("x", None),), None, problems=(problem,))


def test_a_number_that_is_the_least_is_said_to_be_it() -> None:
    prometheus = counting(5000)
    prometheus.answers["query"] = TimedOutError("slow")
    found = cost_of("sum(x)", hour(), prometheus)
    assert [problem.short for problem in found.problems] == [
        "how many series x has could not be found out (at least 2,001)"
    ]


def test_each_selector_is_looked_at_once_for_the_times_it_needs() -> None:
    prometheus = counting(2)
    promql = 'x{a="1"} / x{a="1"} offset 1h + x{a="2"} @ 5'
    found = cost_of(promql, Window(NOON, NOON), prometheus)
    assert found.selectors == (SeriesCount('x{a="1"}', 2), SeriesCount('x{a="2"}', 2))
    listed = [dict(params) for path, params in prometheus.asked if path == "series"]
    assert [(one["start"], one["end"]) for one in listed] == [
        (f"{NOON - 3900:.3f}", f"{NOON:.3f}"),
        ("-295.000", "5.000"),
    ]


def test_subqueries_in_subqueries_are_refused_before_they_run() -> None:
    promql = "max_over_time(max_over_time(x[1h:1s])[30d:1s])"
    found = cost_of(promql, Window(NOON, NOON), counting(2), Limits())
    assert "read-samples" in [
        problem.rule for problem in found.problems if problem.severity is Severity.ERROR
    ]


def test_series_that_cannot_be_counted_are_not_taken_for_none() -> None:
    prometheus = counting(3)
    listed = prometheus.answers["series"]

    def series(asked: dict[str, str]) -> list[dict[str, str]]:
        if asked["match[]"] == "y":
            raise TimedOutError("slow")
        return listed(asked)

    prometheus.answers["series"] = series
    found = cost_of("x + y", hour(), prometheus, Limits(touched_series=2))
    assert [problem.short for problem in found.problems] == [
        "how many series y has could not be found out",
        "at least 3 series would be read, at most 2 are allowed",
    ]


def test_of_series_that_come_and_go_all_are_returned_and_few_touched_at_once() -> None:
    found = cost_of("x", hour(), churning(4000, 400))
    assert (found.returned_series, found.touched_samples) == (4000, 400 * 61)
    assert found.peak_samples == 400 * 61
    assert found.answer_bytes == 63 + 4000 * (10 + 23 + 6.1 * (16 + 5))


def test_groups_that_ended_are_returned_too() -> None:
    found = cost_of("max_over_time(sum by (a) (x)[1h:1m])", hour(None), churning(4000, 400))
    assert (found.returned_series, found.touched_samples) == (4000, 400 * 60)


@pytest.mark.parametrize("promql", ["sum by (a) (x)", "(sum by (a) (x))"])
def test_whoever_asked_for_a_sum_is_not_told_to_ask_for_one(promql: str) -> None:
    (problem,) = cost_of(promql, hour(), counting(11)).problems
    assert problem.long == (
        "group by fewer labels, or ask for a top ten, or one namespace, job or instance"
    )


@pytest.mark.parametrize(
    ("limits", "window", "rule", "short", "long"),
    [
        (
            Limits(peak_samples=Limit(10, 100)),
            hour(15),
            "peak-samples",
            "Prometheus would hold about 482 samples at once, at most 100 are allowed",
            "the smallest step that fits is 73s",
        ),
        (
            Limits(peak_samples=Limit(10, 500)),
            hour(15),
            "peak-samples",
            "Prometheus would hold about 482 samples at once",
            "ask for a sum, a top ten, or one namespace, job or instance",
        ),
        (
            Limits(peak_samples=Limit(1, 1)),
            hour(15),
            "peak-samples",
            "Prometheus would hold about 482 samples at once, at most 1 are allowed",
            "ask for a sum, a top ten, or one namespace, job or instance",
        ),
        (
            Limits(read_samples=Limit(10, 100)),
            hour(15),
            "read-samples",
            "Prometheus would read about 482 samples, at most 100 are allowed",
            "the smallest step that fits is 73s",
        ),
        (
            Limits(answer_bytes=Limit(10, 4000)),
            hour(15),
            "answer-bytes",
            "the answer would have about 10,251 bytes, at most 4,000 are allowed",
            "the smallest step that fits is 40s",
        ),
        (
            Limits(peak_samples=Limit(1000, 1)),
            hour(15),
            "peak-samples",
            "Prometheus would hold about 482 samples at once, at most 1 are allowed",
            "ask for a sum, a top ten, or one namespace, job or instance",
        ),
        (
            Limits(touched_series=1),
            hour(15),
            "touched-series",
            "2 series would be read, at most 1 are allowed",
            "name one namespace, job or instance",
        ),
    ],
)
def test_each_limit_tells_its_numbers_and_the_smallest_step_that_fits(
    limits: Limits, window: Window, rule: str, short: str, long: str
) -> None:
    (problem,) = cost_of("x", window, counting(2), limits).problems
    assert (problem.rule, problem.short, problem.long) == (rule, short, long)
    if "smallest step" in long:
        step = {"73s": 73, "40s": 40}[long.rpartition(" ")[2]]
        fits = cost_of("x", hour(step), counting(2), limits).problems
        assert [one.severity for one in fits] == [Severity.WARNING]
        broken = cost_of("x", hour(step - 1), counting(2), limits).problems
        assert [one.severity for one in broken] == [Severity.ERROR]


def test_too_many_series_are_told_the_label_that_would_fit() -> None:
    prometheus = counting(5000)
    prometheus.answers["series"] = [
        {"__name__": "x", "namespace": "n", "job": "j", "number": str(number)}
        for number in range(2001)
    ]
    counts = {"count(x)": 40_000, "max(count by (namespace) (x))": 35_000}

    def counted(params: dict[str, str]) -> object:
        return {"result": [{"value": [0, str(counts.get(params["query"], 1200))]}]}

    prometheus.answers["query"] = counted
    (problem,) = cost_of("x", Window(NOON, NOON), prometheus, Limits()).problems
    assert problem.short == "the answer would hold 40,000 series, at most 30,000 are allowed"
    assert problem.long == 'name one job: job="…" leaves at most 1,200 series'
