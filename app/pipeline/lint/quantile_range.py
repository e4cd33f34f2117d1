"""A quantile outside of 0 to 1, such as 95 where 0.95 is meant."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.values import aggregates, calls
from app.pipeline.parse import Expr, one_line, walk

_FUNCTIONS = frozenset({"histogram_quantile", "quantile_over_time"})
_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class QuantileRange:
    """Quantiles go from 0 to 1; beyond, the result is infinite."""

    id: str = "quantile-range"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each function with a number that is no quantile."""
        told = set()
        for node, _ in walk(expr):
            number = _bare(_quantile(node))
            if isinstance(number, promql_parser.NumberLiteral) and not 0 <= number.val <= 1:
                problem = self._problem(_name(node), number)
                if problem not in told:
                    told.add(problem)
                    yield problem

    def _problem(self, name: str, number: Expr) -> Problem:
        written = one_line(number)
        per_cent = 1 < number.val <= _PER_CENT
        meant = f"{number.val / _PER_CENT:g}" if per_cent else "0.95"
        percentile = written if per_cent else "95"
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=f"{name}({written}, …)",
            short=f"a quantile goes from 0 to 1, and this is {written}",
            long=f"write {meant} for percentile {percentile}",
            suggestions=(meant,) if per_cent else (),
        )


def _quantile(node: Expr) -> Expr:
    if calls(node, _FUNCTIONS):
        return node.args[0]
    return node.param if aggregates(node) and str(node.op) == "quantile" else None


def _bare(expr: Expr) -> Expr:
    while isinstance(expr, promql_parser.ParenExpr):
        expr = expr.expr
    return expr


def _name(node: Expr) -> str:
    return str(node.func.name if isinstance(node, promql_parser.Call) else node.op)
