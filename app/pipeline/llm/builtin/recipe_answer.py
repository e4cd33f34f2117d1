"""From a recipe and a question to PromQL, by the same few rules for all recipes."""

from dataclasses import replace

from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Number,
    Selector,
    Subquery,
)
from app.pipeline.llm.builtin.recipe_fit import is_windowed
from app.pipeline.llm.builtin.recipe_grouping import grouped
from app.pipeline.llm.builtin.recipe_reading import RecipeReading
from app.pipeline.llm.builtin.recipe_rewriting import calls, compares, rewritten
from app.pipeline.llm.builtin.recipe_steps import Steps
from app.pipeline.llm.builtin.recipe_template import AHEAD, QUANTILE, WINDOW
from app.pipeline.llm.builtin.trends import difference, negative, shrinks
from app.pipeline.reading.durations import promql, seconds
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.units import UNITS
from app.recipes.recipe import Unit

_TREND = "1h"
_QUANTILE = 0.95


def answer_of(reading: RecipeReading, frame: Frame) -> Expr:
    """Return the PromQL with all that the question asks of it."""
    steps = Steps(reading, frame)
    expr = grouped(steps, _counted_up(steps, reading.expr))
    expr = _over_time(steps, _filled(steps, expr))
    return _counted(steps, _ranked(steps, _bounded(steps, _in_unit(steps, expr))))


def _counted_up(steps: Steps, expr: Expr) -> Expr:
    """Take rates for increases, and the other way round, where the question wants the other."""
    wanted = steps.wanted_change
    if wanted is None:
        return expr
    return rewritten(
        expr,
        lambda part: (
            replace(part, function=wanted)
            if isinstance(part, Call) and part.function in ("rate", "increase")
            else part
        ),
    )


def _filled(steps: Steps, expr: Expr) -> Expr:
    """Fill in window, offset, horizon and quantile."""
    frame = steps.frame
    offset = promql(frame.offset_seconds) if frame.offset_seconds else None
    if frame.operation is Operation.CHANGE:
        offset = None  # both now and then are wanted
    window, ahead = _window(steps), _ahead(steps)

    def fill(part: Expr) -> Expr:
        if isinstance(part, Selector):
            return replace(
                part, window=window if part.window == WINDOW else part.window, offset=offset
            )
        if isinstance(part, Subquery) and part.window == WINDOW:
            return replace(part, window=window)
        if part == Number(AHEAD):
            return Number(ahead)
        if part == Number(QUANTILE):
            return Number(_QUANTILE if frame.quantile is None else frame.quantile)
        return part

    return rewritten(expr, fill)


def _window(steps: Steps) -> str:
    frame, usual = steps.frame, steps.reading.way.prepared.recipe.window
    if frame.window_seconds and not steps.wants_extreme:
        return promql(frame.window_seconds)
    if steps.is_per_long:
        return promql(frame.scale)
    if frame.scale != 1 and steps.unit is Unit.COUNT:
        return "$__rate_interval"  # the rate itself, and not that of all the graph
    return "$__range" if steps.wanted_change == "increase" else usual


def _ahead(steps: Steps) -> float:
    named = steps.frame.ahead_seconds or steps.frame.window_seconds
    return named or seconds(steps.reading.way.prepared.recipe.ahead)


