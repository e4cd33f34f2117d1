"""How the values of a series go on: functions of the seconds since the end of the history."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.world.noise import noise

Texts = Sequence[str]


class Shape(Protocol):
    """Gives the values of one series, as text, at these seconds since the end."""

    def texts(self, offsets: Sequence[float], end: int) -> Texts: ...


@dataclass(frozen=True, slots=True)
class Wave:
    """A slow rise and fall around 1, and its integral."""

    height: float
    period: float
    phase: float

    def at(self, offset: float) -> float:
        """Return what is added to 1."""
        return self.height * math.sin(offset / self.period + self.phase)

    def integral(self, offset: float) -> float:
        """Return the seconds that have passed, each weighed by the wave."""
        return offset - self.height * self.period * math.cos(offset / self.period + self.phase)


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same value."""

    value: float

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        return [number(self.value)] * len(offsets)


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment: so many seconds from the end of the history, or (`runs`) from now."""

    seconds: float
    runs: bool = False

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        if self.runs:
            return [number(end + self.seconds + round(offset, 3)) for offset in offsets]
        return [number(end + self.seconds)] * len(offsets)


@dataclass(frozen=True, slots=True)
class Start:
    """When a process started last, or (`age`) for how long it has been running."""

    starts: tuple[float, ...]
    age: bool = False

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        since = [last_start(self.starts, offset) for offset in offsets]
        if self.age:
            return [number(round(x - start, 3)) for x, start in zip(offsets, since, strict=True)]
        return [number(end + start) for start in since]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A level with a wave, noise, a slope per second, and steps (since when, which level)."""

    level: float
    wave: Wave
    noise: float
    seed: int
    slope: float
    steps: tuple[tuple[float, float], ...]
    bounds: tuple[float, float]
    digits: int

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        return [number(round(self.at(offset), self.digits)) for offset in offsets]

    def at(self, offset: float) -> float:
        """Return the value, not yet rounded."""
        level = self.level
        for since, stepped in self.steps:
            if offset >= since:
                level = stepped
        swing = 1 + self.wave.at(offset) + self.noise * noise(self.seed, offset)
        low, high = self.bounds
        return min(high, max(low, level * swing + self.slope * offset))


@dataclass(frozen=True, slots=True)
class Burst:
    """A time in which things happen so many times as often."""

    begins: float
    ends: float
    times: float


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened since the last start: it never falls between two starts."""

    rate: float
    wave: Wave
    noise: float
    seed: int
    bursts: tuple[Burst, ...]
    starts: tuple[float, ...]

    def at(self, offset: float) -> float:
        """Return the count, not yet rounded."""
        return max(0.0, self.total(offset) - self.total(last_start(self.starts, offset)))

    def total(self, offset: float) -> float:
        """Return the count since always, up to a constant."""
        waved = self.wave.integral
        seconds = waved(offset) + 15 * self.noise * noise(self.seed, offset)
        for burst in self.bursts:
            inside = min(max(offset, burst.begins), burst.ends)
            seconds += (burst.times - 1) * (waved(inside) - waved(burst.begins))
        return self.rate * seconds


@dataclass(frozen=True, slots=True)
class Counter:
    """A count as a counter tells it."""

    count: Count
    digits: int

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        scale = 10**self.digits
        counted = [math.floor(self.count.at(offset) * scale) for offset in offsets]
        return [number(value / scale) if self.digits else str(value) for value in counted]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of every second: idle time beside the busy time."""

    busy: Count
    digits: int

    def texts(self, offsets: Sequence[float], end: int) -> Texts:
        starts = self.busy.starts
        return [
            number(round(x - last_start(starts, x) - self.busy.at(x), self.digits)) for x in offsets
        ]


def last_start(starts: Sequence[float], offset: float) -> float:
    """Return the last start before this moment; `starts` rise."""
    return next((start for start in reversed(starts) if start <= offset), starts[0])


def number(value: float) -> str:
    """Return a value as short as it goes, whole numbers without a point."""
    return str(int(value)) if value == int(value) else repr(value)
