import pytest

from app.domain import Problem, Severity
from app.pipeline.lint.fixed_time import FixedTime
from tests.unit.pipeline.lint.cases import problems


@pytest.mark.parametrize("promql", ["up @ 5", "rate(up[5m] @ 5)", "max_over_time(up[5m:1m] @ 5)"])
def test_a_query_fixed_to_a_moment_is_an_error(promql: str) -> None:
    assert [(problem.rule, problem.severity) for problem in problems(FixedTime(), promql)] == [
        ("fixed-time", Severity.ERROR)
    ]


def test_the_fragment_is_told() -> None:
    assert problems(FixedTime(), "sum(up @ 5)") == [
        Problem(
            "fixed-time",
            Severity.ERROR,
            "up @ 5.000",
            "@ with a number fixes the query to one moment",
            "leave @ out: the query is asked for its own time range",
        )
    ]


@pytest.mark.parametrize("promql", ["up", "up @ end()", "up @ start()", "up offset 5m"])
def test_a_query_for_any_time_is_fine(promql: str) -> None:
    assert problems(FixedTime(), promql) == []
