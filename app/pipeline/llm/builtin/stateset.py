"""Metrics that have a series for each state a thing may be in, and are 1 for the one it is in."""

from app.catalogue.words import stems
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape

STATE_LABELS = ("phase", "state", "condition", "status", "reason", "alertstate")
_STATES = frozenset(stems("status state phase health"))


def is_stateset(subject: Subject) -> bool:
    """Say whether a label of the metric tells states, of which each thing has several series."""
    metric = subject.metric
    if shape.is_counter(metric) or shape.is_distribution(metric):
        return False
    return not _STATES.isdisjoint(stems(metric.name)[-1:]) and any(
        _has_all(subject, label) for label in STATE_LABELS[:4]
    )


def names_state(subject: Subject) -> bool:
    """Say whether the question names a state of such a metric, or leaves one out."""
    told = (matcher.label for matcher in subject.matchers if matcher.value)
    return not set(STATE_LABELS).isdisjoint(told) and is_stateset(subject)


def leaves_out_state(subject: Subject) -> bool:
    """Say whether all states of such a metric but some are wanted."""
    left_out = {m.label for m in subject.matchers if m.op in ("!=", "!~") and m.value}
    return not left_out.isdisjoint(STATE_LABELS) and is_stateset(subject)


def _has_all(subject: Subject, label: str) -> bool:
    """Say whether each thing has a series for every value of the label."""
    rows, values = subject.labels.series or (), subject.labels.values.get(label, ())
    things = {tuple(sorted((n, v) for n, v in row.items() if n != label)) for row in rows}
    return len(values) > 1 and len(things) * len(values) == len(rows)
