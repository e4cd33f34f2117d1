"""What a metric is worth by its type: counters as rates, states as counts, gauges as they are."""

from app.catalogue.catalogue import Catalogue, MetricType
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin import rates, ratios, states, times, trends
from app.pipeline.llm.builtin.aggregation import aggregated
from app.pipeline.llm.builtin.having import of_owners
from app.pipeline.llm.builtin.promql import Binary, Expr, Number, Selector
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import measured_unit
from app.pipeline.reading.frame import Operation

_BUSY_WORDS = frozenset(
    stems("usage used utilization busy load consumption consuming idle using use")
)
_TIMES = frozenset(stems("time duration latency long delay took slow fast"))


def measured(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr:
    """Return the value, rate or count of a metric as its type wants it."""
    metric, frame = subject.metric, subject.frame
    in_state = states.filters_state(subject)
    if things := states.distinct(subject) or of_owners(subject, in_state=in_state):
        return things
    if times.asks_restarts(subject):
        return times.restarts(subject)
    if shape.is_timestamp(metric) and frame.window_seconds:
        return times.since(subject)
    if _counts_up(subject):
        return _of_counter(subject, catalogue)
    if shape.is_distribution(metric):
        return _of_distribution(subject)
    return _of_gauge(subject, catalogue, deadline)


def _of_gauge(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr:
    metric, frame = subject.metric, subject.frame
    on_average = frame.top or (shape.is_boolean(metric) and not frame.listing)
    if frame.operation is Operation.OVER_TIME or (frame.window_seconds and on_average):
        return times.over_time(subject)
    grows = not (shape.is_boolean(metric) or shape.is_rate(metric))
    if frame.operation is Operation.RATE and grows:
        return trends.slope(subject)
    if state := states.of_state(subject):
        return state
    if frame.operation is Operation.VALUE and (used := _used(subject, catalogue, deadline)):
        return used
    expr = aggregated(subject, subject.select(), collapse=_collapses(subject))
    if isinstance(expr, Selector) and not frame.listing and states.leaves_out_a_state(subject):
        return Binary("==", expr, Number(1))
    return Binary(">", expr, Number(0)) if _only_those(subject) and _is_number(subject) else expr


def _used(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    denied = {word for denial in subject.frame.denied for word in stems(" ".join(denial.words))}
    if not _BUSY_WORDS & (set(subject.frame.words) - denied):
        return None
    return ratios.used_or_free(subject, catalogue, deadline)


def _collapses(subject: Subject) -> bool:
    counted = subject.frame.operation is Operation.COUNT and subject.frame.threshold is None
    # Others may be in the state, too, at another time.
    several = subject.rows is None or len(subject.rows) > 1 or states.filters_state(subject)
    return counted and several


def _of_counter(subject: Subject, catalogue: Catalogue) -> Expr:
    operation = subject.frame.operation
    if subject.frame.lifelong:
        return rates.lifelong(subject)
    averaged = subject.frame.aggregate == "avg" and _asks_time(subject)
    if averaged and (mean := rates.mean_of_pair(subject, catalogue)):
        return mean
    if _BUSY_WORDS & set(subject.frame.words) and (busy := ratios.busy(subject)):
        return busy
    if operation in (Operation.INCREASE, Operation.COUNT) or _happened(subject):
        expr = rates.increase(subject)
        return Binary(">", expr, Number(0)) if _only_those(subject) else expr
    if _only_those(subject):
        return Binary(">", rates.increase(subject), Number(0))
    return rates.rate(subject)


def _asks_time(subject: Subject) -> bool:
    return shape.measures_time(subject.metric) or not _TIMES.isdisjoint(subject.frame.words)


def _counts_up(subject: Subject) -> bool:
    """Say whether to treat the metric as a counter; one without a type where the words do."""
    if subject.metric.type is MetricType.UNKNOWN:
        frame = subject.frame
        summed = frame.operation in (Operation.INCREASE, Operation.RATE)
        return summed or (_happened(subject) and not shape.is_boolean(subject.metric))
    summed = subject.frame.operation in (Operation.RATE, Operation.INCREASE)
    # Some exporters declare what only grows a gauge.
    named = subject.metric.name.endswith("_total") and not shape.is_distribution(subject.metric)
    return shape.is_counter(subject.metric) or (summed and named)


def _happened(subject: Subject) -> bool:
    """Say whether the question is about what came together within a window it names."""
    frame = subject.frame
    plain = frame.operation is Operation.VALUE and frame.aggregate is None
    return plain and frame.window_seconds is not None and not shape.measures_time(subject.metric)


def _only_those(subject: Subject) -> bool:
    frame = subject.frame
    number = frame.threshold or frame.top or frame.none or frame.operation is Operation.RATE
    return frame.listing and not number and not _is_the_number(subject)


def _is_the_number(subject: Subject) -> bool:
    """Say whether the thing asked for is what the metric counts: requests that are not 200."""
    entity = stems(subject.frame.entity or "")
    return (
        subject.entity is None and bool(entity) and set(entity) <= set(stems(subject.metric.name))
    )


def _is_number(subject: Subject) -> bool:
    """Say whether the value is a number of things, of which none is worth no mention."""
    return measured_unit(subject.metric) == "" and not {"ratio", "celsiu"} & set(
        stems(subject.metric.name)
    )


def _is_rate_over_time(subject: Subject) -> bool:
    """Say whether the peak, or the average, of how many there were a second is asked for."""
    frame = subject.frame
    return frame.operation is Operation.OVER_TIME and frame.rated


def _of_distribution(subject: Subject) -> Expr:
    operation = subject.frame.operation
    if operation is Operation.RATE or _is_rate_over_time(subject):
        return rates.rate(subject)
    if operation in (Operation.INCREASE, Operation.COUNT) and not _observes_what_is_counted(
        subject
    ):
        return rates.increase(subject)
    return rates.mean(subject)


def _observes_what_is_counted(subject: Subject) -> bool:
    """Say whether the number asked for is what is observed: items of each cart, on average."""
    of_each = subject.frame.aggregate == "avg" or bool(subject.lost)
    counted = set(stems(subject.frame.entity or "")) & set(stems(subject.metric.name))
    return of_each and bool(counted) and not shape.measures_time(subject.metric)
