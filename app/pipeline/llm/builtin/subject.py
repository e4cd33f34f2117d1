"""The metric that a question is about, with the labels that its words name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.known.known import PRODUCT_NAMES, known_of
from app.catalogue.labels import LabelSet
from app.catalogue.words import stem, stems
from app.deadline import Deadline
from app.pipeline.llm.builtin.evidence import IN_NAME, IN_PART, Evidence
from app.pipeline.llm.builtin.filters import Filter, error_matcher, find_filters
from app.pipeline.llm.builtin.identity import whole
from app.pipeline.llm.builtin.join import Join
from app.pipeline.llm.builtin.promql import Matcher, Selector, passes
from app.pipeline.llm.builtin.servers import name_of_servers, own_job, servers_called
from app.pipeline.reading import shape
from app.pipeline.reading.durations import promql
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.grouping import is_a_target, label_of, label_of_product, names_of
from app.pipeline.reading.lexicon import ERROR_TERMS

NO_NOUNS: Mapping[str, str] = MappingProxyType({})
TARGET_LABELS = frozenset(
    {
        "instance",
        "job",
        "namespace",
        "pod",
        "node",
        "service",
        "endpoint",
        "container",
        "cluster",
        "metrics_path",
        "region",
        "env",
    }
)


_EVERYWHERE = frozenset({"instance", "job", "name", "type", "id"})
_AS_LABEL = 0.6
_MACHINES = frozenset(stems("boxes machines hosts vms"))


# What an exporter tells of is labelled so, where it is not itself the thing measured.
_TOLD_OF = ("pod", "node", "namespace", "deployment")


@dataclass(frozen=True, slots=True)
class Subject:
    """A metric, its labels, and what of them the question names.

    `groups` are labels to group by; `lost` the nouns of grouping that no label carries; `part` the
    labels whose filters tell the part of a share, not its whole; `join` where another metric tells
    some of the labels.
    """

    metric: Metric
    frame: Frame
    labels: LabelSet
    matchers: tuple[Matcher, ...] = ()
    groups: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    entity: str | None = None
    evidence: Evidence | None = None
    part: frozenset[str] = frozenset()
    join: Join | None = None

    def select(
        self, name: str | None = None, window: str | None = None, *extra: Matcher
    ) -> Selector:
        """Return a selector of the metric, or of its kin, with the filters asked for."""
        offset = self.frame.offset_seconds
        return Selector(
            name or self.metric.name,
            _merged(self.matchers, extra),
            window,
            promql(offset) if offset else None,
        )

    @property
    def window(self) -> str:
        """Return the window that the question names, else the one that follows the graph."""
        named = self.frame.window_seconds
        return promql(named) if named else "$__rate_interval"

    @property
    def span(self) -> str:
        """Return the window that the question names, else the whole range of the graph."""
        named = self.frame.window_seconds
        return promql(named) if named else "$__range"

    @property
    def rows(self) -> tuple[Mapping[str, str], ...] | None:
        """Return the label sets that the filters leave, None where they are too many to know."""
        if self.labels.series is None:
            return None
        return tuple(
            row for row in self.labels.series if all(passes(m, row) for m in self.matchers)
        )

    def single_in(self, groups: tuple[str, ...]) -> bool:
        """Say whether each group is known to be one series, so that grouping changes nothing."""
        rows = self.rows
        if rows is None:
            return self.varying() <= set(groups)
        return len({tuple(row.get(label, "") for label in groups) for row in rows}) == len(rows)

    def without(self, label: str) -> "Subject":
        """Return the same without the filter on a label."""
        return replace(self, matchers=tuple(m for m in self.matchers if m.label != label))

    def varying(self) -> frozenset[str]:
        """Return the labels that still tell series apart after the filters."""
        if rows := self.rows:
            names = {label for row in rows for label in row if label != "__name__"}
            return frozenset(n for n in names if len({row.get(n, "") for row in rows}) > 1)
        fixed = {matcher.label for matcher in self.matchers if matcher.op == "="}
        return frozenset(
            label
            for label, values in self.labels.values.items()
            if len(values) > 1 and label not in fixed
        )

    def of(self, metric: Metric, labels: LabelSet) -> "Subject":
        """Return the same question asked of a sibling metric, with the filters it can carry."""
        told = self.join.labels if self.join else frozenset()
        there = {*labels.values, *told}
        kept = tuple(matcher for matcher in self.matchers if matcher.label in there)
        return replace(self, metric=metric, labels=labels, matchers=kept)


def subject_of(
    evidence: Evidence, frame: Frame, words: str, catalogue: Catalogue, deadline: Deadline
) -> Subject:
    """Return a metric with its labels read and the words of the question found among them."""
    labels = catalogue.label_set(evidence.metric.name, deadline)
    return subject_with(labels, evidence, frame, words, catalogue)


def subject_with(
    labels: LabelSet,
    evidence: Evidence,
    frame: Frame,
    words: str,
    catalogue: Catalogue,
    told: Mapping[str, str] = NO_NOUNS,
) -> Subject:
    """Return a metric with the words of the question found among these labels.

    `told` are nouns whose labels are known already.
    """
    names, things, called = _names(labels, frame)
    nouns = (*frame.groups, frame.entity or "")
    told = {**servers_called(nouns, called, things), **told}
    groups, lost, found = _groups(frame, words, evidence.metric, things, told)
    filters = _filters(labels, evidence, frame, words, catalogue, found)
    found |= {text: min(1.0, each.score) for each in filters for text in each.texts}
    found |= _named_labels(frame, filters)
    found = _spoken_labels(frame, names) | found
    matchers = tuple(_denied(each.matcher, words, evidence.metric) for each in filters)
    compared = tuple(
        each.matcher.label
        for each in filters
        if each.compared and (_versus(words) or not (groups or _is_a_part(each, frame)))
    )
    groups = tuple(dict.fromkeys((*groups, *compared)))
    found |= _told_as_errors(frame, evidence, labels)
    groups = whole(groups, frame, _free(labels, matchers))
    entity = _entity(frame, evidence.metric, names, told)
    # That each instance has certificates of its own says nothing of how many there are.
    if entity and (entity != "instance" or is_a_target(frame.entity or "")):
        found |= dict.fromkeys((frame.entity or "").split(), 0.9)
    if entity and compared and compared == groups and frame.listing:
        groups = (*groups, entity)  # which routes of cart and checkout
    return Subject(
        evidence.metric,
        frame,
        labels,
        (*matchers, *_detail(labels, matchers)),
        groups,
        lost,
        entity,
        evidence.with_found(found),
        _part(filters, frame),
    )


def _names(labels: LabelSet, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return the labels, those that may tell the things measured, and that of a server's name."""
    scrapes = () if own_job(labels) is None else ("job",)
    names = tuple(n for n in labels.values if n not in ("le", "quantile", *scrapes))
    named = any(stems(noun) == stems("instance") for noun in frame.groups)
    called = None if named else name_of_servers(labels)
    exported = not named and (is_exporter(labels) or called is not None)
    things = tuple(name for name in names if name != "instance" or not exported)
    return names, things, called


