"""States of things that another metric tells: of the leader, on cordoned nodes, of running pods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.known.known import known_of
from app.catalogue.labels import LabelSet
from app.catalogue.lexicon import related
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin.join import Join, widened
from app.pipeline.llm.builtin.join_keys import keys
from app.pipeline.llm.builtin.promql import Matcher
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Operation, Term
from app.pipeline.reading.grouping import THINGS

_SEARCHED = 15
_LEAST_WEIGHT = 0.3
_TOLD = 0.9
_MOST_STATES = 3
_STATES = ("phase", "state", "condition", "status")
# Words of names that tell no state.
_SILENT = frozenset(stems("is status spec server current state up total info")) | THINGS


@dataclass(frozen=True, slots=True)
class Condition:
    """A state: the series that tell it, those of them that do so, and the words that name it."""

    metric: Metric
    one: LabelSet
    fixed: tuple[Matcher, ...]
    state: float
    terms: tuple[str, ...]


def with_condition(
    subject: Subject, words: str, catalogue: Catalogue, deadline: Deadline
) -> Subject:
    """Return the subject where things are in a state that only another metric tells.

    The same where no metric does, or more than one.
    """
    evidence = subject.evidence
    missing = _missing(subject)
    if subject.join or evidence is None or not missing:
        return subject
    conditions = _conditions(subject, missing, words, catalogue, deadline)
    found = [
        (condition, on)
        for condition in conditions
        if _is_of_another(condition, subject) and (on := keys(subject.labels, condition.one, None))
    ]
    if len(found) != 1:
        return subject
    condition, on = found[0]
    join = Join(condition.metric.name, on, frozenset(), condition.fixed, condition.state)
    told = evidence.with_found(dict.fromkeys(condition.terms, _TOLD))
    labels = widened(subject.labels, condition.one, join)
    return replace(subject, join=join, labels=labels, evidence=told)


def _missing(subject: Subject) -> tuple[Term, ...]:
    spoken = subject.evidence.found if subject.evidence else {}
    return tuple(
        term
        for term in subject.frame.terms
        if term.weight >= _LEAST_WEIGHT and term.text not in spoken
    )


def _conditions(
    subject: Subject,
    missing: tuple[Term, ...],
    words: str,
    catalogue: Catalogue,
    deadline: Deadline,
) -> Iterator[Condition]:
    texts = " ".join(term.text for term in missing)
    searched = [match.metric for match in catalogue.search(texts, _SEARCHED)]
    yield from _named(searched, subject, missing, words, catalogue, deadline)
    metrics = _carriers(missing, catalogue, deadline)
    yield from _of_values(metrics, missing, words, catalogue, deadline)


def _named(
    metrics: list[Metric],
    subject: Subject,
    missing: tuple[Term, ...],
    words: str,
    catalogue: Catalogue,
    deadline: Deadline,
) -> Iterator[Condition]:
    """Yield the metrics whose name is the state: unschedulable, is_leader."""
    asked = {other for word in subject.frame.words for other in (word, *_like(word))}
    for metric in metrics:
        state = set(stems(metric.name)[1:]) - _SILENT - known_of(metric.name).product
        if (
            not shape.is_boolean(metric)
            or shape.tells_labels(metric)
            or "has" in stems(metric.name)
        ):
            continue
        terms = tuple(t.text for t in missing if {t.stem, *_like(t.stem)} & state)
        if terms and state <= asked:
            one = catalogue.label_set(metric.name, deadline)
            wanted = 0.0 if _is_denied(terms, words) else 1.0
            yield Condition(metric, one, (), wanted, terms)


def _carriers(missing: tuple[Term, ...], catalogue: Catalogue, deadline: Deadline) -> list[Metric]:
    """Return the metrics that have one of the words as a state."""
    everywhere = catalogue.labels.everywhere()
    pairs = [
        (label, value)
        for term in missing
        for label in _STATES
        for value in everywhere.get(label, ())
        if value.casefold() == term.text
    ]
    carried = (catalogue.labels.carriers(*pair, deadline) for pair in pairs[:_MOST_STATES])
    names = sorted(name for names in carried for name in names)
    families = (catalogue.family(name) for name in names)
    return list(dict.fromkeys(family for family in families if family is not None))


def _like(word: str) -> set[str]:
    return {other for other, _ in related(word)}


def _of_values(
    metrics: list[Metric],
    missing: tuple[Term, ...],
    words: str,
    catalogue: Catalogue,
    deadline: Deadline,
) -> Iterator[Condition]:
    """Yield the metrics of which one label names the states: phase, condition."""
    for metric in metrics:
        if shape.is_counter(metric) or shape.is_distribution(metric):
            continue
        labels = catalogue.label_set(metric.name, deadline)
        for term in missing:
            for label in _STATES:
                values = labels.values.get(label, ())
                value = next((v for v in values if v.casefold() == term.text), None)
                if value and labels.series is not None and not _is_denied((term.text,), words):
                    rows = tuple(row for row in labels.series if row.get(label) == value)
                    yield Condition(
                        metric,
                        LabelSet(labels.values, rows),
                        (Matcher(label, "=", value),),
                        1.0,
                        (term.text,),
                    )


def _is_of_another(condition: Condition, subject: Subject) -> bool:
    """Say whether the subject is more than the state itself: it tells what the state lacks."""
    if condition.metric == subject.metric or subject.frame.operation is Operation.AGE:
        return False
    things = [word for word in stems(condition.metric.name) if word in THINGS]
    if things and things[-1] not in subject.frame.words:
        return False
    own = {*stems(condition.metric.name), *known_of(condition.metric.name).product}
    words = {*subject.frame.words} - own
    named = set(stems(subject.metric.name)) - own
    return any({word, *(_like(word) - THINGS)} & named for word in words)


def _is_denied(terms: tuple[str, ...], words: str) -> bool:
    said = "|".join(map(re.escape, terms))
    return re.search(rf"\b(?:not|non|no|isn't|aren't)[- ](?:\w+ )?(?:{said})\b", words) is not None
