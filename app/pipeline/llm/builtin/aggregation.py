"""Which series of an expression a question wants as one."""

from app.catalogue.catalogue import MetricType
from app.catalogue.words import stems
from app.pipeline.llm.builtin.identity import HARDWARE, identity
from app.pipeline.llm.builtin.promql import Aggregate, Expr
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Operation

_INTENSIVE = frozenset(
    stems(
        "celsius temperature ratio percent load1 load5 load15 load usage fragmentation"
        " utilization voltage rpm"
    )
)
_TOGETHER = frozenset(
    stems("together combined altogether overall sum summed all whole entire everything added")
)
_INSIDE_PODS = frozenset({"container", "pod"})
_HARDWARE = frozenset(
    {"device", "cpu", "mountpoint", "fstype", "chip", "sensor", "interface", "core"}
)


def wanted_groups(subject: Subject) -> tuple[str, ...]:
    """Return the labels that the answer is grouped by: those named, else the entity ranked."""
    frame = subject.frame
    if subject.groups:
        return subject.groups
    ranked = frame.top or frame.threshold or frame.listing
    if not subject.entity or not ranked:
        return ()
    if subject.entity in _INSIDE_PODS and not frame.top and not many_kinds(subject):
        return ()  # a container's name alone is not one container
    # Same devices and mount points are on many hosts: their gauges stay one by one.
    apart = subject.entity in TARGET_LABELS or subject.metric.type is not MetricType.GAUGE
    if not apart:
        return ()
    if subject.entity not in HARDWARE | _INSIDE_PODS - {"pod"}:
        return (subject.entity,)
    told = identity(subject.entity, subject.varying())
    # A device is one series, whose other labels tell more of it.
    return () if subject.entity in HARDWARE and subject.single_in(told) else told


def usual_operator(subject: Subject) -> str:
    """Return how values of this metric are put together when the question does not say."""
    metric = subject.metric
    if shape.is_counter(metric) or shape.is_distribution(metric) or shape.is_rate(metric):
        return "sum"
    # What is used is an amount where the name says of what, or that it is the total.
    amounts = not {"byte", "total"}.isdisjoint(stems(metric.name))
    if _INTENSIVE & set(stems(metric.name)) and not amounts:
        return "avg"
    return "max" if shape.measures_time(metric) or shape.is_timestamp(metric) else "sum"


def aggregated(subject: Subject, expr: Expr, *, collapse: bool = False) -> Expr:
    """Return the expression grouped as asked; with `collapse` into one series where it is not."""
    frame = subject.frame
    # The function over time has the aggregate, but for counters, whose rate is one already.
    counter = shape.is_counter(subject.metric)
    over_time = frame.operation is Operation.OVER_TIME and not counter
    usual = "sum" if _everything(subject) else usual_operator(subject)
    # An average over time is the rate itself, of all together.
    timed = counter and frame.operation is Operation.OVER_TIME and frame.aggregate == "avg"
    timed = timed and not shape.measures_time(subject.metric)
    operator = usual if over_time or timed else frame.aggregate or usual
    if groups := wanted_groups(subject):
        # A gauge that is one series a group already keeps the labels that tell more of it.
        gauge = not shape.is_counter(subject.metric) or not HARDWARE.isdisjoint(groups)
        single = gauge and subject.single_in(groups) and (over_time or not frame.aggregate)
        single = single and not told_elsewhere(subject, groups)
        return expr if single else Aggregate(operator, expr, groups)
    if frame.operation is Operation.OVER_TIME:
        return Aggregate(operator, expr) if _everything(subject) or collapse else expr
    if frame.aggregate or _everything(subject) or collapse:
        return Aggregate(operator, expr)
    return expr


def told_elsewhere(subject: Subject, groups: tuple[str, ...]) -> bool:
    """Say whether another metric tells a label, so that what is one series now may be more."""
    join = subject.join
    return join is not None and not join.labels.difference(join.shown).isdisjoint(groups)


def many_kinds(subject: Subject) -> bool:
    """Say whether labels of the application, not of targets or hardware, tell series apart.

    Those that the question filters by count too: what is left is of one kind.
    """
    filtered = {matcher.label for matcher in subject.matchers} - {"mode"}
    telling = subject.varying() | filtered
    return bool(telling - TARGET_LABELS - _HARDWARE - {"le", "quantile"})


def is_hardware(subject: Subject) -> bool:
    """Say whether the series are those of devices, each of which is a thing of its own."""
    return not _HARDWARE.isdisjoint(subject.labels.values)


def _everything(subject: Subject) -> bool:
    named = "total" in stems(subject.metric.name) and not shape.is_counter(subject.metric)
    named = named and _TOGETHER.isdisjoint(subject.frame.words)
    return subject.frame.everything and not named