def _filters(
    labels: LabelSet,
    evidence: Evidence,
    frame: Frame,
    words: str,
    catalogue: Catalogue,
    grouped: Mapping[str, float],
) -> tuple[Filter, ...]:
    """Return the filters that words mean which do not name a group already."""
    # The name of the product is no value of its labels: postgres databases are all of them.
    product = known_of(evidence.metric.name).product
    terms = tuple(
        term
        for term in frame.terms
        if term.text not in grouped and term.stem not in product & PRODUCT_NAMES
    )

    def knows(word: str) -> bool:
        return catalogue.index.lexicon.knows(word) or stem(word) in product

    return find_filters(terms, words, labels, evidence.found, knows)


def _told_as_errors(frame: Frame, evidence: Evidence, labels: LabelSet) -> dict[str, float]:
    """Return the words for errors, where a label tells them and no name does."""
    named = any(_speaks_of_errors(text, evidence.found) for text in ERROR_TERMS)
    if not frame.errors or named or not error_matcher(labels):
        return {}
    return {term.text: 0.9 for term in frame.terms if term.text in ERROR_TERMS}


def _entity(
    frame: Frame, metric: Metric, names: tuple[str, ...], told: Mapping[str, str]
) -> str | None:
    """Return the label of the thing that is listed, ranked or counted."""
    if not frame.entity:
        return None
    entity = told.get(frame.entity) or label_of(frame.entity, names)
    if entity in (None, "job"):  # who scrapes them is not who they are
        return _named_so(frame.entity, metric, names) or entity
    return entity


def _part(filters: tuple[Filter, ...], frame: Frame) -> frozenset[str]:
    """Return the labels that tell the part of a share; who is scraped is no part by itself."""
    named = frozenset(f.matcher.label for f in filters if set(f.texts) & set(frame.part))
    if named or frame.divided:
        return named
    told = (f for f in filters if _is_told_by(f, set(frame.kind)))
    return frozenset(each.matcher.label for each in told) - TARGET_LABELS


