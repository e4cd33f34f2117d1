"""The label sets that a result has, where all series of its selectors are listed."""

from collections.abc import Mapping

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import OF_BUCKETS, grouping
from app.pipeline.lint.matchers import Matcher, matchers_of
from app.pipeline.lint.values import CHOOSING, COMPARISONS, aggregates, calls
from app.pipeline.parse import Expr, children, is_scalar, metric_name

LabelSet = frozenset[tuple[str, str]]
# None where they cannot be told.
LabelSets = frozenset[LabelSet] | None

_CHOOSING = CHOOSING | {"count_values"}
_MAKING = frozenset(
    "absent absent_over_time histogram_quantiles info label_join label_replace scalar"
    " vector".split()
)


def label_sets(expr: Expr, context: Context) -> LabelSets:
    """Return the label sets of the last hour that a result has, without the metric's name."""
    if isinstance(expr, promql_parser.VectorSelector):
        return _selected(expr, context)
    source = _source(expr)
    inside = label_sets(source, context) if source is not None else None
    if inside is None:
        return None
    if aggregates(expr):
        labels, by = grouping(expr)
        return frozenset(part(one, labels, kept=by) for one in inside)
    if calls(expr, OF_BUCKETS):
        return frozenset(part(one, frozenset({"le"}), kept=False) for one in inside)
    return inside


def part(one: LabelSet, labels: frozenset[str], *, kept: bool) -> LabelSet:
    """Return a label set with some labels only, or without them."""
    return frozenset(pair for pair in one if (pair[0] in labels) == kept)


def _selected(selector: Expr, context: Context) -> LabelSets:
    name, matchers = metric_name(selector), list(matchers_of(selector))
    if name is None or name not in context.catalogue or not all(map(_is_plain, matchers)):
        return None
    series = context.catalogue.label_set(name, context.deadline).series
    if series is None:
        return None
    return frozenset(
        frozenset((label, value) for label, value in row.items() if value and label != NAME_LABEL)
        for row in series
        if all(_passes(matcher, row) for matcher in matchers)
    )


def _source(expr: Expr) -> Expr | None:
    """Return what inside an expression has the series of its result, None where that is not all."""
    if isinstance(expr, promql_parser.BinaryExpr):
        scaled = str(expr.op) not in COMPARISONS and is_scalar(expr.lhs) != is_scalar(expr.rhs)
        return (expr.rhs if is_scalar(expr.lhs) else expr.lhs) if scaled else None
    if aggregates(expr):
        return None if str(expr.op) in _CHOOSING else expr.expr
    vectors = [child for child in children(expr) if not is_scalar(child)]
    return vectors[-1] if vectors and not calls(expr, _MAKING) else None


def _is_plain(matcher: Matcher) -> bool:
    return matcher.operator in ("=", "!=") or bool(matcher.literals)


def _passes(matcher: Matcher, row: Mapping[str, str]) -> bool:
    asked = matcher.literals or (matcher.value,)
    return (row.get(matcher.label, "") in asked) == (matcher.operator in ("=", "=~"))
