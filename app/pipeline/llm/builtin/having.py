"""Counting things by what they have: namespaces that have a pod that is not ready."""

from itertools import pairwise

from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Number
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Frame, Operation

_HAVE = frozenset(map(stem, ("have", "has", "had", "with", "having", "contain")))
_MANY = frozenset({"many", "number"})
_ONE = frozenset({"a", "an", "any", "some", "at", "one"})


def owner_of(subject: Subject) -> str | None:
    """Return the label of what is counted by one thing of it, None where things are counted."""
    label = subject.entity
    return label if label not in subject.groups and counts_owners(subject.frame) else None


def counts_owners(frame: Frame) -> bool:
    """Say whether it is those that are counted that have one of something."""
    noun, words = stems(frame.entity or ""), frame.words
    counted = frame.operation is Operation.COUNT or not _MANY.isdisjoint(words)
    return (
        bool(noun)
        and counted
        and any(
            first in _HAVE and second in _ONE and noun[-1] in words[: place + 1]
            for place, (first, second) in enumerate(pairwise(words))
        )
    )


def of_owners(subject: Subject, *, in_state: bool) -> Expr | None:
    """Return how many have one to which something happened, or that is in the state named."""
    if owner_of(subject) is None:
        return None
    if shape.is_counter(subject.metric):
        grown = Call("increase", (subject.select(None, subject.span),))
        return counted_by_owner(subject, Binary(">", grown, Number(0)), subject.groups)
    if not in_state or shape.is_boolean(subject.metric):
        return None
    return counted_by_owner(subject, Binary("==", subject.select(), Number(1)), subject.groups)


def counted_by_owner(subject: Subject, those: Expr, groups: tuple[str, ...]) -> Expr:
    """Return how many series there are, or of how many owners they are."""
    if owner := owner_of(subject):
        those = Aggregate("count", those, (*groups, owner))
    return Aggregate("count", those, groups)
