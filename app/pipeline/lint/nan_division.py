"""A ratio whose denominator is a rate that can be zero: zero by zero is NaN."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.values import FILTERING, calls, compares, values
from app.pipeline.parse import Expr, is_scalar, one_line, walk

_GROWTH = frozenset({"rate", "increase", "irate", "delta", "idelta"})
_CLAMPING = frozenset({"clamp", "clamp_min"})


@dataclass(frozen=True, slots=True)
class NanDivision:
    """Nearly every ratio of rates can be NaN where nothing happened: worth a note, no more."""

    id: str = "nan-division"
    severity: Severity = Severity.NOTE

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each division by a rate without a guard against zero."""
        for node, ancestors in walk(expr):
            if not isinstance(node, promql_parser.BinaryExpr) or str(node.op) != "/":
                continue
            if _can_be_zero(node.rhs) and not any(_filters(outer) for outer in ancestors):
                yield self._problem(node)

    def _problem(self, division: Expr) -> Problem:
        denominator = one_line(division.rhs)
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(division),
            short="where nothing is counted the ratio is 0 / 0, which is NaN",
            long="leave such series out with > 0 after the denominator",
            suggestions=(f"({denominator} > 0)",),
        )


def _can_be_zero(denominator: Expr) -> bool:
    if is_scalar(denominator):
        return False
    guarded = any(_filters(node) or calls(node, _CLAMPING) for node, _ in walk(denominator))
    return not guarded and any(calls(node, _GROWTH) for node, _ in values(denominator))


def _filters(node: Expr) -> bool:
    # NaN passes no comparison but `!=`, and whoever filters has thought of it.
    by_set = isinstance(node, promql_parser.BinaryExpr) and str(node.op) in FILTERING
    return by_set or compares(node)
