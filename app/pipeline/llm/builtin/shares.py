"""Shares of one metric: what some of its series make of all of them."""

import re
from dataclasses import replace

from app.pipeline.llm.builtin.aggregation import usual_operator, wanted_groups
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher
from app.pipeline.llm.builtin.rates import asked_errors, counting_name
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape

_NO_AMOUNT = re.compile(
    r"(?:^|_)(?:limits?|max(?:imum)?|\w*quota|threshold|version|desired)(?:_|$)"
)


def share(subject: Subject) -> Expr | None:
    """Return the part, or each of the groups, over the whole."""
    return of_part(subject) if subject.part else of_groups(subject)


def of_part(subject: Subject) -> Expr | None:
    """Return what the series of the part make of those of the whole, None where none are told."""
    if not _adds_up(subject):
        return None
    whole = subject
    for label in subject.part:
        whole = whole.without(label)
    groups = tuple(label for label in wanted_groups(subject) if label not in subject.part)
    return Binary("/", _summed(subject, groups, *asked_errors(subject)), _summed(whole, groups))


def of_groups(subject: Subject) -> Expr | None:
    """Return what each group makes of all of them together."""
    ranked = (subject.entity,) if subject.entity and subject.frame.top else ()
    groups = wanted_groups(subject) or ranked
    if not groups or not _adds_up(subject):
        return None
    by = f"ignoring ({', '.join(groups)}) group_left ()"
    errors = asked_errors(subject)
    return Binary("/", _summed(subject, groups, *errors), _summed(subject, (), *errors), by)


def lacks_part(subject: Subject) -> bool:
    """Say whether a part is spoken of that neither the name nor a label of the metric tells."""
    found = subject.evidence.found if subject.evidence else {}
    frame = subject.frame
    untold = any(t.text in frame.kind and t.text not in found for t in frame.terms)
    return untold or frame.errors or frame.succeeded


def _adds_up(subject: Subject) -> bool:
    """Say whether the values of all series make a whole together."""
    metric = subject.metric
    states = shape.is_boolean(metric) and subject.frame.mood is not None
    if states or shape.is_timestamp(metric) or _NO_AMOUNT.search(metric.name):
        return False
    return shape.is_info(metric) or usual_operator(subject) == "sum"


def _summed(subject: Subject, groups: tuple[str, ...], *extra: Matcher) -> Expr:
    metric = subject.metric
    if shape.is_counter(metric) or shape.is_distribution(metric):
        counted = subject.select(counting_name(subject), subject.window, *extra)
        return Aggregate("sum", Call("rate", (counted,)), groups)
    plain = replace(subject, frame=replace(subject.frame, window_seconds=None))
    return Aggregate("sum", plain.select(), groups)
