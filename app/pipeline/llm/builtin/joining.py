"""Which other metric tells the labels that a question names and a metric lacks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.known.known import known_of
from app.catalogue.labels import LabelSet
from app.catalogue.lexicon import related
from app.catalogue.words import split, stem, stems
from app.deadline import Deadline
from app.pipeline.llm.builtin.filters import find_filters
from app.pipeline.llm.builtin.join import Join, widened
from app.pipeline.llm.builtin.join_keys import by_key, key_of, keys
from app.pipeline.llm.builtin.subject import Subject, subject_with
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Term
from app.pipeline.reading.grouping import HOSTS, label_of
from app.pipeline.reading.label_nouns import LABELS_OF_NOUN

_MOST_LABELS, _MOST_METRICS = 6, 12
_LEAST_SURE = 0.8
_TELLING = 0.5
_TOLD = 0.9
# Labels that things of all kinds have.
_OF_MANY_THINGS = frozenset("version ver name type kind model release state status mode id".split())
_OF_TARGETS = frozenset({"instance", "job", "__name__"})
# What is written before the labels of things when they are told of others.
_PREFIX = re.compile(r"^(?:label|annotation|exported)_")
_NAME = re.compile(r" names?$")
# The runtime has a version too, which nobody means who does not say so.
_RUNTIMES = frozenset(stems("go python jvm java runtime process nodejs ruby dotnet exporter"))

Known = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Missing:
    """Nouns that are labels of something else, and words that may be values of such labels.

    `loose` are those of the nouns that the instance may be meant by, where nothing has a label
    that is called so.
    """

    nouns: tuple[str, ...]
    terms: tuple[Term, ...]
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A join, the labels of who tells, and what is told: nouns' labels, and how many words."""

    join: Join
    one: LabelSet
    nouns: Mapping[str, str]
    told: int


def with_join(
    subject: Subject, words: str, carried: Known, catalogue: Catalogue, deadline: Deadline
) -> Subject:
    """Return the subject with what another metric tells of it, where words are not found in it."""
    evidence = subject.evidence
    found = join_of(subject, words, carried, catalogue, deadline)
    if evidence is None or found is None:
        return subject
    labels = widened(subject.labels, found.one, found.join)
    wide = subject_with(labels, evidence, subject.frame, words, catalogue, found.nouns)
    shown = found.join.shown
    spoken = {word: _TOLD for noun in found.nouns for word in noun.split()}
    groups = tuple(dict.fromkeys((*wide.groups, *shown))) if wide.groups else ()
    told = wide.evidence.with_found(spoken) if wide.evidence else None
    return replace(wide, join=found.join, groups=groups, evidence=told)


def missing_of(subject: Subject) -> Missing:
    """Return what a question names of a metric that its own labels and name do not tell."""
    frame, labels = subject.frame, tuple(subject.labels.values)
    nouns = [*subject.lost, *(noun for noun in frame.beside if not label_of(noun, labels))]
    if frame.top and frame.entity and subject.entity is None and not subject.groups:
        nouns.append(frame.entity)
    spoken = subject.evidence.found if subject.evidence else {}
    words = {word for noun in nouns for word in noun.split()}
    terms = tuple(
        term
        for term in frame.terms
        if term.weight >= _TELLING and term.text not in spoken and term.text not in words
    )
    loose = _loose(subject)
    return Missing(tuple(dict.fromkeys((*nouns, *loose))), terms, loose)


def _loose(subject: Subject) -> tuple[str, ...]:
    labels = tuple(subject.labels.values)
    return tuple(
        noun
        for noun in (*subject.frame.groups, *subject.frame.beside)
        if label_of(noun, labels) == "instance"
        and stems(noun) != stems("instance")
        and stem(noun) not in HOSTS
    )


def join_of(
    subject: Subject, words: str, carried: Known, catalogue: Catalogue, deadline: Deadline
) -> Found | None:
    """Return the join that tells most of what is missing, None where none or several do.

    Asks Prometheus which series carry a few labels; raises the client's errors.
    """
    missing = missing_of(subject)
    if not missing.nouns and not missing.terms:
        return None
    metrics = _tellers(missing, subject, carried, catalogue, deadline)
    found = [
        each
        for metric in metrics
        if (each := _found(metric, subject, missing, words, catalogue, deadline))
    ]
    most = max((each.told for each in found), default=0)
    return _agreed(subject, [each for each in found if each.told == most])


def meant(noun: str, labels: Iterable[str]) -> str | None:
    """Return the label that a noun means, which may have a prefix; its last word counts most."""
    plain = {_PREFIX.sub("", label): label for label in labels}
    known = tuple(plain)
    exact = [noun, "_".join(noun.split()), noun.rsplit(maxsplit=1)[-1]]
    label = next((hit for text in exact if (hit := label_of(text, known))), None)
    return plain[label] if label else None