def _over_time(steps: Steps, expr: Expr) -> Expr:
    """Compare with another time, look over a window, or ahead, where the recipe does not."""
    frame, operation = steps.frame, steps.frame.operation
    phrase = steps.reading.way.phrase
    grows = phrase.operation is Operation.SLOPE and operation is Operation.CHANGE
    grows = grows and frame.offset_seconds is None
    own = operation is phrase.operation and operation is not Operation.VALUE
    if _is_of_window(steps):
        own = False  # how long it was so, not whether it is at the end
    if (own or grows) and not steps.wants_extreme:
        return negative(expr) if operation is Operation.SLOPE and shrinks(frame) else expr
    named = promql(frame.window_seconds) if frame.window_seconds else None
    if operation is Operation.CHANGE:
        return _changed(steps, expr)
    if operation is Operation.PREDICT:
        return Call("predict_linear", (_ranged(expr, named or _TREND), Number(_ahead(steps))))
    if operation is Operation.SLOPE:
        return Call("deriv", (_ranged(expr, named or "$__range"),))
    if steps.wants_extreme or (named and not is_windowed(steps.reading.way)):
        function = f"{frame.aggregate or 'avg'}_over_time"
        return Call(function, (_ranged(expr, named or "$__range"),))
    return expr


def _is_of_window(steps: Steps) -> bool:
    """Say whether a share of the time is asked for, such as the availability over a day."""
    frame = steps.frame
    lasting = frame.operation is Operation.RATIO and bool(frame.succeeded or frame.aggregate)
    return lasting and frame.window_seconds is not None and not is_windowed(steps.reading.way)


def _changed(steps: Steps, expr: Expr) -> Expr:
    frame = steps.frame
    apart = frame.offset_seconds or frame.window_seconds
    if apart is None:
        return expr
    then = rewritten(
        expr, lambda p: replace(p, offset=promql(apart)) if isinstance(p, Selector) else p
    )
    percent = frame.percent and steps.unit is not Unit.RATIO
    return difference(replace(frame, percent=percent), expr, then)


def _ranged(expr: Expr, window: str) -> Expr:
    if isinstance(expr, Selector):
        return replace(expr, window=window)
    return Subquery(expr, window)


def _in_unit(steps: Steps, expr: Expr) -> Expr:
    frame = steps.frame
    if steps.unit is Unit.RATIO and frame.percent and frame.threshold is None:
        if isinstance(expr, Binary) and expr.op == "/":
            return replace(expr, left=Binary("*", Number(100), expr.left))
        return Binary("*", Number(100), expr)
    expr = _scaled(steps, expr)
    base, factor = UNITS.get(frame.unit or "", ("", 1.0))
    return Binary("/", expr, Number(factor)) if base and base != "ratio" and factor != 1 else expr


def _scaled(steps: Steps, expr: Expr) -> Expr:
    """Return a rate per minute, hour or day; shares of two rates have no such."""
    scale, divided = steps.frame.scale, isinstance(expr, Binary) and expr.op == "/"
    if scale == 1 or divided or not calls(expr, "rate") or steps.wanted_change == "increase":
        return expr
    return Binary("*", expr, Number(scale))


def _bounded(steps: Steps, expr: Expr) -> Expr:
    bound, unit = steps.frame.threshold, steps.unit
    if bound is not None:
        bare_percent = unit is Unit.RATIO and not bound.unit and bound.value > 1
        value = bound.value / 100 if bare_percent else bound.value
        return Binary(bound.op, expr, Number(value))
    if steps.frame.at_limit and unit is Unit.RATIO and not compares(expr):
        if isinstance(expr, Binary) and expr.op == "/":
            return replace(expr, op=">=")
        return Binary(">=", expr, Number(1))
    listed = steps.frame.listing and not steps.frame.top and unit is Unit.COUNT
    listed = listed or steps.frame.some
    return Binary(">", expr, Number(0)) if listed and not compares(expr) else expr


def _ranked(steps: Steps, expr: Expr) -> Expr:
    top = steps.frame.top
    if top is None:
        return expr
    return Aggregate("bottomk" if top.smallest else "topk", expr, (), top.count)


def _counted(steps: Steps, expr: Expr) -> Expr:
    frame = steps.frame
    asked = frame.operation is Operation.COUNT or "many" in frame.words
    if frame.threshold is None or frame.entity is None or not asked:
        return expr
    groups = tuple(g for g in steps.reading.groups if g != steps.reading.entity)
    return Aggregate("count", expr, groups)
