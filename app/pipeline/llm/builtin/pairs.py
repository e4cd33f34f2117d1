"""Readings of questions that set one thing against another, each of which is read by itself."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from app.catalogue.words import stems
from app.pipeline.llm.builtin import pair_promql
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.pair_sides import Way, is_spoken_of, sides
from app.pipeline.llm.builtin.pair_sureness import both
from app.pipeline.llm.builtin.pairing import are_kin, fit_together, kinship
from app.pipeline.llm.builtin.promql import Expr
from app.pipeline.llm.builtin.signs import signs_of
from app.pipeline.llm.builtin.sureness import sureness
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Operation
from app.pipeline.reading.pairs import Pair, of_one, of_share, pair_of
from app.pipeline.reading.plain import in_plain_words

# Two readings are less sure than the surer of them.
_MOST = 0.94
_NAMES = re.compile(r"[a-zA-Z_:][\w:]*(?=[{\[])|(?!group_)\b\w*_\w+(?= |$|\))")


def found(asked: Asked, choices: Sequence[Choice]) -> Pair | None:
    """Return what the question sets against each other, by its words or as the metrics tell."""
    named = pair_asked(asked) or one_for_each(asked, choices)
    return named or part_of_all(asked, choices)


def pair_asked(asked: Asked) -> Pair | None:
    """Return what the question sets against each other."""
    return pair_of(in_plain_words(asked.task.question.text))


def one_for_each(asked: Asked, choices: Sequence[Choice]) -> Pair | None:
    """Return the pair of "bytes per request", where requests are no label to group by."""
    if not choices or shape.is_distribution(choices[0].subject.metric):
        return None
    return of_one(in_plain_words(asked.task.question.text), choices[0].subject.lost)


def part_of_all(asked: Asked, choices: Sequence[Choice]) -> Pair | None:
    """Return the pair of "percentage of drives that are offline", where no label tells the part."""
    if asked.frame.operation is not Operation.RATIO or any(c.subject.part for c in choices[:1]):
        return None
    return of_share(in_plain_words(asked.task.question.text))


def answers(pair: Pair, promql: str) -> bool:
    """Say whether the PromQL of a recipe puts two things together as asked, and no third."""
    third = " + " in promql and pair.op != "+"
    return f" {pair.op} " in promql and not third and "|" not in promql


def tells_both(pair: Pair, promql: str) -> bool:
    """Say whether the reading of one metric has found the other of a share by itself."""
    if not (pair.by_kin or pair.share):
        return False
    left, divided, right = promql.partition(" / ")
    apart = bool(divided) and set(_NAMES.findall(left)) != set(_NAMES.findall(right))
    return apart and (pair.by_kin or _speaks_of_part(pair, promql))


def _speaks_of_part(pair: Pair, promql: str) -> bool:
    """Say whether a word that only the first of a pair has is in a name behind its product."""
    first, *others = (set(stems(operand)) for operand in pair.operands)
    told = {word for name in _NAMES.findall(promql) for word in stems(name)[1:]}
    return not told.isdisjoint(first.difference(*others))


def candidates(pair: Pair, asked: Asked) -> Iterator[Candidate]:
    """Yield the reading of a pair; none where a side is not known, or both are the same."""
    if not pair.operands:
        return
    each_side = sides(pair.operands, asked)
    if pair.by_kin:  # one for each of something counts it
        each_side = [tuple(filter(is_spoken_of, ways)) for ways in each_side]
    ways = _together(pair, each_side)
    best = max(ways, key=lambda each: _likeness(pair, each), default=None)
    if best is None:
        return
    expr = pair_promql.of(pair, best, asked)
    if expr is not None and str(expr) not in asked.tried:
        names = ", ".join(dict.fromkeys(way.subject.metric.name for way in best))
        sure = min(_MOST, _sureness(pair, best, ways, expr, asked))
        yield Candidate(str(expr), f"from {names}", sure, "pair")


def _sureness(
    pair: Pair, best: tuple[Way, ...], ways: list[tuple[Way, ...]], expr: Expr, asked: Asked
) -> float:
    if pair.share:
        return both(pair, best, _ahead(pair, best, ways), expr, asked)
    return min(_of_one(way, best) for way in best)


def _together(pair: Pair, ways: list[tuple[Way, ...]]) -> list[tuple[Way, ...]]:
    return [each for each in product(*ways) if fit_together(pair, [way.subject for way in each])]


def _likeness(pair: Pair, ways: tuple[Way, ...]) -> float:
    """Return how likely all are meant."""
    return sum(way.choice.score for way in ways) + kinship(pair, [way.subject for way in ways])


def _ahead(pair: Pair, best: tuple[Way, ...], every: list[tuple[Way, ...]]) -> float:
    """Return how much likelier a pair is than the next one of other metrics."""
    names = _names(best)
    others = [_likeness(pair, ways) for ways in every if _names(ways) != names]
    return _likeness(pair, best) - max(others, default=0.0)


def _names(ways: tuple[Way, ...]) -> list[str]:
    return [way.subject.metric.name for way in ways]


def _of_one(way: Way, ways: tuple[Way, ...]) -> float:
    """Return how sure a side is beside those that are no side of the pair themselves."""
    taken = {each.subject.metric.name for each in ways} - {way.subject.metric.name}
    kin = way.subject.metric.name.split("_")[0] if are_kin(each.subject for each in ways) else ""
    rivals = [
        choice
        for choice in way.choices
        if choice.subject.metric.name not in taken and choice.subject.metric.name.startswith(kin)
    ]
    return sureness(signs_of(way.choice, way.expr, rivals, way.asked))
