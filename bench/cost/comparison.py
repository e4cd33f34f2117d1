"""How near an estimate came to what was so."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.cost.asked import Actual
from bench.cost.estimated import Estimate
from bench.cost.query import Query, Shape

_FACTOR = 2
# Where there was nothing, an estimate up to this is near.
_NEXT_TO_NOTHING = 100


@dataclass(frozen=True, slots=True)
class Guess:
    """A figure, and what it was estimated to be: None where that was unknown."""

    actual: int
    estimated: float | None

    @property
    def ratio(self) -> float | None:
        """Return estimated / actual, None where unknown; next to nothing is as good as nothing."""
        if self.estimated is None:
            return None
        if self.actual == 0:
            return 1.0 if self.estimated <= _NEXT_TO_NOTHING else math.inf
        return self.estimated / self.actual

    @property
    def is_near(self) -> bool:
        """Say whether the estimate is at most twice, and at least half, of what was so."""
        return self.ratio is not None and 1 / _FACTOR <= self.ratio <= _FACTOR


@dataclass(frozen=True, slots=True)
class Outcome:
    """A query, what it took, and what it was estimated to take."""

    query: Query
    actual: Actual
    estimate: Estimate

    @property
    def touched(self) -> Guess:
        """Compare the samples touched."""
        return Guess(self.actual.touched_samples, self.estimate.touched_samples)

    @property
    def peak(self) -> Guess:
        """Compare the most samples in memory."""
        return Guess(self.actual.peak_samples, self.estimate.peak_samples)

    @property
    def answer(self) -> Guess:
        """Compare the bytes of the answer."""
        return Guess(self.actual.answer_bytes, self.estimate.answer_bytes)

    @property
    def series(self) -> Guess:
        """Compare the series of the answer."""
        return Guess(self.actual.returned_series, self.estimate.returned_series)


def by_shape(outcomes: Iterable[Outcome]) -> dict[Shape, list[Outcome]]:
    """Return the outcomes of each shape, in the order in which the shapes come."""
    grouped: dict[Shape, list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.query.shape, []).append(outcome)
    return grouped


def near(guesses: Iterable[Guess]) -> int:
    """Return how many of the estimates are near."""
    return sum(guess.is_near for guess in guesses)


def median_ratio(guesses: Sequence[Guess]) -> float | None:
    """Return the median of the known ratios, None where none is known."""
    known = _known(guesses)
    return median(known) if known else None


def worst_ratio(guesses: Sequence[Guess]) -> float | None:
    """Return the known ratio that is farthest from 1, up or down, None where none is known."""
    return max(_known(guesses), key=_distance, default=None)


def _known(guesses: Sequence[Guess]) -> list[float]:
    return [guess.ratio for guess in guesses if guess.ratio is not None]


def _distance(ratio: float) -> float:
    return abs(math.log(ratio)) if ratio > 0 else math.inf
