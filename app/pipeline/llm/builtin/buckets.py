"""Which share of observations lies below or above a bound that a histogram has a bucket for."""

from app.pipeline.llm.builtin.aggregation import wanted_groups
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher, Number
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Operation

_ABOVE = frozenset({">", ">="})


def asks_share_of_bucket(subject: Subject) -> bool:
    """Say whether the bound of the question is one of observations, not of the share asked for."""
    frame = subject.frame
    is_share = frame.operation is Operation.RATIO and shape.is_distribution(subject.metric)
    return is_share and frame.threshold is not None and frame.threshold.unit != "ratio"


def share_of_bucket(subject: Subject, value: float) -> Expr | None:
    """Return the share of observations on the asked side of a bound, None without a bucket there.

    `value` is the bound in the unit of the metric.
    """
    bound = subject.frame.threshold
    limit = next((le for le in subject.labels.values.get("le", ()) if float(le) == value), None)
    if bound is None or limit is None:
        return None
    below = _summed(subject, "_bucket", Matcher("le", "=", limit))
    share = Binary("/", below, _summed(subject, "_count"))
    return Binary("-", Number(1), share) if bound.op in _ABOVE else share


def _summed(subject: Subject, part: str, *extra: Matcher) -> Expr:
    name = subject.metric.name + part
    counted = Call("rate", (subject.select(name, subject.window, *extra),))
    return Aggregate("sum", counted, wanted_groups(subject))
