import pytest

from app.domain import Problem, Severity
from app.pipeline.lint.rate_on_gauge import RateOnGauge
from tests.unit.pipeline.lint.cases import problems


def problem(function: str, instead: str, name: str = "up") -> Problem:
    return Problem(
        "rate-on-gauge",
        Severity.ERROR,
        f"{function}({name}[…])",
        f"{name} is a gauge, and {function}() is for counters",
        f"every fall of a gauge would count as a reset: use {instead}() or the value itself",
        (instead,),
    )


@pytest.mark.parametrize(
    "promql",
    [
        "rate(http_requests_total[5m])",
        "increase(http_duration_seconds_count[5m])",
        "rate(http_duration_seconds_bucket[5m])",
        "rate(mystery[5m])",
        "rate(nobody_knows[5m])",
        "deriv(up[5m]) + delta(up[5m])",
        "sum(up)",
        'rate({job="a"}[5m])',
    ],
)
def test_counters_and_what_may_be_one_are_fine(promql: str) -> None:
    assert problems(RateOnGauge(), promql) == []


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        ("rate(up[5m])", [problem("rate", "deriv")]),
        ("sum(irate(up[5m])) + irate(up{a='b'}[1h])", [problem("irate", "idelta")]),
        (
            'increase({__name__="node_memory_free_bytes"}[5m])',
            [problem("increase", "delta", "node_memory_free_bytes")],
        ),
        ("rate(up[5m] offset 1h)", [problem("rate", "deriv")]),
    ],
)
def test_a_gauge_is_told_with_what_to_use_instead(promql: str, found: list[Problem]) -> None:
    assert problems(RateOnGauge(), promql) == found
