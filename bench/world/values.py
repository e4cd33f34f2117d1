"""Makes the shapes of a family's series from what its file says about the values."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.world.histogram import Bucket, Observed, Quantile, Slow, Spread, Sum
from bench.world.noise import seed_of, unit
from bench.world.numbers import Row, figure, needed
from bench.world.shapes import (
    Burst,
    Clock,
    Constant,
    Count,
    Counter,
    Gauge,
    Rest,
    Shape,
    Start,
    Wave,
)

BOUNDS: Mapping[str, tuple[float, ...]] = {
    "web": (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    "fine": (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024),
    "milliseconds": (1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0),
    "long": (1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0),
    "bytes": (100.0, 1000.0, 10000.0, 100000.0, 1000000.0, 10000000.0),
}
_QUANTILES = ("0.5", "0.9", "0.99")
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Sampled:
    """One series of a family: what follows its name, one more label or none, and its shape."""

    suffix: str
    label: tuple[str, str] | None
    shape: Shape


@dataclass(frozen=True, slots=True)
class Place:
    """Whose values they are: the seed's words, and the starts of the process, as offsets."""

    words: tuple[str, ...]
    starts: tuple[float, ...]


def sampled(kind: str, told: Any, row: Row, place: Place) -> Iterator[Sampled]:
    """Yield the series of a family for one row of labels; none where the row has none."""
    if not isinstance(told, Mapping) or "by" in told:
        told = {"constant": told}
    place = _since(told, row, place)
    if kind == "histogram" and "rate" in told:
        yield from _histogram(told, row, place)
    elif kind == "summary":
        yield from _summary(told, row, place)
    elif (shape := _shape(told, row, place)) is not None:
        yield Sampled("", None, shape)


def _shape(told: Mapping[str, Any], row: Row, place: Place) -> Shape | None:
    if "is" in told:
        return Constant(float(_stands(told["is"], row)))
    if "rest" in told:
        count = _count(told["rest"], row, place)
        return Rest(count, int(told.get("digits", 2))) if count else None
    if "rate" in told:
        count = _count(told, row, place)
        return Counter(count, int(told.get("digits", 0))) if count else None
    if "level" in told:
        return _gauge(told, row, place)
    return _plain(told, row, place)


def _stands(pairs: Mapping[str, Any], row: Row) -> bool:
    """Say whether each label has the value of its attribute, or one of a list."""
    for label, wanted in pairs.items():
        value = row[wanted[1:]] if isinstance(wanted, str) and wanted[:1] == "$" else wanted
        if str(row[label]) not in (map(str, value) if isinstance(value, list) else (str(value),)):
            return False
    return True


def _plain(told: Mapping[str, Any], row: Row, place: Place) -> Shape | None:
    if "start" in told:
        return Start(place.starts, age=told["start"] == "age")
    if "clock" in told:
        return Clock(needed(told["clock"], row), runs=True)
    for key, sign in (("ago", -1), ("ahead", 1)):
        if key in told:
            seconds = figure(told[key], row)
            return None if seconds is None else Clock(sign * seconds)
    value = figure(told["constant"], row)
    return None if value is None else Constant(value)


def _gauge(told: Mapping[str, Any], row: Row, place: Place) -> Gauge | None:
    level = figure(told["level"], row)
    if level is None:
        return None
    seed = _seed(told, row, place)
    factor = _factor(told, row, seed)
    steps = told.get("steps", ())
    return Gauge(
        level * factor,
        _wave(told, row, seed, 0.08),
        needed(told.get("noise", 0.03), row),
        seed,
        needed(told.get("slope", 0), row),
        tuple((-_MINUTE * minutes, needed(stepped, row)) for minutes, stepped in steps),
        (needed(told.get("min", 0), row), needed(told.get("max", math.inf), row)),
        int(told.get("digits", 0 if level >= 1000 else 4)),
    )


