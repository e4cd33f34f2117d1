"""A subquery in a subquery, or one of very many points."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, one_line, walk
from app.pipeline.placeholders import duration
from app.pipeline.reach import seconds

# As many as Prometheus allows a range query.
_MAX_POINTS = 11_000
# The default of Prometheus' evaluation_interval.
_DEFAULT_STEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class NestedSubquery:
    """A subquery evaluates what is in it many times over for one point."""

    id: str = "nested-subquery"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each subquery within another, and each of too many points."""
        for node, ancestors in walk(expr):
            if isinstance(node, promql_parser.SubqueryExpr):
                if any(isinstance(outer, promql_parser.SubqueryExpr) for outer in ancestors):
                    yield self._nested(node)
                if _points(node) > _MAX_POINTS:
                    yield self._many_points(node)

    def _nested(self, subquery: Expr) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(subquery),
            short="a subquery within a subquery is costly, and seldom what is meant",
            long="over a plain selector a range such as [5m] does; else keep the inner result with"
            " a recording rule",
        )

    def _many_points(self, subquery: Expr) -> Problem:
        step = duration(seconds(subquery.range) / _MAX_POINTS)
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(subquery),
            short=f"the subquery is evaluated {_points(subquery):,} times for one point",
            long=f"give it a step of at least {step}, or a shorter range",
            suggestions=(step,),
        )


def _points(subquery: Expr) -> int:
    return int(seconds(subquery.range) / (seconds(subquery.step) or _DEFAULT_STEP_SECONDS))