def _tellers(
    missing: Missing, subject: Subject, carried: Known, catalogue: Catalogue, deadline: Deadline
) -> tuple[Metric, ...]:
    """Return the metrics of value 1 that carry one of the labels or values that are missing."""
    everywhere = catalogue.labels.everywhere()
    labels = [label for noun in missing.nouns for label in everywhere if meant(noun, (label,))]
    labels.sort(key=lambda label: _unlikeness(label, missing.nouns))
    names = [
        name
        for label in dict.fromkeys(labels[:_MOST_LABELS])
        for name in sorted(catalogue.labels.carriers(label, None, deadline))
    ]
    names += [name for term in missing.terms for name in sorted(carried.get(term.text, ()))]
    families = (catalogue.family(name) for name in dict.fromkeys(names))
    telling = [m for m in families if m and shape.tells_labels(m) and m != subject.metric]
    return tuple(m for m in dict.fromkeys(telling) if _is_spoken_of(m, subject))[:_MOST_METRICS]


def _unlikeness(label: str, nouns: Sequence[str]) -> int:
    """Return 0 for labels called as a noun, 1 for those called as a word of it, 2 for others."""
    words = stems(label)
    if any(words == stems(_NAME.sub("", noun)) for noun in nouns):
        return 0
    return 1 if any(set(words) <= set(stems(noun)) for noun in nouns) else 2


def _is_spoken_of(metric: Metric, subject: Subject) -> bool:
    return _RUNTIMES.isdisjoint({*stems(metric.name)} - {*subject.frame.words})


def _found(
    metric: Metric,
    subject: Subject,
    missing: Missing,
    words: str,
    catalogue: Catalogue,
    deadline: Deadline,
) -> Found | None:
    one = catalogue.label_set(metric.name, deadline)
    extra = _extra(one, subject.labels)
    labels = {
        noun: label
        for noun in missing.nouns
        if (label := meant(noun, extra.values))
        and _is_of(noun, label, metric, subject)
        and (noun not in missing.loose or stems(_NAME.sub("", noun)) == stems(label))
    }
    taken = {stem(word) for noun in labels for word in noun.split()}
    rest = tuple(term for term in missing.terms if term.stem not in taken)
    filters = [
        each
        for each in find_filters(rest, words, extra, {}, catalogue.index.lexicon.knows)
        if each.score >= _LEAST_SURE
    ]
    copied = frozenset({*labels.values(), *(each.matcher.label for each in filters)})
    on = keys(subject.labels, one, copied) if copied else ()
    if not on or not _adds(subject, metric):
        return None
    shown = tuple(label for noun, label in labels.items() if noun in subject.frame.beside)
    join = Join(metric.name, on, copied, twice=_is_twice(one, on), shown=shown)
    return Found(join, one, labels, len(labels) + sum(len(each.texts) for each in filters))


def _is_of(noun: str, label: str, metric: Metric, subject: Subject) -> bool:
    """Say whether a label that many things have is that of the thing spoken of.

    The version of a browser is not that of the operating system: what stands before the noun has
    to be spoken of by one of the metrics, and they belong together.
    """
    about = {*stems(metric.name), *stems(metric.help), *stems(label), *stems(subject.metric.name)}
    about |= known_of(metric.name).told | known_of(metric.name).product
    *before, _ = noun.split()
    usual = LABELS_OF_NOUN.get("".join(noun.split()), ())
    if label not in usual and any(stem(word) not in about for word in before):
        return False
    kin = split(metric.name)[:1] == split(subject.metric.name)[:1] or "build" in stems(metric.name)
    spoken = ({*stems(metric.name)} - {"info"}) & {*subject.frame.words}
    return label not in _OF_MANY_THINGS or kin or bool(spoken)


def _adds(subject: Subject, metric: Metric) -> bool:
    """Say whether the subject tells something that is asked for and that the other does not."""
    own = {*stems(metric.name), *known_of(metric.name).product}
    spoken = subject.evidence.found if subject.evidence else {}
    return any(
        term.text in spoken
        and own.isdisjoint({term.stem, *(word for word, _ in related(term.stem))})
        for term in subject.frame.terms
        if term.weight >= _TELLING
    )


def _extra(one: LabelSet, own: LabelSet) -> LabelSet:
    """Return the labels that only the other has."""
    new = {label for label in one.values if label not in own.values} - _OF_TARGETS
    values = {label: one.values[label] for label in one.values if label in new}
    if one.series is None:
        return LabelSet(values)
    rows = tuple({label: row[label] for label in row if label in new} for row in one.series)
    return LabelSet(values, rows)


def _is_twice(one: LabelSet, on: tuple[str, ...]) -> bool:
    if one.series is None:
        return True
    return len({key_of(on, row) for row in one.series}) < len(one.series)


def _agreed(subject: Subject, found: Sequence[Found]) -> Found | None:
    """Return the simplest of several joins that tell the same, None where they differ."""
    if not found:
        return None
    simplest = min(found, key=lambda each: (each.join.twice, len(each.join.name)))
    told = {tuple(_told(subject, each)) for each in found}
    return simplest if len(told) == 1 else None


def _told(subject: Subject, found: Found) -> Iterator[frozenset[tuple[str, ...]]]:
    join, rows = found.join, found.one.series
    if rows is None or subject.labels.series is None:
        yield frozenset({(join.name,)})
        return
    told = by_key(join.on, rows, join.labels)
    for row in subject.labels.series:
        yield told.get(key_of(join.on, row), frozenset())
