"""From metrics that are set against each other to PromQL."""

from dataclasses import replace
from functools import reduce

from app.catalogue.words import stems
from app.pipeline.llm.builtin.aggregation import usual_operator, wanted_groups
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.pair_sides import Way, alike
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Number, Subquery
from app.pipeline.llm.builtin.rates import asked_errors, counting_name
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.durations import promql as duration
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.pairs import Pair

# A total may be the name of one side; these want both sides summed up.
_TOGETHER = frozenset(stems("together combined altogether overall summed all cluster-wide"))


def of(pair: Pair, ways: tuple[Way, ...], asked: Asked) -> Expr | None:
    """Return what the question asks of the pair, None where its bound is in another unit."""
    frame = asked.frame
    bound = frame.threshold
    if bound is not None and bound.unit not in (("ratio",) if pair.share else ("", "ratio")):
        return None
    function = "increase" if pair.op != "/" and "many" in frame.words else "rate"
    subjects = alike([_asked_as(way.subject, frame) for way in ways])
    expr = _joined(pair.op, ways, subjects, function, frame)
    expr = _over_time(expr, frame)
    if bound is not None:
        return _counted(Binary(bound.op, expr, Number(bound.value)), subjects[0], frame)
    expr = _in_percent(expr, pair.op, frame)
    top = frame.top
    return Aggregate("bottomk" if top.smallest else "topk", expr, (), top.count) if top else expr


def _asked_as(subject: Subject, frame: Frame) -> Subject:
    """Return a side with what the question lists, ranks or bounds."""
    own = replace(
        subject.frame,
        top=frame.top,
        threshold=frame.threshold,
        listing=frame.listing,
        rate_window_seconds=frame.rate_window_seconds,
    )
    return replace(subject, frame=own)


def _joined(
    op: str, ways: tuple[Way, ...], subjects: list[Subject], function: str, frame: Frame
) -> Expr:
    summed = not _TOGETHER.isdisjoint(frame.words) or function == "increase"
    apart = not summed and _same_series(subjects)
    window = _window(frame)
    exprs = [
        way.expr if way.is_count else _value(subject, function, window, apart=apart)
        for way, subject in zip(ways, subjects, strict=True)
    ]
    return reduce(lambda left, right: Binary(op, left, right), exprs)


def _window(frame: Frame) -> float | None:
    """Return the window of the rates: not the one within which the highest is asked for."""
    return frame.rate_window_seconds if _asks_extreme(frame) else frame.window_seconds


def _asks_extreme(frame: Frame) -> bool:
    return frame.aggregate in ("max", "min") and frame.window_seconds is not None


def _over_time(expr: Expr, frame: Frame) -> Expr:
    if not _asks_extreme(frame):
        return expr
    looked = Subquery(expr, duration(frame.window_seconds or 0))
    return Call(f"{frame.aggregate}_over_time", (looked,))


def _same_series(subjects: list[Subject]) -> bool:
    """Say whether each series of the one has its like in the others: siblings of one exporter."""
    labels = {frozenset(each.labels.values) for each in subjects}
    filters = {frozenset(map(str, each.matchers)) for each in subjects}
    counters = [shape.counts_events(each.metric) for each in subjects]
    targets = all(set(each.varying()) <= TARGET_LABELS for each in subjects)
    flows = any(counters) and all(counters)
    return len(labels) == 1 and len(filters) == 1 and (not flows or targets)


def _value(subject: Subject, function: str, window: float | None, *, apart: bool) -> Expr:
    subject = replace(subject, frame=replace(subject.frame, window_seconds=window))
    groups, metric = wanted_groups(subject), subject.metric
    if shape.counts_events(metric) or shape.is_distribution(metric):
        span = subject.window if function == "rate" else subject.span
        selector = subject.select(counting_name(subject), span, *asked_errors(subject))
        expr: Expr = Call(function, (selector,))
    else:
        expr = subject.select()
    if apart and (not groups or subject.single_in(groups)):
        return expr
    return Aggregate("sum" if usual_operator(subject) == "sum" else "avg", expr, groups)


def _counted(expr: Expr, subject: Subject, frame: Frame) -> Expr:
    """Return how many there are past the bound, where that is asked."""
    if frame.operation is not Operation.COUNT and not {"many", "number"} & set(frame.words):
        return expr
    return Aggregate("count", expr, subject.groups)


def _in_percent(expr: Expr, op: str, frame: Frame) -> Expr:
    if op == "/" and frame.percent and isinstance(expr, Binary):
        return replace(expr, left=Binary("*", Number(100), expr.left))
    return Binary("*", Number(100), expr) if op == "/" and frame.percent else expr
