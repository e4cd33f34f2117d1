"""What is done with counters, histograms and summaries."""

import re
from collections.abc import Callable
from dataclasses import replace

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.words import stems
from app.pipeline.llm.builtin.aggregation import (
    aggregated,
    is_hardware,
    many_kinds,
    wanted_groups,
)
from app.pipeline.llm.builtin.filters import error_matcher
from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matcher,
    Number,
    Subquery,
)
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.durations import promql as duration
from app.pipeline.reading.frame import Operation
from app.pipeline.reading.grouping import label_of
from app.pipeline.reading.lexicon import ERROR_TERMS

_TIME_PART = re.compile(r"(?:_time|_duration|_latency)?(?:_milli)?_?seconds(?:_total)?$")
_COUNT_ENDINGS = (
    "_total",
    "s_completed_total",
    "_completed_total",
    "_calls_total",
    "s_total",
    "_count",
)
_ENDING = re.compile(r"(?:s_completed|_completed|_calls|s)?_(?:total|count)$")
_TIME_ENDINGS = tuple(
    f"{measured}_seconds{total}"
    for measured in ("", "_time", "_duration", "_latency")
    for total in ("_total", "")
)
_AVERAGES = frozenset(stems("average averaged avg mean"))
_HOUR_SECONDS = 3600.0
_SAME_QUANTILE = 1e-6
_SHARES = frozenset(stems("cpu usage used utilization busy"))


def counting_name(subject: Subject) -> str:
    """Return the series that counts: the metric itself, or the `_count` of a distribution."""
    metric = subject.metric
    return f"{metric.name}_count" if shape.is_distribution(metric) else metric.name


def per_second(subject: Subject, *extra: Matcher, name: str | None = None) -> Expr:
    """Return the per-second rate of a counter, not aggregated."""
    return _scaled(subject, _rate(subject, subject.window, name, *extra))


def rate(subject: Subject) -> Expr:
    """Return the rate of a counter as asked: grouped, and over time where a window says so."""
    frame = subject.frame
    extra = asked_errors(subject)
    if frame.scale >= _HOUR_SECONDS and frame.window_seconds is None:
        grown = subject.select(counting_name(subject), duration(frame.scale), *extra)
        return aggregated(subject, Call("increase", (grown,)), collapse=_is_one_number(subject))
    if asks_extreme(subject):
        return _extreme(subject, lambda one: _one_rate(one, *extra))
    return _scaled(subject, _one_rate(subject, *extra))


def _one_rate(subject: Subject, *extra: Matcher) -> Expr:
    """Return the rate, aggregated; the average of a window is the rate over it, so is summed."""
    grown = _rate(subject, subject.window, None, *extra)
    return aggregated(_averaged(subject), grown, collapse=_is_one_number(subject))


def _averaged(subject: Subject) -> Subject:
    frame = subject.frame
    within = frame.operation is Operation.RATE and frame.window_seconds is not None
    over_time = frame.aggregate == "avg" and (within or frame.operation is Operation.OVER_TIME)
    share = over_time and not _SHARES.isdisjoint(stems(subject.metric.name))
    return subject if share or not over_time else _without_aggregate(subject)


def _without_aggregate(subject: Subject) -> Subject:
    return replace(subject, frame=replace(subject.frame, aggregate=None))


def asks_extreme(subject: Subject) -> bool:
    """Say whether the largest or smallest of the values within a window is asked for."""
    frame = subject.frame
    return frame.operation is Operation.OVER_TIME and frame.aggregate in ("max", "min")


def _extreme(subject: Subject, one: Callable[[Subject], Expr]) -> Expr:
    """Return the largest or smallest of what is measured again and again within the window."""
    frame = subject.frame
    own = frame.rate_window_seconds
    inner = one(replace(subject, frame=replace(frame, aggregate=None, window_seconds=own)))
    looked = Subquery(_scaled(subject, inner), subject.span)
    return Call(f"{frame.aggregate}_over_time", (looked,))


def increase(subject: Subject) -> Expr:
    """Return how much a counter grew over the window asked for."""
    selector = subject.select(counting_name(subject), subject.span, *asked_errors(subject))
    collapse = _is_one_number(subject) or _asks_how_many(subject)
    return aggregated(subject, Call("increase", (selector,)), collapse=collapse)


def lifelong(subject: Subject) -> Expr:
    """Return what a counter has counted since it began: its value."""
    selector = subject.select(counting_name(subject), None, *asked_errors(subject))
    collapse = _is_one_number(subject) or _asks_how_many(subject)
    return aggregated(subject, selector, collapse=collapse)


def _asks_how_many(subject: Subject) -> bool:
    counted = not {"many", "number", "count", "total"}.isdisjoint(subject.frame.words)
    return counted or subject.frame.operation is Operation.COUNT


def _is_one_number(subject: Subject) -> bool:
    """Say whether series are parts of what is asked: of one kind, named by a label, all of it."""
    named = any(m.op == "=" and m.label not in TARGET_LABELS for m in subject.matchers)
    return many_kinds(subject) or (named and not is_hardware(subject))


