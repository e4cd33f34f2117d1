"""Metrics that belong together: what is used or free, and of how much."""

import re
from collections.abc import Iterable
from enum import StrEnum, auto

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.words import stems
from app.pipeline.lifelong import Lifelong

_LEAST_LIKENESS = 0.5


class Role(StrEnum):
    """What part of a whole a metric tells."""

    WHOLE = auto()
    FREE = auto()
    USED = auto()
    PLAIN = auto()


# Of several measures of the same thing, the one that operators watch.
_PREFERRED = frozenset(stems("working used active resident"))
_UNITS = frozenset(stems("bytes seconds total ratio count number kilobytes value in of"))
_WORDS = {
    Role.WHOLE: frozenset(
        stems("total size limit limits max maximum capacity quota allocatable desired spec")
    ),
    Role.FREE: frozenset(stems("free avail available idle unused remaining")),
    Role.USED: frozenset(
        stems(
            "used usage use inuse active open allocated busy working set resident rss"
            " current entries live ready occupied taken reserved leased filled"
        )
    ),
}
_BOUNDS = frozenset(stems("limit limits max maximum capacity quota"))
_LEAST = frozenset(stems("min minimum minimal lower lowest"))
_ALL_WORDS = frozenset().union(*_WORDS.values())


def role_of(metric: Metric) -> Role:
    """Return what part of a whole a metric's name says it is."""
    words = set(stems(metric.name))
    for role in (Role.FREE, Role.USED, Role.WHOLE):
        telling = words & _WORDS[role]
        if role is Role.WHOLE and metric.type is MetricType.COUNTER:
            continue
        if telling:
            return role
    return Role.PLAIN


_WHOLES: Lifelong[Catalogue, dict[Metric, Metric | None]] = Lifelong(lambda _: {})


def whole_of(metric: Metric, catalogue: Catalogue) -> Metric | None:
    """Return the metric that tells how much there is altogether: size, limit, capacity."""
    wholes = _WHOLES.of(catalogue)
    if metric not in wholes:
        wholes[metric] = _whole_of(metric, catalogue)
    return wholes[metric]


def _whole_of(metric: Metric, catalogue: Catalogue) -> Metric | None:
    kin = _kin(metric, catalogue)
    plain = [m for m in kin if role_of(m) is Role.PLAIN]
    return _nearest(metric, (m for m in kin if role_of(m) is Role.WHOLE)) or (
        _nearest(metric, plain, 0.99) if role_of(metric) is not Role.PLAIN else None
    )


def part_of(whole: Metric, catalogue: Catalogue) -> Metric | None:
    """Return the metric that tells how much of a whole is free or used."""
    kin = _kin(whole, catalogue)
    free = [m for m in kin if role_of(m) is Role.FREE]
    used = [m for m in kin if role_of(m) is Role.USED]
    used.sort(key=lambda m: _PREFERRED.isdisjoint(stems(m.name)))
    free.sort(key=lambda m: "avail" not in m.name.lower())
    return (
        _nearest(whole, used, 0.99)
        or _nearest(whole, free, 0.99)
        or _nearest(whole, [*used, *free])
    )


def bound_of(metric: Metric, catalogue: Catalogue) -> Metric | None:
    """Return how large a size may become, where another metric tells: size and capacity."""
    if not {"size", "total"} & set(stems(metric.name)) or _BOUNDS & set(stems(metric.name)):
        return None
    bounds = (m for m in _kin(metric, catalogue) if _BOUNDS & set(stems(m.name)))
    return _nearest(metric, bounds, 0.99)


def rest_of(part: Metric, catalogue: Catalogue) -> Metric | None:
    """Return the metric that tells what is left of what another uses, or the other way round."""
    opposite = {Role.USED: Role.FREE, Role.FREE: Role.USED}.get(role_of(part))
    return _nearest(part, (m for m in _kin(part, catalogue) if role_of(m) is opposite), 0.99)


def is_least(metric: Metric) -> bool:
    """Say whether a metric tells how little there may be."""
    return not _LEAST.isdisjoint(stems(metric.name))


def least_of(bound: Metric, catalogue: Catalogue) -> Metric | None:
    """Return the lower bound, of an upper or a lower one."""
    if is_least(bound):
        return bound
    other = re.sub(r"(?<![a-z])max", "min", bound.name, flags=re.IGNORECASE)
    return catalogue.metric(other) if other != bound.name else None


def most_of(bound: Metric, catalogue: Catalogue) -> Metric | None:
    """Return the upper bound, of an upper or a lower one."""
    if not is_least(bound):
        return bound
    other = re.sub(r"(?<![a-z])min", "max", bound.name, flags=re.IGNORECASE)
    return catalogue.metric(other) if other != bound.name else None


def _kin(metric: Metric, catalogue: Catalogue) -> tuple[Metric, ...]:
    """Return the gauges whose names begin with the same word."""
    prefix = re.split(r"[_:]", metric.name)[0]
    return tuple(
        other
        for other in catalogue.beside(metric.name, prefix)
        if other.type in (MetricType.GAUGE, MetricType.UNKNOWN)
    )


def _nearest(
    metric: Metric, others: Iterable[Metric], least: float = _LEAST_LIKENESS
) -> Metric | None:
    key, unit = _key(metric), _unit(metric)
    best, best_likeness = None, least - 1e-9
    for other in others:
        if other.name == metric.name or _unit(other) != unit:
            continue
        likeness = _likeness(key, _key(other))
        if likeness > best_likeness:
            best, best_likeness = other, likeness
    return best


def _key(metric: Metric) -> frozenset[str]:
    return frozenset(stems(metric.name)) - _ALL_WORDS - _UNITS


def _unit(metric: Metric) -> str:
    return "bytes" if "byte" in stems(metric.name) or metric.unit == "bytes" else ""


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other or not one & other:
        return 0.0
    return len(one & other) / len(one | other)
