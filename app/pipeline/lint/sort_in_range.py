"""The result of a range query is sorted, which Prometheus ignores."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.values import calls
from app.pipeline.parse import Expr, one_line

_SORTING = frozenset({"sort", "sort_desc", "sort_by_label", "sort_by_label_desc"})


@dataclass(frozen=True, slots=True)
class SortInRange:
    """Series of a range query come in an order of their own."""

    id: str = "sort-in-range"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield a problem where the outermost function sorts and the request has a step."""
        outermost = expr
        while isinstance(outermost, promql_parser.ParenExpr):
            outermost = outermost.expr
        if context.window.step_seconds is not None and calls(outermost, _SORTING):
            yield Problem(
                rule=self.id,
                severity=self.severity,
                fragment=one_line(outermost),
                short=f"{outermost.func.name}() does nothing in a range query",
                long="leave it out; topk() or bottomk() chooses the series with the extreme values",
                suggestions=(one_line(outermost.args[0]),),
            )
