"""Shares looked at over a stretch of time: the worst of an hour, how long something was up."""

from collections.abc import Callable
from dataclasses import replace

from app.pipeline.llm.builtin.aggregation import wanted_groups
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Number, Subquery
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Mood


def asks_over_time(subject: Subject) -> bool:
    """Say whether the highest, lowest or average share within a window is asked for."""
    frame = subject.frame
    return frame.window_seconds is not None and frame.aggregate in ("max", "min", "avg")


def over_time(subject: Subject, share: Callable[[Subject], Expr | None]) -> Expr | None:
    """Return the highest, lowest or average of a share; of rates the average is that of all."""
    frame = subject.frame
    counted = shape.counts_events(subject.metric) or shape.is_distribution(subject.metric)
    if frame.aggregate == "avg" and counted:
        return share(replace(subject, frame=replace(frame, aggregate=None)))
    own = replace(frame, aggregate=None, window_seconds=frame.rate_window_seconds)
    inner = share(replace(subject, frame=own))
    looked = inner and Subquery(inner, subject.span)
    return Call(f"{frame.aggregate}_over_time", (looked,)) if looked else None


def of_states(subject: Subject) -> Expr | None:
    """Return the share of those that are 1, or of the time that they were."""
    if not shape.is_boolean(subject.metric):
        return None
    groups = wanted_groups(subject)
    if subject.frame.window_seconds is None:
        share: Expr = Aggregate("avg", subject.select(), groups)
    else:
        share = Call("avg_over_time", (subject.select(None, subject.span),))
        share = Aggregate("avg", share, groups) if groups or subject.frame.everything else share
    return Binary("-", Number(1), share) if subject.frame.mood is Mood.BAD else share
