"""What is counted or listed by its state: up and down, phases, conditions."""

import re

from app.catalogue.catalogue import Metric
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.aggregation import usual_operator, wanted_groups
from app.pipeline.llm.builtin.filters import CONDITIONS
from app.pipeline.llm.builtin.having import counted_by_owner, owner_of
from app.pipeline.llm.builtin.identity import identity
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Matcher, Number
from app.pipeline.llm.builtin.stateset import STATE_LABELS, leaves_out_state, names_state
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import counts
from app.pipeline.reading.frame import Mood, Operation
from app.pipeline.reading.grouping import is_a_target
from app.pipeline.reading.opposites import is_other_side

_BAD_NAMES = frozenset(
    stems(
        "error errors failure failed readonly unschedulable underreplicated corrupted paused"
        " suspend waiting"
    )
)
_PARTS = frozenset(stems("partition member replica segment"))
_CODES = frozenset(stems("status state"))
_DISTINCT = frozenset(stems("distinct different unique"))


def of_state(subject: Subject) -> Expr | None:
    """Return a count, a list or the plain values of a metric that is 1 for yes."""
    metric, frame = subject.metric, subject.frame
    told = shape.is_boolean(metric) or shape.is_info(metric) or spells_truth(subject)
    if not (told or names_state(subject)):
        return None
    if frame.operation is Operation.COUNT or _only_told_by_label(subject):
        return _count(subject)
    if frame.mood or frame.listing or filters_state(subject) or wants_zero(subject):
        wanted = 0.0 if wants_zero(subject) else 1.0
        if shape.is_info(metric) and wanted:
            return _selector(subject)
        if frame.listing or frame.mood is Mood.BAD or wants_zero(subject):
            return Binary("==", _selector(subject), Number(wanted))
    if _names_those(subject):
        return Binary("==", _selector(subject), Number(1))
    return _selector(subject)


def _only_told_by_label(subject: Subject) -> bool:
    """Say whether things are asked for by a label of theirs, each of them being worth 1."""
    frame = subject.frame
    plain = frame.operation is Operation.VALUE and not frame.listing and not frame.yes_no
    return shape.is_info(subject.metric) and bool(subject.groups) and plain


def _names_those(subject: Subject) -> bool:
    """Say whether the question is a noun with a state: cordoned nodes, readonly filesystems."""
    frame = subject.frame
    if frame.operation is not Operation.VALUE or frame.groups or frame.yes_no or frame.mood:
        return False
    if {"statu", "stat", "condit"} & set(frame.words) or not shape.is_boolean(subject.metric):
        return False
    own = set(stems(subject.metric.name))
    plural = any(term.text.endswith("s") and term.stem in own for term in frame.terms)
    return plural and _is_asked(subject)


def distinct(subject: Subject) -> Expr | None:
    """Return how many different values a label of a metric has that is named itself."""
    frame, entity = subject.frame, subject.entity
    if frame.operation is not Operation.COUNT or not entity or entity in subject.groups:
        return None
    if frame.window_seconds or frame.threshold or filters_state(subject):
        return None
    if entity == "instance" and not is_a_target(frame.entity or ""):
        return None  # who tells of certificates is none
    if not _counts_something_else(subject):
        return None
    # The first disk of each host is a disk of its own, but of the same name.
    names = not _DISTINCT.isdisjoint(frame.words)
    told = (entity,) if names else identity(entity, subject.varying())
    by = tuple(dict.fromkeys((*subject.groups, *told)))
    return Aggregate("count", Aggregate("count", subject.select(), by), subject.groups)


def _counts_something_else(subject: Subject) -> bool:
    metric, frame = subject.metric, subject.frame
    named = "_" in metric.name and any(t.text.startswith(metric.name) for t in frame.terms)
    if named or _DISTINCT & set(frame.words):
        return True
    states = shape.is_boolean(metric) or shape.is_info(metric) or spells_truth(subject)
    # A temperature is no number of what has it, though it is named for it.
    counted = counts(metric, frame) and usual_operator(subject) == "sum"
    return not states and (not counted or _has_parts(subject))


def _has_parts(subject: Subject) -> bool:
    """Say whether the metric counts parts of the thing, as of topics their partitions."""
    *_, thing, part = ("", *stems(subject.metric.name))
    entity = stems(subject.frame.entity or "")
    return thing in entity and part in _PARTS


def spells_truth(subject: Subject) -> bool:
    """Say whether a label says true or false, the value being 1 for the one that is."""
    return any({"true", "false"} <= set(values) for values in subject.labels.values.values())


