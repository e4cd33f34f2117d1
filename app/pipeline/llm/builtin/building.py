"""From a metric and a frame to PromQL, by the rules of metric types."""

from dataclasses import replace

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin import rates, ratios, states, times, trends
from app.pipeline.llm.builtin.aggregation import wanted_groups
from app.pipeline.llm.builtin.buckets import asks_share_of_bucket, share_of_bucket
from app.pipeline.llm.builtin.having import counted_by_owner, owner_of
from app.pipeline.llm.builtin.join import joined
from app.pipeline.llm.builtin.measured import measured
from app.pipeline.llm.builtin.owners import lacks_owner
from app.pipeline.llm.builtin.past_bound import asks_share_past_bound, share_past_bound
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Number
from app.pipeline.llm.builtin.recipe_rewriting import compares
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import expires, measured_unit
from app.pipeline.reading.frame import Mood, Operation, Threshold
from app.pipeline.reading.native import bytes_in, seconds_in, tells_time
from app.pipeline.reading.units import UNITS

_EXACT = 1e-9


def build(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return the PromQL that answers, None where this metric cannot."""
    if not _comparable(subject) or lacks_owner(subject) or states.adds_up_codes(subject):
        return None
    if subject.frame.vanished:
        return times.vanished(subject)
    if _lasts(subject):
        return _counted(subject, _lasting(subject))
    subject = _denied_as_none(_without_window_of_name(subject))
    expr = _expression(_one_by_one(subject), catalogue, deadline)
    if expr is None:
        return None
    whole = _counted(subject, _ranked(subject, _bounded(subject, _in_unit(subject, expr))))
    return joined(whole, subject.join, subject.groups) if subject.join else whole


def _comparable(subject: Subject) -> bool:
    """Say whether the bound asked for is in a unit that the answer has."""
    bound = subject.frame.threshold
    if bound is None or bound.unit not in ("bytes", "seconds"):
        return True
    return _base_unit(subject) == bound.unit or _lasts(subject)


def _lasts(subject: Subject) -> bool:
    """Say whether the bound is how long a state lasts: down for more than 5 minutes."""
    bound = subject.frame.threshold
    timed = bound is not None and bound.unit == "seconds" and bound.op in (">", ">=")
    stated = subject.frame.mood is Mood.BAD or states.denies_name(subject)
    return timed and stated and shape.is_boolean(subject.metric)


def _lasting(subject: Subject) -> Expr:
    so = not states.wants_zero(subject)
    return times.lasting(subject, *states.truth_of(subject), so=so)


def _denied_as_none(subject: Subject) -> Subject:
    """Read what did not happen as what happened no time."""
    frame = subject.frame
    happens = shape.is_counter(subject.metric) and frame.threshold is None
    listed = frame.listing and subject.entity is not None and frame.window_seconds is not None
    if happens and listed and times.is_denied(subject) and states.denies_name(subject):
        return replace(subject, frame=replace(frame, none=True))
    return subject


def _without_window_of_name(subject: Subject) -> Subject:
    """Forget a window that the metric has built in, as load15 has."""
    window = subject.frame.window_seconds
    minutes = f"{(window or 0) / 60:.0f}"
    if window and minutes in stems(subject.metric.name):
        return replace(subject, frame=replace(subject.frame, window_seconds=None))
    return subject


def _expression(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    if subject.frame.compared:
        return _compared(subject, subject.frame.compared, catalogue, deadline)
    operation = _asked_of_moment(subject) or subject.frame.operation
    bound = subject.frame.threshold
    if bound is not None and _tells_share_of_bound(subject):
        return _share_of_bound(subject, bound)
    if operation is Operation.VALUE and shape.is_timestamp(subject.metric) and bound is not None:
        return times.age(subject)
    if operation is Operation.RATIO:
        return ratios.ratio(subject, catalogue, deadline)
    if told := _BY_OPERATION.get(operation):
        return told(subject)
    return measured(subject, catalogue, deadline)


def _compared(
    subject: Subject, operation: Operation, catalogue: Catalogue, deadline: Deadline
) -> Expr | None:
    """Return a quantile or a share, compared with what it was at another time."""
    frame = replace(subject.frame, operation=operation, compared=None)
    then = _expression(replace(subject, frame=frame), catalogue, deadline)
    frame = replace(frame, offset_seconds=None)
    now = _expression(replace(subject, frame=frame), catalogue, deadline)
    return trends.difference(subject.frame, now, then) if now and then else None


def _asked_of_moment(subject: Subject) -> Operation | None:
    """Return how far away a moment is asked for, where a unit of time tells that it is."""
    frame = subject.frame
    bound = frame.threshold.unit if frame.threshold else ""
    base = bound or UNITS.get(frame.unit or "", ("", 1.0))[0]
    plain = frame.operation in (Operation.VALUE, Operation.COUNT) and frame.window_seconds is None
    if base != "seconds" or not plain or not shape.is_timestamp(subject.metric):
        return None
    return Operation.UNTIL if expires(subject.metric) else Operation.AGE


def _quantile(subject: Subject) -> Expr | None:
    if shape.is_distribution(subject.metric):
        return rates.quantile(subject)
    return None if shape.is_counter(subject.metric) else times.quantile(subject)


_BY_OPERATION = {
    Operation.QUANTILE: _quantile,
    Operation.AGE: times.age,
    Operation.UNTIL: times.until,
    Operation.CHANGE: trends.change,
    Operation.FLAPS: times.flaps,
    Operation.SLOPE: trends.slope,
    Operation.PREDICT: times.predict,
}


def _in_unit(subject: Subject, expr: Expr) -> Expr:
    """Return the expression in the unit that the question wants the answer in."""
    frame = subject.frame
    is_percent = "percent" in stems(subject.metric.name) and not shape.is_counter(subject.metric)
    wants_percent = frame.percent and frame.operation is Operation.RATIO and not is_percent
    if wants_percent and (frame.threshold is None or asks_share_past_bound(subject)):
        return _times_hundred(expr)
    base, factor = UNITS.get(frame.unit or "", ("", 1.0))
    if base not in ("bytes", "seconds") or _base_unit(subject) != base:
        return expr
    return _rescaled(expr, factor / _unit_of_answer(subject, base))


def _rescaled(expr: Expr, factor: float) -> Expr:
    """Divide by a factor, or multiply where that is a whole number and the other is not."""
    if abs(factor - 1) < _EXACT:
        return expr
    op, factor = ("/", factor) if factor > 1 else ("*", 1 / factor)
    return Binary(op, expr, Number(float(f"{factor:.12g}")))


def _unit_of_answer(subject: Subject, base: str) -> float:
    """Return the seconds or bytes that the expression is in."""
    metric, operation = subject.metric, subject.frame.operation
    if base == "bytes":
        return bytes_in(metric)
    moment = shape.is_timestamp(metric)
    moving = operation is Operation.UNTIL and not tells_time(metric)
    return 1.0 if moment or moving else seconds_in(metric)


def _times_hundred(expr: Expr) -> Expr:
    if isinstance(expr, Binary) and expr.op == "/":
        return replace(expr, left=Binary("*", Number(100), expr.left))
    return Binary("*", Number(100), expr)


def _base_unit(subject: Subject) -> str:
    if subject.frame.operation in (Operation.AGE, Operation.UNTIL):
        return "seconds"
    if shape.is_timestamp(subject.metric):
        return "seconds"
    return measured_unit(subject.metric)


def _bounded(subject: Subject, expr: Expr) -> Expr:
    bound = subject.frame.threshold
    if bound is not None and _tells_share_of_bound(subject):
        return expr
    if bound is None:
        left_out = any(m.op in ("!=", "!~") and m.value for m in subject.matchers)
        told = shape.is_boolean(subject.metric) or "without" in stems(subject.metric.name)
        none = subject.frame.none and not left_out and not told
        if subject.frame.some and not compares(expr):
            return Binary(">", expr, Number(0))
        return Binary("==", expr, Number(0)) if none else expr
    return Binary(bound.op, expr, Number(_bound_value(subject, bound)))


def _share_of_bound(subject: Subject, bound: Threshold) -> Expr | None:
    value = _bound_value(subject, bound)
    if asks_share_of_bucket(subject):
        return share_of_bucket(subject, value)
    return share_past_bound(subject, bound.op, value)


def _tells_share_of_bound(subject: Subject) -> bool:
    return asks_share_of_bucket(subject) or asks_share_past_bound(subject)


def _bound_value(subject: Subject, bound: Threshold) -> float:
    words = stems(subject.metric.name)
    if bound.unit in ("bytes", "seconds"):
        return float(f"{bound.value / _unit_of_answer(subject, bound.unit):.12g}")
    percent_metric = "percent" in words
    return bound.value * 100 if bound.unit == "ratio" and percent_metric else bound.value


def _ranked(subject: Subject, expr: Expr) -> Expr:
    top = subject.frame.top
    if top is None:
        return expr
    return Aggregate("bottomk" if top.smallest else "topk", expr, (), top.count)


def _counts_those(subject: Subject) -> bool:
    """Say whether it is those past a bound that are counted."""
    frame = subject.frame
    past = frame.threshold is not None and frame.past_bound is None
    return past and frame.entity is not None and _asks_how_many(subject)


def _one_by_one(subject: Subject) -> Subject:
    """Return the subject with a value for each thing that is counted, not for each group."""
    if _counts_those(subject) and owner_of(subject) and not subject.groups:
        return replace(subject, entity=None)
    if not _counts_those(subject) or not subject.groups or subject.entity in subject.groups:
        return subject
    finer = (*subject.groups, subject.entity) if subject.entity else ()
    return replace(subject, groups=finer)


def _counted(subject: Subject, expr: Expr) -> Expr:
    if not _counts_those(subject):
        return expr
    groups = tuple(label for label in wanted_groups(subject) if label != subject.entity)
    return counted_by_owner(subject, expr, groups)


def _asks_how_many(subject: Subject) -> bool:
    counted = not {"many", "number"}.isdisjoint(subject.frame.words)
    return subject.frame.operation is Operation.COUNT or counted
