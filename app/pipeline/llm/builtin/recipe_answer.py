"""From a recipe and a question to PromQL, by the same few rules for all recipes."""

from dataclasses import dataclass, replace

from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Number,
    Selector,
    Subquery,
    passes,
)
from app.pipeline.llm.builtin.recipe_fit import RATES, is_windowed
from app.pipeline.llm.builtin.recipe_reading import RecipeReading
from app.pipeline.llm.builtin.recipe_rewriting import compares, rewritten, selectors
from app.pipeline.llm.builtin.recipe_template import AHEAD, GROUPS, QUANTILE, WINDOW
from app.pipeline.reading.durations import promql, seconds
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.lexicon import UNITS
from app.recipes.recipe import EACH, Unit

_SHOWN_OVER_TIME = (Operation.OVER_TIME, Operation.VALUE, Operation.RATIO, Operation.RATE)
_TREND = "1h"
_QUANTILE = 0.95
_USUAL = {Unit.RATIO: "avg", Unit.SECONDS: "max", Unit.CELSIUS: "max"}


@dataclass(frozen=True, slots=True)
class Steps:
    """A recipe being made into an answer."""

    reading: RecipeReading
    frame: Frame

    @property
    def unit(self) -> Unit:
        """Return what the recipe's numbers are."""
        return self.reading.way.prepared.recipe.unit


def answer_of(reading: RecipeReading, frame: Frame) -> Expr:
    """Return the PromQL with all that the question asks of it."""
    steps = Steps(reading, frame)
    expr = _grouped(steps, _counted_up(steps, reading.expr))
    expr = _over_time(steps, _filled(steps, expr))
    return _counted(steps, _ranked(steps, _bounded(steps, _in_unit(steps, expr))))


def _counted_up(steps: Steps, expr: Expr) -> Expr:
    """Take rates for increases, and the other way round, where the question wants the other."""
    wanted = _wanted_change(steps)
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


def _wanted_change(steps: Steps) -> str | None:
    frame, operation = steps.frame, steps.frame.operation
    if steps.unit is Unit.COUNT:
        return "rate" if operation is Operation.RATE else None
    if steps.unit not in RATES:
        return None
    happened = frame.window_seconds and operation is Operation.VALUE and not frame.aggregate
    wanted = operation in (Operation.INCREASE, Operation.COUNT, Operation.FLAPS) or happened
    return "increase" if wanted else None


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
            return Number(frame.quantile or _QUANTILE)
        return part

    return rewritten(expr, fill)


def _window(steps: Steps) -> str:
    frame, usual = steps.frame, steps.reading.way.prepared.recipe.window
    if frame.window_seconds and not _extreme(steps):
        return promql(frame.window_seconds)
    return "$__range" if _wanted_change(steps) == "increase" else usual


def _ahead(steps: Steps) -> float:
    named = steps.frame.ahead_seconds or steps.frame.window_seconds
    return named or seconds(steps.reading.way.prepared.recipe.ahead)


def _extreme(steps: Steps) -> bool:
    """Say whether the largest or smallest value within the window is asked for."""
    frame = steps.frame
    shown = frame.operation in _SHOWN_OVER_TIME and frame.window_seconds is not None
    return shown and frame.aggregate in ("max", "min")


def _grouped(steps: Steps, expr: Expr) -> Expr:
    reading, frame = steps.reading, steps.frame
    wanted = _wanted_groups(steps)
    usual = _usual(steps)
    apart = reading.way.prepared.recipe.by == (EACH,)
    extra = _put_on_top(steps)
    if not reading.way.prepared.is_grouped:
        return _put_together(steps, expr, wanted)
    if wanted is None and (_is_of_all(steps) or _one_number(frame)):
        return _with_groups(expr, ())
    if apart and (wanted is None or (not extra and _single(steps, wanted))):
        inner = _ungrouped(expr)
        return Aggregate(extra, inner) if extra else inner
    if wanted is None:
        inner = _with_groups(expr, usual)
        return Aggregate(extra, inner) if extra and usual else inner
    finer = tuple(dict.fromkeys((*wanted, *usual)))
    if extra and set(finer) != set(wanted):
        return Aggregate(extra, _with_groups(expr, finer), wanted)
    return _with_groups(expr, wanted)


def _is_of_all(steps: Steps) -> bool:
    """Say whether one value for everything is asked for, such as that of the cluster."""
    cluster = "cluster" in steps.frame.words and "cluster" not in steps.reading.available
    return steps.frame.everything or (cluster and "cluster" in steps.reading.way.prepared.about)


def _usual(steps: Steps) -> tuple[str, ...]:
    """Return the recipe's own grouping, without labels that the filters leave one value of."""
    reading = steps.reading
    fixed = {m.label for each in selectors(reading.expr) for m in each.matchers if m.op == "="}
    by = reading.way.prepared.recipe.by
    return tuple(label for label in by if label in reading.available - fixed)


