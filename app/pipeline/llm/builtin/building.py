"""From a metric and a frame to PromQL, by the rules of metric types."""

from dataclasses import replace

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin import rates, ratios, times
from app.pipeline.llm.builtin.aggregation import wanted_groups
from app.pipeline.llm.builtin.buckets import asks_share_of_bucket, share_of_bucket
from app.pipeline.llm.builtin.join import joined
from app.pipeline.llm.builtin.measured import measured
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Number
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import measured_unit
from app.pipeline.reading.frame import Operation, Threshold
from app.pipeline.reading.lexicon import UNITS


def build(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return the PromQL that answers, None where this metric cannot."""
    if not _comparable(subject):
        return None
    subject = _without_window_of_name(subject)
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
    return _base_unit(subject) == bound.unit


def _without_window_of_name(subject: Subject) -> Subject:
    """Forget a window that the metric has built in, as load15 has."""
    window = subject.frame.window_seconds
    minutes = f"{(window or 0) / 60:.0f}"
    if window and minutes in stems(subject.metric.name):
        return replace(subject, frame=replace(subject.frame, window_seconds=None))
    return subject


def _expression(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    operation = subject.frame.operation
    bound = subject.frame.threshold
    if bound is not None and asks_share_of_bucket(subject):
        return share_of_bucket(subject, _bound_value(subject, bound))
    if operation is Operation.RATIO:
        return ratios.ratio(subject, catalogue, deadline)
    if operation is Operation.QUANTILE:
        return _quantile(subject)
    if timed := _TIMED.get(operation):
        return timed(subject)
    return measured(subject, catalogue, deadline)


def _quantile(subject: Subject) -> Expr | None:
    if shape.is_distribution(subject.metric):
        return rates.quantile(subject)
    return None if shape.is_counter(subject.metric) else times.quantile(subject)


_TIMED = {
    Operation.AGE: times.age,
    Operation.UNTIL: times.until,
    Operation.CHANGE: times.change,
    Operation.FLAPS: times.flaps,
    Operation.SLOPE: times.slope,
    Operation.PREDICT: times.predict,
}


def _in_unit(subject: Subject, expr: Expr) -> Expr:
    """Return the expression in the unit that the question wants the answer in."""
    frame = subject.frame
    wants_percent = frame.percent and frame.operation is Operation.RATIO
    if wants_percent and frame.threshold is None:
        return _times_hundred(expr)
    base, factor = UNITS.get(frame.unit or "", ("", 1.0))
    if base in ("bytes", "seconds") and factor != 1 and _base_unit(subject) == base:
        return Binary("/", expr, Number(factor))
    return expr


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
    if bound is not None and asks_share_of_bucket(subject):
        return expr
    if bound is None:
        left_out = any(m.op in ("!=", "!~") and m.value for m in subject.matchers)
        told = shape.is_boolean(subject.metric) or "without" in stems(subject.metric.name)
        none = subject.frame.none and not left_out and not told
        return Binary("==", expr, Number(0)) if none else expr
    return Binary(bound.op, expr, Number(_bound_value(subject, bound)))


def _bound_value(subject: Subject, bound: Threshold) -> float:
    words = stems(subject.metric.name)
    if bound.unit == "seconds" and "millisecond" in words:
        return bound.value * 1000
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
    return frame.threshold is not None and frame.entity is not None and _asks_how_many(subject)


def _one_by_one(subject: Subject) -> Subject:
    """Return the subject with a value for each thing that is counted, not for each group."""
    if not _counts_those(subject) or not subject.groups or subject.entity in subject.groups:
        return subject
    finer = (*subject.groups, subject.entity) if subject.entity else ()
    return replace(subject, groups=finer)


def _counted(subject: Subject, expr: Expr) -> Expr:
    if not _counts_those(subject):
        return expr
    groups = tuple(label for label in wanted_groups(subject) if label != subject.entity)
    return Aggregate("count", expr, groups)


def _asks_how_many(subject: Subject) -> bool:
    counted = not {"many", "number"}.isdisjoint(subject.frame.words)
    return subject.frame.operation is Operation.COUNT or counted
