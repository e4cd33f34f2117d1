"""A selector or subquery is fixed to a moment in time."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, one_line, walk


@dataclass(frozen=True, slots=True)
class FixedTime:
    """`@ <number>` answers about one moment for ever, whatever time range is asked."""

    id: str = "fixed-time"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each `@` with a number; `start()` and `end()` are fine."""
        for node, _ in walk(expr):
            at = getattr(node, "at", None)
            if at is not None and at.type == promql_parser.AtModifierType.At:
                yield Problem(
                    rule=self.id,
                    severity=self.severity,
                    fragment=one_line(node),
                    short="@ with a number fixes the query to one moment",
                    long="leave @ out: the query is asked for its own time range",
                )
