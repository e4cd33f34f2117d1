"""What PromQL evaluates to, and when two results are the same answer."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.evaluation.questions import Case

_TOLERANCE = 1e-6
_PERCENT = (100.0, 0.01)
_UNITS: Mapping[str, tuple[float, ...]] = {
    "time": (1e3, 60.0, 3600.0, 86_400.0),
    "bytes": (1e3, 1e6, 1e9, 1e12, 2.0**10, 2.0**20, 2.0**30, 2.0**40, 8.0),
}

LabelSet = frozenset[tuple[str, str]]
Samples = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Label sets without the metric's name, each with its samples (time, value).

    An instant query's samples all have the same time, 0.
    """

    series: Mapping[LabelSet, Samples]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing."""
        return not self.series

    @property
    def labels(self) -> frozenset[str]:
        """Return the names of all labels that some series has."""
        return frozenset(name for each in self.series for name, _ in each)


def narrowed(result: Result, labels: frozenset[str]) -> Result | None:
    """Return the result with some of its labels, None where they do not tell its series apart."""
    series = {
        frozenset(pair for pair in each if pair[0] in labels): samples
        for each, samples in result.series.items()
    }
    return Result(series) if len(series) == len(result.series) else None


def result_of(data: Mapping[str, Any]) -> Result:
    """Return the result in the `data` of an answer of Prometheus."""
    kind, found = data["resultType"], data["result"]
    if kind in ("scalar", "string"):
        return Result({frozenset(): ((0.0, _number(found[1])),)})
    return Result({_labels(row["metric"]): _samples(kind, row) for row in found})


def same(one: Result, other: Result, case: Case) -> bool:
    """Say whether two results are the same answer to a question."""
    if one.series.keys() != other.series.keys():
        return False
    pairs = [(one.series[labels], other.series[labels]) for labels in one.series]
    if any([t for t, _ in left] != [t for t, _ in right] for left, right in pairs):
        return False
    values = [(x, y) for left, right in pairs for (_, x), (_, y) in zip(left, right, strict=True)]
    return any(_equal(values, factor) for factor in _factors(case))


def _factors(case: Case) -> Iterator[float]:
    yield 1.0
    if case.percent_ok:
        yield from _PERCENT
    for unit, factors in _UNITS.items():
        for factor in factors if case.unit_ok in (unit, True) else ():
            yield from (factor, 1 / factor)


def _equal(values: Iterable[tuple[float, float]], factor: float) -> bool:
    return all(
        (math.isnan(x) and math.isnan(y))
        or x * factor == y
        or math.isclose(x * factor, y, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE * 1e-3)
        for x, y in values
    )


def _labels(metric: Mapping[str, str]) -> LabelSet:
    return frozenset((name, value) for name, value in metric.items() if name != "__name__")


def _samples(kind: str, row: Mapping[str, Any]) -> Samples:
    if kind == "matrix":
        return tuple((float(time), _number(value)) for time, value in row.get("values", ()))
    return ((0.0, _number(row["value"][1])) if "value" in row else (0.0, math.nan),)


def _number(text: str) -> float:
    return float(text.replace("Inf", "inf"))
