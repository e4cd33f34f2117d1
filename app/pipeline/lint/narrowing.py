"""Which selectors name no metric, and which of those select everything."""

from collections.abc import Iterator

import promql_parser

from app.pipeline.lint.patterns import matches_nearly_all
from app.pipeline.lint.values import calls
from app.pipeline.parse import Expr, metric_name, walk

# Its second argument picks the labels to add, and is no selector.
_INFO = frozenset({"info"})


def unnamed(expr: Expr) -> Iterator[Expr]:
    """Yield the selectors without an exact metric name."""
    for node, ancestors in walk(expr):
        if not isinstance(node, promql_parser.VectorSelector):
            continue
        in_info = bool(ancestors) and calls(ancestors[-1], _INFO)
        if metric_name(node) is None and not in_info:
            yield node


def selects_everything(selector: Expr) -> bool:
    """Say whether a selector without a name leaves nearly every series in."""
    return not any(narrows(matcher) for matcher in selector.matchers.matchers)


def narrows(matcher: Expr) -> bool:
    """Say whether a matcher asks for some values, and not for all or all but some."""
    if not matcher.value:
        return False
    if matcher.op == promql_parser.MatchOp.Equal:
        return True
    return bool(matcher.op == promql_parser.MatchOp.Re and not matches_nearly_all(matcher.value))
