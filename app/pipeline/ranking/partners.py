"""Families that a ratio needs besides another: misses for hits, the limit for what is used."""

from collections.abc import Iterable, Iterator

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.known.pairs import PAIRS
from app.catalogue.words import stems
from app.pipeline.reading.siblings import whole_of

_NOTHING: frozenset[str] = frozenset()
_LEAST_LIKENESS = 0.6
_UNITS = frozenset(stems("bytes seconds total ratio count number"))
_SIDES = tuple(
    tuple(frozenset(stems(words)) for words in sides)
    for sides in (
        ("hits hit", "misses miss requests request"),
        ("used usage use inuse active current allocated", "max maximum limit capacity size"),
        ("free avail available", "size capacity limit max maximum"),
        ("failed failures failure errors error rejected dropped discarded", ""),
        ("success successful succeeded", ""),
        ("receive received rx in input", "transmit sent tx out output"),
        ("read reads", "write writes written"),
        ("desired spec", "ready available current"),
    )
)
_ROLES = _NOTHING.union(*(side for sides in _SIDES for side in sides))


def partners(metric: Metric, found: Iterable[Metric], catalogue: Catalogue) -> Iterator[Metric]:
    """Yield what is usually compared with a family, the surest first."""
    for name in PAIRS.get(metric.name, ()):
        if (pair := catalogue.family(name)) is not None:
            yield pair
    if (
        metric.type is MetricType.GAUGE
        and stems(metric.name)
        and (whole := whole_of(metric, catalogue))
    ):
        yield whole
    yield from sorted(
        (other for other in found if _complete(metric, other)),
        key=lambda other: -_likeness(metric, other),
    )


def _complete(one: Metric, other: Metric) -> bool:
    """Say whether two families are alike but for two sides of one thing."""
    if one == other or _likeness(one, other) < _LEAST_LIKENESS:
        return False
    mine, others = set(stems(one.name)), set(stems(other.name))
    return any(
        _faces(mine, others, left, right) or _faces(others, mine, left, right)
        for left, right in _SIDES
    )


def _faces(mine: set[str], others: set[str], left: frozenset[str], right: frozenset[str]) -> bool:
    if not mine & left or others & left:
        return False
    return bool(others & right) if right else not others & _ROLES


def _likeness(one: Metric, other: Metric) -> float:
    if one.name.split("_")[0] != other.name.split("_")[0]:
        return 0.0
    mine, others = _key(one), _key(other)
    return len(mine & others) / len(mine | others) if mine | others else 0.0


def _key(metric: Metric) -> frozenset[str]:
    return frozenset(stems(metric.name)) - _ROLES - _UNITS