def _is_told_by(found: Filter, words: set[str]) -> bool:
    """Say whether words mean a value, and all of them where it is one of several."""
    told = set(found.texts)
    return told <= words if "|" in found.matcher.value else bool(told & words)


def _denied(matcher: Matcher, words: str, metric: Metric) -> Matcher:
    """Leave out a state of what is counted that the question denies: connections not idle."""
    states = shape.is_boolean(metric) or "_status" in metric.name
    not_said = re.search(rf"\bnot (?:\w+ )?{re.escape(matcher.value.casefold())}\b", words) is None
    if matcher.op != "=" or states or not_said or matcher.label in TARGET_LABELS:
        return matcher
    return replace(matcher, op="!=")


def is_exporter(labels: LabelSet) -> bool:
    """Say whether the instance is not the thing measured: one that tells of many pods or nodes."""
    many = any(len(labels.values.get(label, ())) > 1 for label in _TOLD_OF)
    return many and len(labels.values.get("instance", ())) == 1


def _free(labels: LabelSet, matchers: tuple[Matcher, ...]) -> tuple[str, ...]:
    """Return the labels of which there is more than one value, also after the filters."""
    fixed = {matcher.label for matcher in matchers if matcher.op == "="}
    return tuple(n for n, values in labels.values.items() if len(values) > 1 and n not in fixed)


def _named_labels(frame: Frame, filters: tuple[Filter, ...]) -> dict[str, float]:
    """Return the words that name the label of a value that is filtered by: namespace payments."""
    labels = {stem for each in filters for stem in stems(each.matcher.label)}
    return {term.text: IN_PART for term in frame.terms if term.stem in labels}


def _spoken_labels(frame: Frame, labels: tuple[str, ...]) -> dict[str, float]:
    """Return the words that say where a label takes place: parcels lying in our depots."""
    said = {stem for label in labels if label not in _EVERYWHERE for stem in stems(label)}
    # Whatever runs somewhere is measured on a machine, which need not be told apart.
    said |= _MACHINES if not TARGET_LABELS.isdisjoint(labels) else set()
    return {term.text: _AS_LABEL for term in frame.terms if term.stem in said}


def _speaks_of_errors(text: str, found: Mapping[str, float]) -> bool:
    return found.get(text, 0) >= IN_NAME


def _named_so(noun: str, metric: Metric, labels: tuple[str, ...]) -> str | None:
    """Return the label "name" where the metric is about such things: webhooks have names."""
    return "name" if "name" in labels and set(stems(noun)) <= set(stems(metric.name)) else None


def _telling(words: str, label: str, labels: tuple[str, ...]) -> list[str]:
    """Return those of some words that mean a label, all of them where only all together do."""
    alone = [word for word in words.split() if label_of(word, labels) == label]
    return alone or words.split()


def _groups(
    frame: Frame, words: str, metric: Metric, labels: tuple[str, ...], told: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, float]]:
    groups: list[str] = []
    lost: list[str] = []
    found: dict[str, float] = {}
    for noun in frame.groups:
        if noun in told:
            groups.append(told[noun])
            found |= dict.fromkeys(noun.split(), 0.9)
            continue
        for text in names_of(noun):
            if label := label_of(text, labels) or _named_so(text, metric, labels):
                groups.append(label)
                found |= dict.fromkeys(_telling(text, label, labels), 0.9)
                break
        else:
            if (label := label_of_product(noun, metric.name, labels, words)) is None:
                lost.append(noun)
                continue
            groups.append(label)
            found |= dict.fromkeys(noun.split(), 0.9)
    return tuple(dict.fromkeys(groups)), tuple(lost), found


def _detail(labels: LabelSet, matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    """Return the matcher that leaves out rows which sum up others."""
    if labels.detail is None or any(
        matcher.label == labels.detail and matcher.op in ("=", "=~") for matcher in matchers
    ):
        return ()
    return (Matcher(labels.detail, "!=", ""),)


def _merged(first: tuple[Matcher, ...], second: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    taken = {matcher.label for matcher in second}
    return (*(matcher for matcher in first if matcher.label not in taken), *second)


def _is_a_part(each: Filter, frame: Frame) -> bool:
    """Say whether values together are the part of a share: that of 502 and 503 answers."""
    return frame.share and not frame.errors and each.matcher.label not in TARGET_LABELS


def _versus(words: str) -> bool:
    """Say whether values are set against each other, rather than only chosen."""
    return re.search(r"\b(?:vs\.?|versus|against|compared)\b|\w/\w", words) is not None
