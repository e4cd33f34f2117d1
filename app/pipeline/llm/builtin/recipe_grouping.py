"""By which labels the answer of a recipe is grouped."""

from dataclasses import replace

from app.pipeline.llm.builtin.identity import whole
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Selector, passes
from app.pipeline.llm.builtin.recipe_rewriting import calls, compares, rewritten, selectors
from app.pipeline.llm.builtin.recipe_steps import Steps
from app.pipeline.llm.builtin.recipe_template import GROUPS
from app.pipeline.reading.frame import Operation
from app.recipes.recipe import EACH, Unit

_USUAL = {Unit.RATIO: "avg", Unit.SECONDS: "max", Unit.CELSIUS: "max"}


def grouped(steps: Steps, expr: Expr) -> Expr:
    """Return the expression grouped as the question wants it, else as the recipe does."""
    wanted = _wanted_groups(steps)
    usual = _usual(steps)
    apart = steps.recipe.by == (EACH,)
    extra = _put_on_top(steps)
    if not steps.reading.way.prepared.is_grouped:
        return _put_together(steps, expr, wanted)
    if wanted is None and (_is_of_all(steps) or steps.wants_one_number):
        return _with_groups(expr, ())
    single = wanted is None and not extra and _tells_apart(steps, usual)
    if single or (apart and (wanted is None or (not extra and _single(steps, wanted)))):
        inner = _ungrouped(expr)
        return Aggregate(extra, inner) if extra else inner
    if wanted is None:
        inner = _with_groups(expr, usual)
        return Aggregate(extra, inner) if extra and usual else inner
    finer = tuple(dict.fromkeys((*wanted, *usual)))
    if extra and (apart or set(finer) != set(wanted)):
        inner = _ungrouped(expr) if apart else _with_groups(expr, finer)
        return Aggregate(extra, inner, wanted)
    return _with_groups(expr, wanted)


def _is_of_all(steps: Steps) -> bool:
    """Say whether one value for everything is asked for, such as that of the cluster."""
    cluster = "cluster" in steps.frame.words and "cluster" not in steps.reading.available
    return steps.frame.everything or (cluster and "cluster" in steps.reading.way.prepared.about)


def _usual(steps: Steps) -> tuple[str, ...]:
    """Return the recipe's own grouping, without labels that the filters leave one value of."""
    reading = steps.reading
    fixed = {m.label for each in selectors(reading.expr) for m in each.matchers if m.op == "="}
    by = steps.recipe.by
    return tuple(label for label in by if label in reading.available - fixed)


def _put_on_top(steps: Steps) -> str | None:
    """Return how the groups are put together; a mean or a share is an average already."""
    frame, expr = steps.frame, steps.reading.expr
    if frame.operation is Operation.OVER_TIME or steps.wants_extreme:
        return None
    averaged = frame.aggregate == "avg" and isinstance(expr, Binary) and expr.op == "/"
    return None if averaged else frame.aggregate


def _wanted_groups(steps: Steps) -> tuple[str, ...] | None:
    """Return the labels that the question groups by, None where it leaves that to the recipe."""
    reading, frame = steps.reading, steps.frame
    if reading.groups:
        fixed = {m.label for each in selectors(reading.expr) for m in each.matchers if m.op == "="}
        return whole(reading.groups, frame, reading.available - fixed)
    ranked = frame.top or frame.threshold or frame.listing
    prepared = reading.way.prepared
    if reading.entity and ranked and prepared.is_grouped and prepared.recipe.by != (EACH,):
        usual = prepared.recipe.by
        # The finest label tells things apart only together with the ones before it.
        if usual and usual[-1] == reading.entity:
            return None
        return whole((reading.entity,), frame, reading.available)
    return None


def _put_together(steps: Steps, expr: Expr, wanted: tuple[str, ...] | None) -> Expr:
    """Group an answer that keeps all labels, where that changes anything."""
    if steps.wants_one_number and compares(expr):
        return Aggregate("count", expr, wanted or ())
    named = _put_on_top(steps)
    operator = named or steps.recipe.across or _USUAL.get(steps.unit, "sum")
    if wanted is None:
        return Aggregate(operator, expr) if named or steps.frame.everything else expr
    if not named and _single(steps, wanted):
        return expr
    return Aggregate(operator, expr, wanted)


def _tells_apart(steps: Steps, groups: tuple[str, ...]) -> bool:
    """Say whether a sum by these labels is one of single series, whose labels tell more."""
    expr = steps.reading.expr
    if not isinstance(expr, Aggregate) or expr.op != "sum":
        return False
    plain = isinstance(expr.inner, Selector) or calls(expr.inner, "changes", "delta", "deriv")
    return plain and _single(steps, groups)


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
