"""Shares of the things, or of the time, that are past a bound: of nodes with less than 2 GB."""

from dataclasses import replace

from app.pipeline.llm.builtin import times
from app.pipeline.llm.builtin.aggregation import aggregated
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Number, Subquery
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import PastBound


def asks_share_past_bound(subject: Subject) -> bool:
    """Say whether the share of those past a bound is asked, of what has one value each."""
    counted = shape.counts_events(subject.metric) or shape.is_distribution(subject.metric)
    return subject.frame.past_bound is not None and not counted


def share_past_bound(subject: Subject, op: str, value: float) -> Expr:
    """Return the share of the series, or of the time within the window, that are past the value."""
    if shape.is_timestamp(subject.metric):
        each = times.age(subject)
    else:
        plain = replace(subject, frame=replace(subject.frame, threshold=None))
        each = subject.select() if _of_things(subject) else aggregated(plain, plain.select())
    past = Binary(op, each, Number(value), "bool")
    if _of_things(subject):
        return Aggregate("avg", past, subject.groups)
    return Call("avg_over_time", (Subquery(past, subject.span),))


def _of_things(subject: Subject) -> bool:
    return subject.frame.past_bound is PastBound.THINGS