def _count(told: Mapping[str, Any], row: Row, place: Place) -> Count | None:
    rate = figure(told["rate"], row)
    if rate is None:
        return None
    seed = _seed(told, row, place)
    bursts = tuple(
        Burst(-_MINUTE * begins, -_MINUTE * ends, needed(times, row))
        for begins, ends, times in told.get("bursts", ())
    )
    least = min([1.0, *(burst.times for burst in bursts)])
    wobble = needed(told.get("noise", 0.2), row) * least
    wave = _wave(told, row, seed, 0.25)
    return Count(rate * _factor(told, row, seed), wave, wobble, seed, bursts, place.starts)


def _histogram(told: Mapping[str, Any], row: Row, place: Place) -> Iterator[Sampled]:
    observed = _observed(told, row, place)
    if observed is None:
        return
    bounds = observed.spread.bounds
    for index, bound in enumerate([*map(_bound, bounds), "+Inf"]):
        yield Sampled("_bucket", ("le", bound), Bucket(observed, index))
    yield Sampled("_count", None, Bucket(observed, len(bounds)))
    yield Sampled("_sum", None, Sum(observed))


def _bound(bound: float) -> str:
    """Return a bound as Prometheus 3 writes it, whichever one reads it."""
    text = f"{bound:g}"
    return text if "." in text or "e" in text else f"{text}.0"


def _summary(told: Mapping[str, Any], row: Row, place: Place) -> Iterator[Sampled]:
    observed = _observed(told, row, place)
    if observed is None:
        return
    if told.get("quantiles", True):
        for name in _QUANTILES:
            odds = float(name) / (1 - float(name))
            level = observed.spread.median * odds ** (1 / observed.spread.sharp)
            seed = observed.count.seed
            wave = Wave(0.1, observed.count.wave.period, observed.count.wave.phase)
            gauge = Gauge(level, wave, 0.05, seed, 0.0, (), (0.0, math.inf), 6)
            yield Sampled("", ("quantile", name), Quantile(gauge))
    yield Sampled("_count", None, Bucket(observed, len(observed.spread.bounds)))
    yield Sampled("_sum", None, Sum(observed))


def _observed(told: Mapping[str, Any], row: Row, place: Place) -> Observed | None:
    count = _count(told, row, place)
    if count is None:
        return None
    bounds = BOUNDS[told.get("bounds", "web")]
    sharp = needed(told.get("sharp", 2), row)
    varied = 1 + needed(told.get("varied", 0.2), row) * (2 * unit(count.seed ^ 0x5DEECE66D) - 1)
    usual = Spread(bounds, needed(told["median"], row) * varied, sharp)
    slow = None
    if "slow" in told:
        begins, ends, median = told["slow"]
        spread = Spread(bounds, needed(median, row) * varied, sharp)
        slow = Slow(-_MINUTE * begins, -_MINUTE * ends, spread)
    return Observed(count, usual, slow)


def _seed(told: Mapping[str, Any], row: Row, place: Place) -> int:
    """Return the series' own seed, or with `seed: [word, label, …]` one that several share.

    It is the target's own unless the first word is `world`.
    """
    if "seed" in told:
        words = [str(row.get(word, word)) for word in told["seed"]]
        return seed_of(*words) if words[0] == "world" else seed_of(place.words[0], *words)
    return seed_of(*place.words)


def _factor(told: Mapping[str, Any], row: Row, seed: int) -> float:
    return 1 + needed(told.get("spread", 0.2), row) * (2 * unit(seed) - 1)


def _wave(told: Mapping[str, Any], row: Row, seed: int, usual: float) -> Wave:
    height = needed(told.get("wave", usual), row)
    turned = unit(seed_of("wave", str(seed)))
    return Wave(height, 600 + 1800 * turned, 6.283 * unit(seed_of("phase", str(seed))))


def _since(told: Mapping[str, Any], row: Row, place: Place) -> Place:
    """Let what is counted begin at the value's own age instead of the process'."""
    return Place(place.words, (-needed(told["age"], row),)) if "age" in told else place
