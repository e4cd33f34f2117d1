"""Histograms and summaries: buckets that agree with their count and sum."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from bench.world.shapes import Count, Gauge, Texts, last_start, number


@dataclass(frozen=True)
class Spread:
    """How observations spread over the buckets: around a median, the sharper the closer."""

    bounds: tuple[float, ...]
    median: float
    sharp: float

    @cached_property
    def below(self) -> tuple[float, ...]:
        """Return the share at or below each bound; the last bound, infinity, has all."""
        shares = (1 / (1 + (self.median / bound) ** self.sharp) for bound in self.bounds)
        return (*(round(share, 6) for share in shares), 1.0)

    @cached_property
    def mean(self) -> float:
        """Return the mean that goes with the buckets: each counts with its middle."""
        edges = (0.0, *self.bounds, self.bounds[-1] * 1.5)
        shares = (high - low for low, high in zip((0.0, *self.below), self.below, strict=False))
        middles = ((low + high) / 2 for low, high in pairwise(edges))
        return sum(share * middle for share, middle in zip(shares, middles, strict=True))


@dataclass(frozen=True, slots=True)
class Slow:
    """A time in which observations spread otherwise."""

    begins: float
    ends: float
    spread: Spread


@dataclass(frozen=True, slots=True)
class Observed:
    """How many observations there were, in ordinary times and in slow ones."""

    count: Count
    spread: Spread
    slow: Slow | None

    def at(self, offset: float) -> tuple[float, float]:
        """Return both counts since the last start."""
        start = last_start(self.count.starts, offset)
        total = max(0.0, self.count.total(offset) - self.count.total(start))
        slow = max(0.0, self._slow(offset) - self._slow(start))
        return max(0.0, total - slow), slow

    def _slow(self, offset: float) -> float:
        if self.slow is None or offset <= self.slow.begins:
            return 0.0
        inside = min(offset, self.slow.ends)
        return self.count.total(inside) - self.count.total(self.slow.begins)


# The buckets of a histogram share their counts.
@lru_cache(maxsize=4)
def _counts(observed: Observed, offsets: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    return tuple(map(observed.at, offsets))


@dataclass(frozen=True, slots=True)
class Bucket:
    """The cumulative count of one bucket; the last one is the count of all."""

    observed: Observed
    index: int

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        usual = self.observed.spread.below[self.index]
        slow = self.observed.slow.spread.below[self.index] if self.observed.slow else 0.0
        counts = _counts(self.observed, tuple(offsets))
        return [str(math.floor(usual * often + slow * rare)) for often, rare in counts]


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of all observations."""

    observed: Observed

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        usual = self.observed.spread.mean
        slow = self.observed.slow.spread.mean if self.observed.slow else 0.0
        counts = _counts(self.observed, tuple(offsets))
        return [number(round(usual * often + slow * rare, 4)) for often, rare in counts]


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a summary: a gauge around what the spread says."""

    gauge: Gauge

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        return [f"{self.gauge.at(offset):.6g}" for offset in offsets]
