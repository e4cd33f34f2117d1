"""Series that only a remote write can bring: native histograms, and ends marked as such."""

import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.conformance.stored_series import COUNT, INTERVAL_SECONDS, START_SECONDS, Series

STALE: float = struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000002))[0]
CUSTOM_BOUNDS = -53
COUNTER, GAUGE = 0, 3


@dataclass(frozen=True, slots=True)
class NativeHistogram:
    """One sample: counts of neighbouring buckets, the first of which has number `first`.

    With `schema` CUSTOM_BOUNDS the bounds are `bounds`; else each is 2^(2^-schema) times the last.
    """

    seconds: int
    schema: int
    positive: tuple[int, ...]
    negative: tuple[int, ...] = ()
    zero: int = 0
    sum: float = 0.0
    first: int = 0
    bounds: tuple[float, ...] = ()
    hint: int = COUNTER

    @property
    def count(self) -> int:
        """Return how many observations it holds."""
        return sum(self.positive) + sum(self.negative) + self.zero


@dataclass(frozen=True, slots=True)
class NativeSeries:
    """Labels, the name among them, and its histograms in order of time."""

    labels: Mapping[str, str]
    samples: tuple[NativeHistogram, ...]


def marked_ends() -> list[Series]:
    """Return a series that ends for a quarter of an hour, and one that ends for good."""
    numbers = [(START_SECONDS + number * INTERVAL_SECONDS, number) for number in range(COUNT)]
    pause = range(60, 90)
    paused = [(at, _paused(number, pause)) for at, number in numbers if number not in pause[1:]]
    ended = [(at, float(number)) for at, number in numbers[:150]] + [(numbers[150][0], STALE)]
    return [
        Series({"__name__": "paused", "job": "api"}, tuple(paused)),
        Series({"__name__": "ended", "job": "api"}, tuple(ended)),
    ]


def _paused(number: int, pause: Sequence[int]) -> float:
    return STALE if number == pause[0] else float(number)


def native_histograms(*, of_3: bool) -> list[NativeSeries]:
    """Return them; 2.42 fails to store gauges, and custom bounds are of version 3."""
    plain = [
        _series("native_seconds", {"job": "api", "instance": "a:80"}, _slowing(3)),
        _series("native_seconds", {"job": "api", "instance": "b:80"}, _starting_again),
        _series("native_seconds", {"job": "web", "instance": "c:80"}, _slowing(1)),
        _series("native_coarse_seconds", {"job": "api"}, _coarse),
    ]
    return [*plain, *_of_3()] if of_3 else plain


def _series(
    name: str, labels: Mapping[str, str], at: Callable[[int, int], NativeHistogram]
) -> NativeSeries:
    samples = (at(number, START_SECONDS + number * INTERVAL_SECONDS) for number in range(COUNT))
    return NativeSeries({"__name__": name, **labels}, tuple(samples))


def _slowing(weight: int) -> Callable[[int, int], NativeHistogram]:
    def at(number: int, seconds: int) -> NativeHistogram:
        buckets = (weight * number, 2 * number, weight * number // 2, number * number // 100)
        return NativeHistogram(seconds, 3, buckets, zero=number // 5, sum=number * 1.5)

    return at


def _starting_again(number: int, seconds: int) -> NativeHistogram:
    return _slowing(2)(number % 100, seconds)


def _both_sides(number: int, seconds: int) -> NativeHistogram:
    below = 5 + number % 4
    return NativeHistogram(
        seconds,
        1,
        positive=(3, 1 + number % 6, 2),
        negative=(below, 1),
        zero=2,
        sum=math.sin(number),
        first=-1,
        hint=GAUGE,
    )


def _coarse(number: int, seconds: int) -> NativeHistogram:
    return NativeHistogram(seconds, 0, (number, number, 0, number // 3), sum=number * 2.0)


def _of_3() -> Iterator[NativeSeries]:
    def at(number: int, seconds: int) -> NativeHistogram:
        buckets = (number, number // 2, number // 4, number // 8)
        bounds = (0.1, 0.5, 2.5)
        return NativeHistogram(seconds, CUSTOM_BOUNDS, buckets, sum=number * 0.5, bounds=bounds)

    yield _series("native_both_sides", {"job": "api"}, _both_sides)
    yield _series("native_custom_seconds", {"job": "api"}, at)
    yield _series("native_custom_seconds", {"job": "web"}, at)