def _put_on_top(steps: Steps) -> str | None:
    """Return how the groups are put together; a mean or a share is an average already."""
    frame, expr = steps.frame, steps.reading.expr
    if frame.operation is Operation.OVER_TIME or _extreme(steps):
        return None
    averaged = frame.aggregate == "avg" and isinstance(expr, Binary) and expr.op == "/"
    return None if averaged else frame.aggregate


def _wanted_groups(steps: Steps) -> tuple[str, ...] | None:
    """Return the labels that the question groups by, None where it leaves that to the recipe."""
    reading, frame = steps.reading, steps.frame
    if reading.groups:
        return reading.groups
    ranked = frame.top or frame.threshold or frame.listing
    prepared = reading.way.prepared
    if reading.entity and ranked and prepared.is_grouped and prepared.recipe.by != (EACH,):
        usual = prepared.recipe.by
        # The finest label tells things apart only together with the ones before it.
        return None if usual and usual[-1] == reading.entity else (reading.entity,)
    return None


def _one_number(frame: Frame) -> bool:
    """Say whether the question is how many there are of something."""
    return frame.operation is Operation.COUNT and frame.threshold is None and frame.top is None


def _put_together(steps: Steps, expr: Expr, wanted: tuple[str, ...] | None) -> Expr:
    """Group an answer that keeps all labels, where that changes anything."""
    recipe, frame = steps.reading.way.prepared.recipe, steps.frame
    if _one_number(frame) and compares(expr):
        return Aggregate("count", expr, wanted or ())
    named = _put_on_top(steps)
    operator = named or recipe.across or _USUAL.get(steps.unit, "sum")
    if wanted is None:
        return Aggregate(operator, expr) if named or frame.everything else expr
    if not named and _single(steps, wanted):
        return expr
    return Aggregate(operator, expr, wanted)


def _single(steps: Steps, groups: tuple[str, ...]) -> bool:
    """Say whether each group is known to be one series."""
    first = next(selectors(steps.reading.expr))
    rows = steps.reading.bound.labels[first.name].series
    if rows is None:
        return False
    kept = [row for row in rows if all(passes(m, row) for m in first.matchers)]
    return len({tuple(row.get(label, "") for label in groups) for row in kept}) == len(kept)


def _with_groups(expr: Expr, groups: tuple[str, ...]) -> Expr:
    """Put the labels in place of `groups`."""

    def fill(part: Expr) -> Expr:
        if not isinstance(part, Aggregate) or GROUPS not in part.by:
            return part
        by = [g for label in part.by for g in (groups if label == GROUPS else (label,))]
        return replace(part, by=tuple(dict.fromkeys(by)))

    return rewritten(expr, fill)


def _ungrouped(expr: Expr) -> Expr:
    """Leave out the aggregations that only put groups together."""

    def leave_out(part: Expr) -> Expr:
        return part.inner if isinstance(part, Aggregate) and part.by == (GROUPS,) else part

    return rewritten(expr, leave_out)


def _over_time(steps: Steps, expr: Expr) -> Expr:
    """Compare with another time, look over a window, or ahead, where the recipe does not."""
    frame, operation = steps.frame, steps.frame.operation
    own = operation is steps.reading.way.phrase.operation and operation is not Operation.VALUE
    if own and not _extreme(steps):
        return expr
    named = promql(frame.window_seconds) if frame.window_seconds else None
    if operation is Operation.CHANGE:
        return _changed(steps, expr)
    if operation is Operation.PREDICT:
        return Call("predict_linear", (_ranged(expr, named or _TREND), Number(_ahead(steps))))
    if operation is Operation.SLOPE:
        return Call("deriv", (_ranged(expr, named or "$__range"),))
    if _extreme(steps) or (named and not is_windowed(steps.reading.way)):
        function = f"{frame.aggregate or 'avg'}_over_time"
        return Call(function, (_ranged(expr, named or "$__range"),))
    return expr


def _changed(steps: Steps, expr: Expr) -> Expr:
    frame = steps.frame
    apart = frame.offset_seconds or frame.window_seconds
    if apart is None:
        return expr
    then = rewritten(
        expr, lambda p: replace(p, offset=promql(apart)) if isinstance(p, Selector) else p
    )
    if frame.percent and steps.unit is not Unit.RATIO:
        return Binary("-", Binary("/", expr, then), Number(1))
    return Binary("-", expr, then)


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
    if steps.unit in RATES and frame.scale != 1 and _wanted_change(steps) is None:
        expr = Binary("*", expr, Number(frame.scale))
    base, factor = UNITS.get(frame.unit or "", ("", 1.0))
    return Binary("/", expr, Number(factor)) if base and base != "ratio" and factor != 1 else expr


def _bounded(steps: Steps, expr: Expr) -> Expr:
    bound, unit = steps.frame.threshold, steps.unit
    if bound is not None:
        bare_percent = unit is Unit.RATIO and not bound.unit and bound.value > 1
        value = bound.value / 100 if bare_percent else bound.value
        return Binary(bound.op, expr, Number(value))
    listed = steps.frame.listing and not steps.frame.top and unit is Unit.COUNT
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
