"""rate() of counters that were added up before, so that their resets cannot be seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.combining import adds_up
from app.pipeline.lint.values import COMPARISONS, FILTERING, calls, values
from app.pipeline.parse import Expr, metric_name, one_line, selector_text, walk

_COUNTER_FUNCTIONS = frozenset({"rate", "irate", "increase"})
_NOT_ARITHMETIC = COMPARISONS | FILTERING | {"or"}
# What comes out of any other function is no counter any more.
_COUNTERS_STAY = frozenset(
    "abs ceil clamp clamp_max clamp_min floor label_join label_replace last_over_time round"
    " sort sort_desc".split()
)


@dataclass(frozen=True, slots=True)
class RateOfSum:
    """First the rate of each counter, then the sum: never the other way round."""

    id: str = "rate-of-sum"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each counter function over a sum of counters."""
        for node, _ in walk(expr):
            if calls(node, _COUNTER_FUNCTIONS) and _over_subquery(node):
                joined = next(_joined(node.args[0].expr, context), None)
                if joined is not None:
                    yield self._problem(node, joined)

    def _problem(self, call: Expr, joined: Expr) -> Problem:
        function = call.func.name
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(call),
            short=f"{function}() after the counters are added up takes each restart for growth",
            long=f"take {function}() of each counter first, and add up the results",
            suggestions=_other_way_round(call, joined),
        )


def _over_subquery(call: Expr) -> bool:
    return isinstance(call.args[0], promql_parser.SubqueryExpr)


def _joined(expr: Expr, context: Context) -> Iterator[Expr]:
    for node, around in values(expr):
        if any(_ends_counter(outer) for outer in around):
            continue
        if isinstance(node, promql_parser.BinaryExpr) and str(node.op) not in _NOT_ARITHMETIC:
            if _has_counter(node.lhs, context) and _has_counter(node.rhs, context):
                yield node
        elif _has_counter(node, context) and adds_up(node, context):
            yield node


def _has_counter(expr: Expr, context: Context) -> bool:
    return any(
        isinstance(node, promql_parser.VectorSelector)
        and context.catalogue.type_of(metric_name(node) or "") is MetricType.COUNTER
        and not any(_ends_counter(outer) for outer in around)
        for node, around in values(expr)
    )


def _ends_counter(node: Expr) -> bool:
    return isinstance(node, promql_parser.Call) and node.func.name not in _COUNTERS_STAY


def _other_way_round(call: Expr, joined: Expr) -> tuple[str, ...]:
    """Return the query that was meant, where all that is added up is one selector."""
    summed = joined.expr if isinstance(joined, promql_parser.AggregateExpr) else None
    plain = isinstance(summed, promql_parser.VectorSelector) and not (summed.offset or summed.at)
    if not plain or joined.param is not None:
        return ()
    begun = one_line(joined).removesuffix(f"({one_line(summed)})")
    window = promql_parser.display_duration(call.args[0].range)
    return (f"{begun}({call.func.name}({selector_text(summed)}[{window}]))",)
