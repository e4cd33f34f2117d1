"""Which limits a query breaks, with the numbers and the way to ask for less."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.domain import Cost, Problem, Severity, Window
from app.pipeline.cost import load
from app.pipeline.cost.answer_size import POINT_BYTES, value_chars
from app.pipeline.cost.evaluation import load_of
from app.pipeline.cost.limits import MAX_POINTS, Limit, Limits
from app.pipeline.parse import Expr
from app.pipeline.placeholders import duration

_LESS = "ask for a sum, a top ten, or one namespace, job or instance"
_FEWER_GROUPS = "group by fewer labels, or ask for a top ten, or one namespace, job or instance"
# Labels that people narrow a question by, the usual ones first.
_NARROWING = ("namespace", "job", "service", "app", "cluster", "node", "instance", "pod")
_TRIED_LABELS = 3
MAX_SELECTORS = 16


_Fits = Callable[[load.Load, load.Steps], bool]


class Known(load.Known, Protocol):
    """What was found out, and how large groups are."""

    def largest(self, selector: str, label: str) -> int | None:
        """Return how many series the largest group by one label has."""
        ...


def points(window: Window) -> Problem | None:
    """Return the problem of a window with more points than Prometheus evaluates."""
    if window.points <= MAX_POINTS:
        return None
    # The least whole number above seconds / MAX_POINTS.
    step = duration(math.floor(_span(window) / MAX_POINTS) + 1)
    return Problem(
        "points",
        Severity.ERROR,
        f"step {window.step_seconds:g}s",
        f"{window.points} points a series are asked for, at most {MAX_POINTS} are allowed",
        f"the smallest step for this time range is {step}",
        (step,),
    )


def selectors(windows: Mapping[str, Window]) -> Problem | None:
    """Return the problem of a query with more selectors than can be looked at."""
    if len(windows) <= MAX_SELECTORS:
        return None
    return Problem(
        "selectors",
        Severity.ERROR,
        f"{len(windows)} selectors",
        f"the query has {len(windows)} different selectors, of which at most {MAX_SELECTORS} can be"
        " looked at",
        'select several values of a label at once, as in code=~"500|503"',
    )


def problems(
    expr: Expr, window: Window, known: Known, limits: Limits, cost: Cost
) -> Iterator[Problem]:
    """Yield a problem for each limit that is broken, and for what could not be told."""
    less = _FEWER_GROUPS if _is_aggregated(expr) else _LESS
    yield from _unknown(cost)
    yield from _returned(cost, limits.returned_series, known, less)
    yield from _touched(cost, limits.touched_series)
    steps = _Steps(expr, window, known, less)
    yield from _broken(
        "peak-samples",
        cost.peak_samples,
        limits.peak_samples,
        "Prometheus would hold about {} samples at once",
        less,
        lambda: steps.advice(lambda found, _: found.peak <= limits.peak_samples.hard),
    )
    yield from _broken(
        "read-samples",
        cost.read_samples,
        limits.read_samples,
        "Prometheus would read about {} samples",
        less,
        lambda: steps.advice(lambda found, _: found.read <= limits.read_samples.hard),
    )
    per_point = value_chars(expr) + POINT_BYTES
    once = (cost.answer_bytes or 0) - steps.held() * per_point
    yield from _broken(
        "answer-bytes",
        cost.answer_bytes,
        limits.answer_bytes,
        "the answer would have about {} bytes",
        less,
        lambda: steps.advice(
            lambda found, at: once + found.held(at) * per_point <= limits.answer_bytes.hard
        ),
    )


def _unknown(cost: Cost) -> Iterator[Problem]:
    for count in cost.selectors:
        if count.series is None or count.at_least:
            least = f" (at least {_number(count.series)})" if count.series else ""
            yield Problem(
                "cost-unknown",
                Severity.WARNING,
                count.selector,
                f"how many series {count.selector} has could not be found out{least}",
            )


def _returned(cost: Cost, limit: Limit, known: Known, less: str) -> Iterator[Problem]:
    return _broken(
        "returned-series",
        cost.returned_series,
        limit,
        "the answer would hold {} series",
        less,
        lambda: _matcher(cost, limit, known) or less,
    )


def _touched(cost: Cost, hard: int | None) -> Iterator[Problem]:
    known = [count.series for count in cost.selectors if count.series is not None]
    whole = len(known) == len(cost.selectors)
    if hard is not None:
        said = "{} series would be read" if whole else "at least {} series would be read"
        way = "name one namespace, job or instance"
        limit = Limit(hard, hard)
        yield from _broken("touched-series", sum(known), limit, said, way, lambda: way)


def _broken(
    rule: str, found: int | None, limit: Limit, said: str, less: str, advice: Callable[[], str]
) -> Iterator[Problem]:
    if found is None or found <= min(limit.soft, limit.hard):
        return
    hard = found > limit.hard
    allowed = f", at most {_number(limit.hard)} are allowed" if hard else ""
    yield Problem(
        rule,
        Severity.ERROR if hard else Severity.WARNING,
        _number(found),
        said.format(_number(found)) + allowed,
        advice() if hard else less,
    )


def _matcher(cost: Cost, limit: Limit, known: Known) -> str:
    """Return which label would make the answer small enough; "" where none is found."""
    largest = max(cost.selectors, key=lambda count: count.series or 0)
    example = dict(known.seen(largest.selector).example or ())
    others = sorted(set(example) - {*_NARROWING, NAME_LABEL})
    labels = [label for label in _NARROWING if label in example] + others
    for label in labels[:_TRIED_LABELS]:
        series = known.largest(largest.selector, label)
        if series is not None and series <= limit.hard:
            return f'name one {label}: {label}="…" leaves at most {_number(series)} series'
    return ""


class _Steps:
    """Finds the smallest step with which a query fits."""

    def __init__(self, expr: Expr, window: Window, known: Known, less: str) -> None:
        self._expr = expr
        self._window = window
        self._known = known
        self._less = less

    def held(self) -> float:
        """Return how many samples the answer has."""
        steps = load.Steps(self._window.points, _span(self._window))
        return load_of(self._expr, steps, self._known).held(steps)

    def advice(self, fits: _Fits) -> str:
        """Return what to do, given whether what the query takes fits."""
        span = int(_span(self._window))
        if self._window.step_seconds is None or not self._fits(span + 1, fits):
            return self._less
        low, high = 0, span + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._fits(middle, fits) else (middle, high)
        return f"the smallest step that fits is {duration(high)}"

    def _fits(self, step_seconds: int, fits: _Fits) -> bool:
        span = _span(self._window)
        steps = load.Steps(int(span // step_seconds) + 1, span)
        return fits(load_of(self._expr, steps, self._known), steps)


def _is_aggregated(expr: Expr) -> bool:
    while isinstance(expr, promql_parser.ParenExpr):
        expr = expr.expr
    return isinstance(expr, promql_parser.AggregateExpr)


def _span(window: Window) -> float:
    return window.end_seconds - window.start_seconds


def _number(number: int | None) -> str:
    """Return a number as people read it, large ones in millions."""
    if number is None:
        return "unknown"
    return f"{number / 1e6:.3g} million" if number >= 1_000_000 else f"{number:,}"
