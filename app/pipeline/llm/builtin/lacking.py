"""Questions for the things that have none of something: containers without a memory limit.

Where the thing is told by one metric and what it may have by another, those are wanted of the
first that the second has no series for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.catalogue import Metric
from app.catalogue.labels import LabelSet
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.filters import find_filters
from app.pipeline.llm.builtin.promql import Binary, Expr, Matcher, Selector, passes
from app.pipeline.reading import shape
from app.pipeline.reading.grouping import label_of
from app.pipeline.reading.reading import read

_SURE = 0.9
_LEAST_COVERAGE = 0.9
_SEARCHED = 30
_LACKS = re.compile(
    r"\b(?P<thing>[a-z]+s)(?: (?:in|of|on) (?:the )?[\w-]+(?: namespace)?)? (?:that |which )?"
    r"(?:(?:have|has|having|with) no|without(?: an?| any| the)?|lack(?:s|ing)?(?: an?| any)?"
    r"|(?:do|does) not have(?: an?| any)?|missing an?|(?:don't|doesn't) have(?: an?| any)?) "
    r"(?P<part>[a-z-]+(?: (?!(?:in|of|on|at|per|by)\b)[a-z-]+){0,2}?)"
    r"(?: (?:set|configured|defined|at all|yet))*(?= (?:in|of|on) |\s*[?.]?$)"
)
# What tells who scrapes and how, not what is told of.
_SAYS_NOTHING = "namespace kubernetes set configured defined"
_NO_IDENTITY = frozenset({"job", "instance", "uid", "service", "endpoint", "prometheus", "image"})
_Rows = tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Things:
    """The metric that has a series for each thing, and the label that names it."""

    metric: Metric
    label: str
    labels: LabelSet


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield the things that have none of something that others of them have."""
    hit = _LACKS.search(asked.words)
    if hit is None or asked.frame.window_seconds or asked.frame.threshold:
        return
    for things in _things(hit["thing"], asked):
        for part in _parts(hit["thing"], hit["part"], asked):
            expr = _without(things, part, hit, asked)
            if expr is not None and str(expr) not in asked.tried:
                told = f"{things.metric.name} without {part.subject.metric.name}"
                yield Candidate(str(expr), told, _SURE, "lacking")
                return


def _things(noun: str, asked: Asked) -> Iterator[_Things]:
    """Yield the metrics that tell nothing but that the things are there."""
    catalogue = asked.task.catalogue
    for match in catalogue.search(f"{noun} info created", _SEARCHED):
        metric = match.metric
        tells = shape.is_info(metric) or metric.name.endswith("_created")
        if not tells or stems(metric.name)[-2:-1] != (stem(noun),):
            continue
        labels = catalogue.label_set(metric.name, asked.deadline)
        if (label := label_of(noun, tuple(labels.values))) and labels.series:
            yield _Things(metric, label, labels)


def _parts(noun: str, part: str, asked: Asked) -> list[Choice]:
    catalogue = asked.task.catalogue
    said = f"{part} of {noun}"
    frame = read(said, catalogue.index.lexicon.knows)
    found = choose(frame, said, catalogue, (), asked.deadline)
    return [
        choice for choice in found if choice.coverage >= _LEAST_COVERAGE and _is_named(choice, part)
    ]


def _is_named(choice: Choice, part: str) -> bool:
    """Say whether the name, with the values filtered by, has all words of what is lacked."""
    metric = choice.subject.metric
    values = (word for m in choice.subject.matchers for word in stems(m.value))
    return not shape.is_counter(metric) and set(stems(part)) <= {*stems(metric.name), *values}


def _without(things: _Things, part: Choice, hit: re.Match[str], asked: Asked) -> Expr | None:
    """Return the things that have no series of the part, None where all or none have."""
    having = part.subject.rows
    matchers = _filters(things, hit, asked)
    if having is None or matchers is None or not _told_by_the_same(things.labels, part):
        return None
    shared = tuple(
        label
        for label in things.labels.values
        if label in part.subject.labels.values and label not in _NO_IDENTITY
    )
    held = _keys(having, shared)
    all_of_them = _keys(things.labels.series or (), shared)
    if things.label not in shared or not held & all_of_them or all_of_them <= held:
        return None
    left = Selector(things.metric.name, matchers)
    return Binary("unless", left, part.subject.select(), f"on ({', '.join(shared)})")


def _told_by_the_same(labels: LabelSet, part: Choice) -> bool:
    """Say whether one exporter tells both: what another one lacks, it may not have scraped."""
    jobs, others = labels.values.get("job", ()), part.subject.labels.values.get("job", ())
    return set(jobs) == set(others) or not set(jobs).isdisjoint(others)


def _keys(rows: _Rows, labels: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {tuple(row.get(label, "") for label in labels) for row in rows}


def _filters(things: _Things, hit: re.Match[str], asked: Asked) -> tuple[Matcher, ...] | None:
    """Return the filters that the other words mean, None where one means nothing."""
    said = {*stems(hit["thing"]), *stems(hit["part"]), *stems(_SAYS_NOTHING)}
    left = tuple(term for term in asked.frame.terms if not set(stems(term.text)) <= said)
    knows = asked.task.catalogue.index.lexicon.knows
    found = find_filters(left, asked.words, things.labels, {}, knows)
    matchers = tuple(each.matcher for each in found)
    spoken = {text for each in found for text in each.texts}
    if any(term.weight >= 1 and term.text not in spoken for term in left):
        return None
    rows = things.labels.series or ()
    return matchers if any(all(passes(m, row) for m in matchers) for row in rows) else None
