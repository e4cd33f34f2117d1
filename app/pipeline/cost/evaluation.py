"""What evaluating a parsed query takes, by how Prometheus evaluates it.

The formulas were read in Prometheus' engine, and checked against what `stats=all` tells on 2.42
and 3.5 (`make bench`). S series over N steps: a selector touches S·N samples, a function of a range
r on samples d apart S·N·r/d, one of a subquery with step s its inner result N·r/s times, whatever
that takes itself. Arguments lie in memory as whole matrices, S·N samples each, until the result is
there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import promql_parser

from app.pipeline.cost.label_sets import WITHOUT_NAME, Labels, with_most
from app.pipeline.cost.load import ONE, Known, Load, Steps, over, single, unnamed, with_sets
from app.pipeline.cost.matching import combined
from app.pipeline.cost.probe import Seen
from app.pipeline.parse import Expr, selector_text
from app.pipeline.reach import seconds

_CHOOSING = frozenset({"topk", "bottomk", "limitk"})
_ONE_SERIES = frozenset({"absent", "absent_over_time", "scalar", "time", "vector"})
_RELABELING = frozenset({"label_replace", "label_join", "info"})
# They keep the name of the metric.
_BUCKETED = frozenset({"histogram_quantile", "histogram_fraction"})
_LITERALS = (promql_parser.NumberLiteral, promql_parser.StringLiteral)
_RANGES = (promql_parser.MatrixSelector, promql_parser.SubqueryExpr)
_MANY = 1e9
_NAME_KEEPING = frozenset({"last_over_time", "first_over_time", "sort", "sort_desc"})


def load_of(expr: Expr, steps: Steps, known: Known) -> Load:
    """Return what an expression takes."""
    return _BY_TYPE[type(expr)](expr, steps, known)


def _literal(expr: Expr, steps: Steps, known: Known) -> Load:
    return Load(1, 1, 0, steps.count, ONE)


def _vector(expr: Expr, steps: Steps, known: Known) -> Load:
    return _selected(selector_text(expr), 1, steps, known)


def _inside(expr: Expr, steps: Steps, known: Known) -> Load:
    return load_of(expr.expr, steps, known)


def _negated(expr: Expr, steps: Steps, known: Known) -> Load:
    return unnamed(load_of(expr.expr, steps, known))


def _combined(expr: Expr, steps: Steps, known: Known) -> Load:
    left, right = load_of(expr.lhs, steps, known), load_of(expr.rhs, steps, known)
    return over([left, right], combined(expr, left, right), steps)


def _selected(selector: str, samples: float, steps: Steps, known: Known) -> Load:
    seen = known.seen(selector)
    series = 1 if seen.series is None else seen.series  # so that what is ruinous for one is seen
    held = series * seen.presence * steps.count
    return Load(
        seen.series,
        series,
        held * samples,
        held + (samples if series and samples > 1 else 0),
        seen.sets,
        selector if seen.sets is None else None,
        presence=seen.presence,
    )


def _ranged(expr: Expr, steps: Steps, known: Known) -> Load:
    selector = selector_text(expr.vector_selector)
    samples = seconds(expr.range) / known.interval_seconds(selector)
    return _selected(selector, samples, steps, known)


def _subquery(expr: Expr, steps: Steps, known: Known) -> Load:
    step_seconds = seconds(expr.step) or known.default_step_seconds
    inner_steps = steps.inside(seconds(expr.range), step_seconds, closed=known.before_3)
    inner = load_of(expr.expr, inner_steps, known)
    per_step = seconds(expr.range) / step_seconds + known.before_3
    held = inner.held(inner_steps) + inner.held(steps) + per_step
    touched = inner.held(steps) * per_step
    return replace(inner, touched=touched, peak=max(inner.peak, held), inside=inner.read)


def _called(expr: Expr, steps: Steps, known: Known) -> Load:
    arguments = [load_of(argument, steps, known) for argument in expr.args]
    subject = next(
        (
            load
            for argument, load in zip(expr.args, arguments, strict=True)
            if not isinstance(argument, _LITERALS)
        ),
        None,
    )
    name = expr.func.name
    if any(isinstance(argument, _RANGES) for argument in expr.args) and subject is not None:
        return _of_range(name, subject)
    result = single() if subject is None else _of_vector(name, subject, known)
    if name in _RELABELING and not known.before_3:
        return result
    return over(arguments, result, steps)


def _of_range(name: str, subject: Load) -> Load:
    if name in _ONE_SERIES:
        return replace(single(), touched=subject.touched, peak=subject.peak, inside=subject.inside)
    return subject if name in _NAME_KEEPING else unnamed(subject)


def _of_vector(name: str, subject: Load, known: Known) -> Load:
    if name in _ONE_SERIES:
        return single()
    if name in _RELABELING:
        return replace(subject, sets=None, source=None)
    if name in _BUCKETED:
        return _grouped(subject, Labels(frozenset({"le"}), named=False), known)
    return subject if name in _NAME_KEEPING else unnamed(subject)


def _aggregated(expr: Expr, steps: Steps, known: Known) -> Load:
    inner = load_of(expr.expr, steps, known)
    operator = str(expr.op)
    if operator == "count_values":
        return over([inner], replace(inner, series=None, sets=None, source=None), steps)
    if operator in _CHOOSING:
        result = _chosen(expr, inner, known)
    elif operator == "limit_ratio":
        result = replace(inner, series=None, sets=None, source=None)
    else:
        result = _grouped(inner, _labels(expr.modifier), known)
    if known.before_3:
        return over([inner], result, steps)
    parameter = steps.count if expr.param is not None else 0
    peak = max(parameter + inner.peak, result.held(steps))
    return replace(result, touched=inner.touched, peak=peak, inside=inner.inside)


def _chosen(expr: Expr, inner: Load, known: Known) -> Load:
    number = getattr(expr.param, "val", None)
    if not isinstance(number, float) or not 0 <= number < _MANY:
        return inner
    labels = _labels(expr.modifier)
    if inner.sets is not None:
        few = with_most(WITHOUT_NAME.kept(inner.sets), labels, int(number))
    else:
        groups = _grouped(inner, labels, known)
        few = min(inner.bound, int(number) * groups.bound)
    return replace(inner, series=few, bound=few, sets=None, source=None)


def _grouped(inner: Load, labels: Labels, known: Known) -> Load:
    if labels.named and not labels.names:
        return single()
    if inner.sets is not None:
        return with_sets(labels.kept(WITHOUT_NAME.kept(inner.sets)))
    if inner.source is None:
        return Load(None, inner.bound, 0, 0)
    kept = labels.after(inner.kept)
    groups = known.groups(inner.source, kept)
    bound = inner.bound if groups is None else groups
    presence = 1.0
    if inner.presence < 1:
        presence = Seen(groups, at_once=known.groups_at_once(inner.source, kept)).presence
    return Load(groups, bound, 0, 0, None, inner.source, kept, presence)


def _labels(modifier: Expr) -> Labels:
    if modifier is None:
        return Labels(frozenset())
    named = modifier.type == promql_parser.AggModifierType.By
    return Labels(frozenset(modifier.labels), named)


_BY_TYPE: Mapping[Any, Callable[[Expr, Steps, Known], Load]] = {
    promql_parser.NumberLiteral: _literal,
    promql_parser.StringLiteral: _literal,
    promql_parser.VectorSelector: _vector,
    promql_parser.MatrixSelector: _ranged,
    promql_parser.SubqueryExpr: _subquery,
    promql_parser.ParenExpr: _inside,
    promql_parser.UnaryExpr: _negated,
    promql_parser.AggregateExpr: _aggregated,
    promql_parser.BinaryExpr: _combined,
    promql_parser.Call: _called,
}
