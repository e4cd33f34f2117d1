import pytest

from app.domain import Problem, Severity
from app.pipeline.lint.raw_counter import RawCounter
from tests.unit.pipeline.lint.cases import problems


def problem(name: str) -> Problem:
    return Problem(
        "raw-counter",
        Severity.WARNING,
        name,
        f"{name} is a counter: its value since the last restart is shown, not its growth",
        f"rate({name}[$__rate_interval]) is its growth per second, increase({name}[1h]) its growth"
        " in an hour",
        ("rate", "increase"),
    )


@pytest.mark.parametrize(
    "promql",
    [
        "sum(rate(http_requests_total[5m]))",
        "irate(http_requests_total[5m]) + increase(http_requests_total[5m])",
        "resets(http_requests_total[1d]) + changes(http_requests_total[1d])",
        "absent(http_requests_total) or absent_over_time(http_requests_total[5m])",
        "count by (job) (http_requests_total) + group(http_requests_total)",
        "timestamp(http_requests_total) + count_over_time(http_requests_total[5m])",
        "count_values('v', up) + present_over_time(http_requests_total[5m])",
        "up + node_memory_free_bytes + mystery",
    ],
)
def test_growth_presence_and_gauges_are_fine(promql: str) -> None:
    assert problems(RawCounter(), promql) == []


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        ("http_requests_total", [problem("http_requests_total")]),
        ("topk(5, http_requests_total)", [problem("http_requests_total")]),
        (
            "sum(http_requests_total) / sum(http_requests_total)",
            [problem("http_requests_total")],
        ),
        (
            "http_duration_seconds_sum / rate(http_duration_seconds_count[5m])",
            [problem("http_duration_seconds_sum")],
        ),
        ("max_over_time(http_requests_total[5m])", [problem("http_requests_total")]),
        ('{__name__="http_requests_total"}', [problem("http_requests_total")]),
    ],
)
def test_a_counter_as_it_stands_is_warned_about_once(promql: str, found: list[Problem]) -> None:
    assert problems(RawCounter(), promql) == found