def quantile(subject: Subject) -> Expr | None:
    """Return a quantile of a histogram, or that of a summary, None where it exposes another."""
    wanted = 0.95 if subject.frame.quantile is None else subject.frame.quantile
    if subject.metric.type is MetricType.SUMMARY:
        return _exposed(subject, wanted)
    buckets = Call("rate", (subject.select(f"{subject.metric.name}_bucket", subject.window),))
    by = tuple(dict.fromkeys(("le", *wanted_groups(subject))))
    return Call("histogram_quantile", (Number(wanted), Aggregate("sum", buckets, by)))


def mean(subject: Subject) -> Expr | None:
    """Return the average observation of a histogram or summary."""
    if not asks_extreme(subject):
        return _mean(subject)
    if not _AVERAGES.isdisjoint(subject.frame.words) or subject.frame.rate_window_seconds:
        return _extreme(subject, _mean)
    # The longest of all there were, not of averages.
    most = 1.0 if subject.frame.aggregate == "max" else 0.0
    return quantile(replace(subject, frame=replace(subject.frame, quantile=most)))


def _mean(subject: Subject) -> Expr:
    groups = wanted_groups(subject)
    parts = [
        Aggregate("sum", _rate(subject, subject.window, subject.metric.name + suffix), groups)
        for suffix in ("_sum", "_count")
    ]
    return Binary("/", parts[0], parts[1])


def mean_of_pair(subject: Subject, catalogue: Catalogue) -> Expr | None:
    """Return the time that each took, where one counter has the seconds and one the number."""
    if _SHARES.intersection(subject.frame.words):
        return None
    names = _time_and_number(subject.metric, catalogue)
    if names is None:
        return None
    groups = _without_counted(subject, names[1])
    parts = [_rate(subject, subject.window, each) for each in names]
    if groups and not subject.single_in(groups):
        parts = [Aggregate("sum", part, groups) for part in parts]
    return Binary("/", parts[0], parts[1])


def _without_counted(subject: Subject, number: str) -> tuple[str, ...]:
    """Return the labels to group by, without that of what is counted: time per call of each host.

    By itself that may as well be what is grouped by.
    """
    groups, frame = wanted_groups(subject), subject.frame
    counted = {
        label_of(noun, groups)
        for noun in frame.groups
        if frame.apart and noun not in frame.apart and set(stems(noun)) <= set(stems(number))
    }
    return tuple(label for label in groups if label not in counted) or groups


def _time_and_number(metric: Metric, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return the counter of seconds and that of events, of which `metric` is either."""
    if number := counted_with(metric, catalogue):
        return metric.name, number
    base = _ENDING.sub("", metric.name)
    whole = catalogue.metric(f"{metric.name.removesuffix('_count')}_sum")
    if whole is not None and counted_with(whole, catalogue) == metric.name:
        return whole.name, metric.name
    spent = (catalogue.metric(f"{base}{ending}") for ending in _TIME_ENDINGS)
    for time in spent:
        if time is not None and counted_with(time, catalogue) == metric.name:
            return time.name, metric.name
    return None


def counted_with(metric: Metric, catalogue: Catalogue) -> str | None:
    """Return the counter of what a counter of seconds was spent on, None where there is none."""
    if not shape.is_counter(metric):
        return None
    halves = f"{metric.name.removesuffix('_sum')}_count"  # of a summary, each by itself
    if metric.name.endswith("_sum") and halves in catalogue:
        return halves
    base = _TIME_PART.sub("", metric.name)
    if base == metric.name:
        return None
    counting = (base + ending for ending in _COUNT_ENDINGS)
    return next((each for each in counting if each in catalogue and each != metric.name), None)


def asked_errors(subject: Subject) -> tuple[Matcher, ...]:
    """Return the matcher of failures when the question is about them and the metric is not."""
    spoken = subject.evidence.found if subject.evidence else {}
    asked = {term.text for term in subject.frame.terms} & ERROR_TERMS
    if not asked or any(spoken.get(text, 0) >= 1 for text in asked):
        return ()
    taken = {matcher.label for matcher in subject.matchers}
    matcher = error_matcher(subject.labels)
    return (matcher,) if matcher and matcher.label not in taken else ()


def _exposed(subject: Subject, wanted: float) -> Expr | None:
    """Return the quantile that a summary exposes, the worst of a group: no sum of them is one."""
    exposed = subject.labels.values.get("quantile", (str(wanted),))
    same = [text for text in exposed if abs(float(text) - wanted) < _SAME_QUANTILE]
    if not same:
        return None
    chosen = Matcher("quantile", "=", same[0])
    groups, selected = wanted_groups(subject), subject.select(None, None, chosen)
    alone = replace(subject, matchers=(*subject.matchers, chosen)).single_in(groups)
    return selected if alone or not groups else Aggregate("max", selected, groups)


def _rate(subject: Subject, window: str, name: str | None, *extra: Matcher) -> Expr:
    return Call("rate", (subject.select(name or counting_name(subject), window, *extra),))


def _scaled(subject: Subject, expr: Expr) -> Expr:
    scale = subject.frame.scale
    return expr if scale == 1 else Binary("*", expr, Number(scale))
