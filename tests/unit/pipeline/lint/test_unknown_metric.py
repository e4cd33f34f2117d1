import pytest

from app.domain import Problem, Severity
from app.pipeline.lint.unknown_metric import UnknownMetric
from tests.unit.pipeline.lint.cases import problems


def problem(name: str, *close: str) -> Problem:
    return Problem(
        "unknown-metric",
        Severity.ERROR,
        name,
        f"there is no metric {name}",
        f"did you mean {', '.join(close)}?" if close else "nothing has a similar name",
        close,
    )


@pytest.mark.parametrize(
    "promql",
    [
        "up",
        'sum(rate(http_requests_total{a="b"}[5m])) / scalar(up)',
        "http_duration_seconds_bucket",
        "http_duration_seconds_sum / http_duration_seconds_count",
        '{__name__=~"nope.*"}',
        '{job="a"}',
        '{__name__="up"}',
        "vector(1) + time()",
    ],
)
def test_names_that_are_there_are_fine(promql: str) -> None:
    assert problems(UnknownMetric(), promql) == []


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        ("http_request_total", [problem("http_request_total", "http_requests_total")]),
        (
            '{__name__="http_request_tota"}[5m]',
            [problem("http_request_tota", "http_requests_total")],
        ),
        ("zzz + zzz", [problem("zzz")]),
        ("rate(zzz[5m]) / {'ü y'}", [problem("zzz"), problem("ü y")]),
        (
            "http_duration_seconds",
            [
                problem(
                    "http_duration_seconds",
                    "http_duration_seconds_sum",
                    "http_duration_seconds_count",
                    "http_duration_seconds_bucket",
                )
            ],
        ),
    ],
)
def test_a_name_that_is_not_there_is_told_once_with_the_closest(
    promql: str, found: list[Problem]
) -> None:
    assert problems(UnknownMetric(), promql) == found
