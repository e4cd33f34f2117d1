"""Estimates what a generated query would take, before it runs."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.deadline import Deadline
from app.domain import Cost, Problem, SeriesCount, Severity, Window
from app.pipeline.parse import Expr, children, selector_text, walk
from app.pipeline.placeholders import duration
from app.pipeline.probe import Probe

# Prometheus refuses (end - start) / step > 11,000, so that 11,001 points pass.
MAX_POINTS = 11_001
_ONE_SERIES = frozenset({"absent", "absent_over_time", "scalar", "time", "vector"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Above `soft` a query runs with a warning, above `hard` it does not run."""

    soft_returned_series: int = 5_000
    hard_returned_series: int = 30_000


def estimate(
    expr: Expr, window: Window, tenant: str, probe: Probe, limits: Limits, deadline: Deadline
) -> Cost:
    """Return what the parsed query would take over the window, with a problem a limit it breaks.

    Every distinct selector is probed once. A probe that fails makes the count unknown, never zero.
    """
    too_many = _too_many_points(window)
    if too_many is not None:
        return Cost(window.points, (), None, (too_many,))
    counts = {
        text: probe.count(text, window, tenant, deadline, at_most=limits.hard_returned_series)
        for text in _selectors(expr)
    }
    returned = _returned(expr, counts)
    problems = (*_unknown(counts), *_too_many_series(returned, limits))
    return Cost(window.points, tuple(counts.values()), returned, tuple(problems))


def _selectors(expr: Expr) -> list[str]:
    """Return each distinct selector once, without its offset and range."""
    texts = (
        selector_text(node)
        for node, _ in walk(expr)
        if isinstance(node, promql_parser.VectorSelector)
    )
    return list(dict.fromkeys(texts))


def _returned(expr: Expr, counts: dict[str, SeriesCount]) -> int | None:
    """Return an upper bound of the series in the result, None where it cannot be told."""
    match expr:
        case promql_parser.VectorSelector():
            return counts[selector_text(expr)].series
        case promql_parser.NumberLiteral() | promql_parser.StringLiteral():
            return 1
        case promql_parser.AggregateExpr():
            return _returned_by_aggregation(expr, counts)
        case promql_parser.Call() if expr.func.name in _ONE_SERIES:
            return 1
        case promql_parser.BinaryExpr():
            sides = [_returned(child, counts) for child in (expr.lhs, expr.rhs)]
            return _sum(sides) if str(expr.op) == "or" else _largest(sides)
        case _:
            return _largest([_returned(child, counts) for child in children(expr)])


def _returned_by_aggregation(expr: Expr, counts: dict[str, SeriesCount]) -> int | None:
    if str(expr.op) in ("topk", "bottomk", "limitk"):
        bound = getattr(expr.param, "val", None)
        inner = _returned(expr.expr, counts)
        if isinstance(bound, float) and math.isfinite(bound) and expr.modifier is None:
            return int(bound) if inner is None else min(int(bound), inner)
        return inner
    if str(expr.op) in ("count_values", "quantile", "limit_ratio"):
        return None
    # How many groups a `by` makes is known only to the server.
    return 1 if expr.modifier is None else None


def _largest(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return max(known, default=1) if len(known) == len(parts) else None


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _too_many_points(window: Window) -> Problem | None:
    if window.points <= MAX_POINTS:
        return None
    seconds = window.end_seconds - window.start_seconds
    # The least whole number above seconds / MAX_POINTS.
    step = duration(math.floor(seconds / MAX_POINTS) + 1)
    return Problem(
        "points",
        Severity.ERROR,
        f"step {window.step_seconds:g}s",
        f"{window.points} points a series are asked for, at most {MAX_POINTS} are allowed",
        f"the smallest step for this time range is {step}",
        (step,),
    )


def _unknown(counts: dict[str, SeriesCount]) -> Iterator[Problem]:
    for text, count in counts.items():
        if count.series is None:
            yield Problem(
                "cost-unknown",
                Severity.WARNING,
                text,
                f"how many series {text} has could not be found out",
            )


def _too_many_series(returned: int | None, limits: Limits) -> Iterator[Problem]:
    if returned is None or returned <= limits.soft_returned_series:
        return
    hard = returned > limits.hard_returned_series
    yield Problem(
        "returned-series",
        Severity.ERROR if hard else Severity.WARNING,
        f"{returned} series",
        f"the answer would hold {'more than ' if hard else ''}"
        f"{min(returned, limits.hard_returned_series)} series",
        "ask for a sum, a top ten, or one namespace, job or instance",
    )