def _count(subject: Subject) -> Expr:
    groups = wanted_groups(subject)
    selector = _selector(subject)
    if shape.is_info(subject.metric):
        return _count_things(subject, selector, groups)
    if wants_zero(subject):
        return counted_by_owner(subject, Binary("==", selector, Number(0)), groups)
    if owner_of(subject):
        return counted_by_owner(subject, Binary("==", selector, Number(1)), groups)
    if subject.frame.mood or filters_state(subject) or _is_asked(subject):
        return Aggregate("sum", selector, groups)
    return _count_things(subject, selector, groups)


def _count_things(subject: Subject, selector: Expr, groups: tuple[str, ...]) -> Expr:
    """Count series, or the values of the label that is counted where it has fewer of them."""
    entity = subject.entity
    about = set(stems(entity or "")) & {*stems(subject.metric.name), *stems(subject.metric.help)}
    about |= set(stems(subject.frame.entity or "")) & set(stems(subject.metric.help))
    if about and not shape.is_info(subject.metric):
        return Aggregate("count", selector, groups)
    several = entity and len(subject.labels.values.get(entity, ())) < len(subject.rows or ())
    if entity and several and entity not in groups:
        return Aggregate("count", Aggregate("count", selector, (*groups, entity)), groups)
    return Aggregate("count", selector, groups)


def _is_asked(subject: Subject) -> bool:
    """Say whether the question names the state itself: ready, readonly."""
    states = set(stems(subject.metric.name)[1:]) - {subject.frame.entity or ""}
    nouns = set(stems(subject.frame.entity or ""))
    return bool(
        (states - nouns) & {term.stem for term in subject.frame.terms if term.weight >= 0.3}
    )


def wants_zero(subject: Subject) -> bool:
    """Say whether those are asked for that are not so."""
    if leaves_out_state(subject) or _told_by_value(subject):
        return False  # it is so of those that the label tells
    if denies_name(subject) or tells_other_side(subject):
        return True
    if subject.frame.mood is not Mood.BAD or _bad_by_name(subject.metric):
        return False
    return not filters_state(subject) or _denied(subject)


def _told_by_value(subject: Subject) -> bool:
    """Say whether a label of what is always 1 tells those that are asked for: out of sync."""
    told = any(matcher.label not in TARGET_LABELS for matcher in subject.matchers)
    return told and shape.is_info(subject.metric)


def _denied(subject: Subject) -> bool:
    """Say whether the question denies the state that is filtered by: pods not running."""
    said = " ".join(subject.frame.words)
    states = [m.value for m in subject.matchers if m.label in STATE_LABELS and m.op == "="]
    return any(re.search(rf"\bnot (?:\w+ )?{re.escape(stem(state))}\b", said) for state in states)


def denies_name(subject: Subject) -> bool:
    """Say whether what the metric is 1 for is denied: deployments that are not paused."""
    own = set(stems(subject.metric.name)) - set(stems(subject.frame.entity or ""))
    own |= {word for m in subject.matchers if m.label in CONDITIONS for word in stems(m.value)}
    return any(
        own & set(map(stem, denial.words)) for denial in subject.frame.denied if not denial.is_none
    )


def tells_other_side(subject: Subject) -> bool:
    """Say whether the question names what the metric is 0 for: inactive slots."""
    denied = {word for denial in subject.frame.denied for word in denial.words}
    return any(
        is_other_side(term.stem, subject.metric)
        for term in subject.frame.terms
        if term.text not in denied
    )


def _bad_by_name(metric: Metric) -> bool:
    return not _BAD_NAMES.isdisjoint(stems(metric.name))


def filters_state(subject: Subject) -> bool:
    """Say whether the question names a state that a label tells: waiting, pending."""
    return any(m.label in STATE_LABELS and m.op == "=" for m in subject.matchers)


def adds_up_codes(subject: Subject) -> bool:
    """Say whether numbers that stand for states would be taken together: 1 is up, 2 is down."""
    frame, labels = subject.frame, subject.labels.values
    together = frame.operation is Operation.COUNT or frame.everything or frame.aggregate == "avg"
    *_, last = ("", *stems(subject.metric.name))
    code = last in _CODES and not (shape.is_boolean(subject.metric) or spells_truth(subject))
    told = any(label in labels for label in STATE_LABELS)
    return together and code and not told and frame.threshold is None


def leaves_out_a_state(subject: Subject) -> bool:
    """Say whether all states but some are wanted of a metric that is 1 for the one it is in."""
    *_, last = ("", *stems(subject.metric.name))
    return any(
        m.op in ("!=", "!~") and m.label in STATE_LABELS and stem(m.label) == last
        for m in subject.matchers
    )


def _selector(subject: Subject) -> Expr:
    return subject.select(None, None, *truth_of(subject))


def truth_of(subject: Subject) -> tuple[Matcher, ...]:
    """Return the matcher of the rows that say true, where a label spells out true and false."""
    for label, values in subject.labels.values.items():
        if {"true", "false"} <= set(values):
            return (Matcher(label, "=", "true"),)
    return ()
