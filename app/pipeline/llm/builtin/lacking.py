"""Questions for the things that have none of something: containers without a memory limit.

Where the thing is told by one metric and what it may have by another, those are wanted of the
first that the second has no series for.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.catalogue.labels import LabelSet
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.filters import find_filters
from app.pipeline.llm.builtin.promql import Binary, Call, Expr, Matcher, Text, passes
from app.pipeline.llm.builtin.things import Things, things_called
from app.pipeline.reading import shape
from app.pipeline.reading.reading import read

_SURE = 0.9
_LEAST_COVERAGE = 0.8
_LONG, _SHORT = 6, 4
_LACKS = re.compile(
    r"\b(?P<thing>[a-z]+s)(?: (?:in|of|on) (?:the )?[\w-]+(?: namespace)?)? (?:that |which )?"
    r"(?:(?:have|has|having|with) no|without(?: an?| any| the)?|lack(?:s|ing)?(?: an?| any)?"
    r"|(?:do|does) not have(?: an?| any)?|missing an?|(?:don't|doesn't) have(?: an?| any)?"
    r"|(?:reports?|reporting|sends?|sending|exposes?|exposing|exports?|exporting|delivers?"
    r"|delivering|publish(?:es)?|publishing|provides?|providing|shows?) no"
    r"|(?:do|does) not (?:report|send|expose|export|deliver|publish|provide|show)(?: an?| any)?"
    r"|(?:don't|doesn't) (?:report|send|expose|export|deliver|publish|provide|show)(?: an?| any)?) "
    r"(?P<part>[a-z-]+(?: (?!(?:in|of|on|at|per|by)\b)[a-z-]+){0,2}?)"
    r"(?: (?:set|configured|defined|at all|yet))*(?= (?:in|of|on) |\s*[?.]?$)"
)
# What tells who scrapes and how, not what is told of.
_SAYS_NOTHING = "namespace kubernetes set configured defined"
_NO_IDENTITY = frozenset({"job", "instance", "uid", "service", "endpoint", "prometheus", "image"})
_Rows = tuple[Mapping[str, str], ...]


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield the things that have none of something that others of them have."""
    hit = _LACKS.search(asked.words)
    if hit is None or asked.frame.window_seconds or asked.frame.threshold:
        return
    for things in things_called(hit["thing"], asked):
        for part in _parts(hit["thing"], hit["part"], asked):
            expr = _without(things, part, hit, asked)
            if expr is not None and str(expr) not in asked.tried:
                told = f"{things.metric.name} without {part.subject.metric.name}"
                yield Candidate(str(expr), told, _SURE, "lacking")
                return


def _parts(noun: str, part: str, asked: Asked) -> list[Choice]:
    """Return the metrics of the part: named for the things too, or else by itself alone."""
    return _named(f"{part} of {noun}", part, asked) or _named(part, part, asked)


def _named(said: str, part: str, asked: Asked) -> list[Choice]:
    catalogue = asked.task.catalogue
    frame = read(said, catalogue.index.lexicon.knows)
    found = choose(frame, said, catalogue, (), asked.deadline)
    return [
        choice for choice in found if choice.coverage >= _LEAST_COVERAGE and _is_named(choice, part)
    ]


def _is_named(choice: Choice, part: str) -> bool:
    """Say whether the name, with the values filtered by, has all words of what is lacked."""
    metric, said = choice.subject.metric, stems(part)
    told = {*stems(metric.name), *(w for m in choice.subject.matchers for w in stems(m.value))}
    together = stem(part.replace(" ", "")) in told  # resourcequota
    compound = {w for pair in pairwise(part.split()) if stem("".join(pair)) in told for w in pair}
    spoken = all(_is_told(word, told) for word in said if word not in set(map(stem, compound)))
    return not shape.is_counter(metric) and (together or spoken)


def _is_told(word: str, told: set[str]) -> bool:
    long = len(word) > _LONG
    longer = long and any(word in other or _shortens(other, word) for other in told)
    return word in told or longer


def _shortens(other: str, word: str) -> bool:
    """Say whether a word of a name is the beginning of another: temp of temperature."""
    return len(other) >= _SHORT and word.startswith(other)


def _joined(hit: re.Match[str]) -> str:
    """Return what is lacked with its words written together, all of them and each two."""
    words = hit["part"].split()
    return " ".join(("".join(words), *map("".join, pairwise(words))))


def _without(things: Things, part: Choice, hit: re.Match[str], asked: Asked) -> Expr | None:
    """Return the things that have no series of the part, None where all or none have."""
    matchers = _filters(things, hit, asked)
    if matchers is None or not _told_by_the_same(things.labels, part):
        return None
    renamed = _renamed(things, part)
    having = tuple({**row, things.label: row.get(renamed, "")} for row in part.subject.rows or ())
    named = {*part.subject.labels.values, things.label} if having else set()
    shared = tuple(n for n in things.labels.values if n in named and n not in _NO_IDENTITY)
    held = _keys(having, shared)
    all_of_them = _keys(things.labels.series or (), shared)
    if things.label not in shared or not held & all_of_them or all_of_them <= held:
        return None
    right: Expr = part.subject.select()
    if renamed != things.label:
        arguments = (Text(things.label), Text("$1"), Text(renamed), Text("(.+)"))
        right = Call("label_replace", (right, *arguments))
    return Binary("unless", things.select(shared, matchers), right, f"on ({', '.join(shared)})")


def _renamed(things: Things, part: Choice) -> str:
    """Return the label by which the part tells whose it is: its own name where that is the same.

    An autoscaler is called as the deployment that it scales.
    """
    labels = part.subject.labels.values
    theirs = set(things.labels.values[things.label])
    if things.label in labels:
        return things.label
    own = (n for n in labels if n not in _NO_IDENTITY and n not in things.labels.values)
    alike = [n for n in own if len(labels[n]) > 1 and theirs.issuperset(labels[n])]
    return alike[0] if len(alike) == 1 else things.label


def _told_by_the_same(labels: LabelSet, part: Choice) -> bool:
    """Say whether one exporter tells both: what another one lacks, it may not have scraped."""
    jobs, others = labels.values.get("job", ()), part.subject.labels.values.get("job", ())
    return set(jobs) == set(others) or not set(jobs).isdisjoint(others)


def _keys(rows: _Rows, labels: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {tuple(row.get(label, "") for label in labels) for row in rows}


def _filters(things: Things, hit: re.Match[str], asked: Asked) -> tuple[Matcher, ...] | None:
    """Return the filters that the other words mean, None where one means nothing."""
    said = {*stems(hit["thing"]), *stems(hit["part"]), *stems(_SAYS_NOTHING), *stems(_joined(hit))}
    left = tuple(term for term in asked.frame.terms if not set(stems(term.text)) <= said)
    knows = asked.task.catalogue.index.lexicon.knows
    found = find_filters(left, asked.words, things.labels, {}, knows)
    matchers = tuple(each.matcher for each in found)
    spoken = {text for each in found for text in each.texts}
    if any(term.weight >= 1 and term.text not in spoken for term in left):
        return None
    rows = things.labels.series or ()
    return matchers if any(all(passes(m, row) for m in matchers) for row in rows) else None
