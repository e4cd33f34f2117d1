"""Says whether two results are the same answer, labels aside."""

import math
from collections.abc import Sequence

from bench.world.asking import Line
from bench.world.questions import Question

_NEAR = 1e-6
_PERCENT = (100.0,)
_UNITS = (1000.0, 1e6, 1e9, 1024.0, 1024.0**2, 1024.0**3, 60.0, 3600.0, 86400.0)


def agree(gold: Sequence[Line], other: Sequence[Line], question: Question) -> bool:
    """Say whether both have the same values, in another unit where the question allows it."""
    factors = [1.0]
    for allowed, units in ((question.percent_ok, _PERCENT), (question.unit_ok, _UNITS)):
        if allowed:
            factors += [factor for unit in units for factor in (unit, 1 / unit)]
    return any(_same(gold, other, factor) for factor in factors)


def _same(gold: Sequence[Line], other: Sequence[Line], factor: float) -> bool:
    if len(gold) != len(other):
        return False
    ours, theirs = sorted(map(_values, gold)), sorted(map(_values, other))
    return all(
        len(one) == len(another)
        and all(_near(value * factor, met) for value, met in zip(one, another, strict=True))
        for one, another in zip(ours, theirs, strict=True)
    )


def _values(line: Line) -> list[float]:
    # NaN has no order; nothing else here is as small.
    return [-math.inf if math.isnan(value) else value for _, value in line.points]


def _near(value: float, other: float) -> bool:
    return value == other or math.isclose(value, other, rel_tol=_NEAR, abs_tol=1e-12)
