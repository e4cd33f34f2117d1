"""Moments, and what values were within a window."""

from dataclasses import replace

from app.catalogue.words import stems
from app.pipeline.llm.builtin.aggregation import aggregated, is_hardware, wanted_groups
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher, Number
from app.pipeline.llm.builtin.rates import counting_name, increase
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.llm.builtin.trends import FILLS, TREND_WINDOW, time_left
from app.pipeline.reading import shape
from app.pipeline.reading.durations import promql as duration
from app.pipeline.reading.frame import Operation
from app.pipeline.reading.native import seconds_in
from app.pipeline.reading.siblings import Role, role_of

_HORIZON_SECONDS = 4 * 3600.0
_LASTS = frozenset(stems("last"))
_RESTARTS = frozenset(stems("reset resets reboot reboots rebooted restart restarts restarted"))


def age(subject: Subject) -> Expr:
    """Return the seconds since a moment; the value itself where it is an age already."""
    if not shape.is_timestamp(subject.metric):
        return aggregated(subject, subject.select())
    if {"oldest", "youngest"} & set(subject.frame.words) and not subject.frame.top:
        ages = Binary("-", Call("time"), _moment(subject, subject.select()))
        extreme = "max" if "oldest" in subject.frame.words else "min"
        return Aggregate(extreme, ages, wanted_groups(subject))
    return Binary("-", Call("time"), _moment(subject, aggregated(subject, subject.select())))


def _moment(subject: Subject, expr: Expr) -> Expr:
    """Return a moment in seconds, whatever the unit that the metric has it in."""
    unit = seconds_in(subject.metric)
    return expr if unit == 1 else Binary("/", expr, Number(round(1 / unit)))


def since(subject: Subject) -> Expr | None:
    """Return the ages of what happened within the window."""
    if not _RESTARTS.isdisjoint(subject.frame.words):
        return flaps(subject)
    window = Number(subject.frame.window_seconds or 0)
    # Those that were not so within the window were so before it.
    within = ">" if is_denied(subject) else "<"
    age_of_each = Binary("-", Call("time"), _moment(subject, subject.select()))
    recent = Binary(within, age_of_each, window)
    counted = "many" in subject.frame.words or subject.frame.operation is Operation.COUNT
    return Aggregate("count", recent, wanted_groups(subject)) if counted else recent


def is_denied(subject: Subject) -> bool:
    """Say whether the question denies what the metric tells, rather than a label's value."""
    left_out = any(m.op in ("!=", "!~") and m.value for m in subject.matchers)
    return bool(subject.frame.denied) and not left_out


def lasting(subject: Subject, *truth: Matcher, so: bool) -> Expr:
    """Return those that were, or were not, in a state at every moment of the bound's length."""
    bound = subject.frame.threshold
    selected = subject.select(None, duration(bound.value if bound else 0), *truth)
    function = "min_over_time" if so else "max_over_time"
    return Binary("==", Call(function, (selected,)), Number(float(so)))


def vanished(subject: Subject) -> Expr | None:
    """Return the series, or the things that are named, that were there then and are not now."""
    if subject.frame.entity and subject.entity is None:
        return None
    by = tuple(dict.fromkeys((*subject.groups, *filter(None, (subject.entity,)))))
    named = replace(
        subject, matchers=tuple(_all_so_named(m, subject, by) for m in subject.matchers)
    )
    then = named.select(counting_name(subject))
    now = replace(then, offset=None)
    # Devices are called the same on many hosts, and targets told by all of their labels.
    alone = not by or is_hardware(subject) or subject.metric.name == "up"
    if alone or subject.single_in(by):
        return Binary("unless", then, now)
    return Binary("unless", Aggregate("count", then, by), Aggregate("count", now, by))


def _all_so_named(matcher: Matcher, subject: Subject, by: tuple[str, ...]) -> Matcher:
    """Return the matcher of all whose names begin as one of now does: those gone had others."""
    begins = [t.text for t in subject.frame.terms if matcher.value.startswith(f"{t.text}-")]
    if matcher.op != "=" or matcher.label not in by or not begins:
        return matcher
    return Matcher(matcher.label, "=~", f"{begins[0]}-.*")


def until(subject: Subject) -> Expr | None:
    """Return the seconds until a moment, or until something is used up."""
    if not shape.is_timestamp(subject.metric):
        return time_left(subject)
    return Binary("-", _moment(subject, aggregated(subject, subject.select())), Call("time"))


def flaps(subject: Subject) -> Expr | None:
    """Return how often a value changed, None where it tells only how the last of many ended."""
    if "last" in stems(subject.metric.name) and shape.is_boolean(subject.metric):
        return None
    if shape.is_counter(subject.metric):
        return increase(subject)
    if shape.is_age(subject.metric):
        return restarts(subject)
    changes = aggregated(subject, Call("changes", (subject.select(None, subject.span),)))
    return Binary(">", changes, Number(0)) if _only_those(subject) else changes


def restarts(subject: Subject) -> Expr:
    """Return how often an age began anew."""
    begun = Call("resets", (subject.select(None, subject.span),))
    return Binary(">", begun, Number(0)) if _only_those(subject) else begun


def asks_restarts(subject: Subject) -> bool:
    """Say whether it is asked how often, or whether, what has this age began anew."""
    return shape.is_age(subject.metric) and not _RESTARTS.isdisjoint(subject.frame.words)


def _only_those(subject: Subject) -> bool:
    return subject.frame.listing and subject.frame.threshold is None


def predict(subject: Subject) -> Expr:
    """Return the value that the trend leads to, compared with zero where something runs out."""
    named = subject.frame.window_seconds
    window = subject.window if named else TREND_WINDOW
    ahead = subject.frame.ahead_seconds or _HORIZON_SECONDS
    expr = Call("predict_linear", (subject.select(None, window), Number(ahead)))
    # The last hour, by which the trend is told, is nothing that lasts.
    filling = FILLS - _LASTS if named else FILLS
    runs_out = role_of(subject.metric) is Role.FREE and not filling.isdisjoint(subject.frame.words)
    if runs_out and subject.frame.threshold is None:
        return Binary("<", expr, Number(0))
    return aggregated(subject, expr)


def over_time(subject: Subject) -> Expr:
    """Return the average, largest or smallest value within the window."""
    how = subject.frame.aggregate or "avg"
    function = f"{how}_over_time"
    return aggregated(subject, Call(function, (subject.select(None, subject.span),)))


def quantile(subject: Subject) -> Expr | None:
    """Return a quantile of a gauge's values within the window that is named."""
    if subject.frame.window_seconds is None:
        return None
    wanted = Number(0.5 if subject.frame.quantile is None else subject.frame.quantile)
    return Call("quantile_over_time", (wanted, subject.select(None, subject.span)))
