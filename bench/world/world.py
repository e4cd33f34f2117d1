"""Puts the world together: each target with all its series, its stories told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.world.families import Family, families_of, stands
from bench.world.noise import seed_of
from bench.world.numbers import Row
from bench.world.reading import read
from bench.world.shapes import Constant, Gauge, Shape, Wave
from bench.world.targets import Target, targets
from bench.world.values import Place, Sampled, sampled


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a target: its name, its labels beside the target's, and its values."""

    name: str
    labels: Mapping[str, str]
    shape: Shape


@dataclass(frozen=True, slots=True)
class Exposed:
    """A family as one target exposes it."""

    family: Family
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Scraped:
    """A target with everything it exposes, and with what Prometheus adds about the scrape."""

    target: Target
    exposed: tuple[Exposed, ...]

    @property
    def size(self) -> int:
        """Return how many series it exposes."""
        return sum(len(exposed.series) for exposed in self.exposed)

    @property
    def about(self) -> Iterator[tuple[str, Shape]]:
        """Yield name and values of the series that Prometheus writes about each scrape."""
        seed = seed_of("scrape", self.target.job, self.target.instance)
        seconds = 0.004 + self.size * 2e-5
        steady = Wave(0.0, 1.0, 0.0)
        yield "scrape_duration_seconds", Gauge(seconds, steady, 0.3, seed, 0.0, (), (0.0, 9.0), 6)
        yield "scrape_samples_scraped", Constant(float(self.size))
        yield "scrape_samples_post_metric_relabeling", Constant(float(self.size))
        yield "scrape_series_added", Constant(0.0)


@cache
def world() -> tuple[Scraped, ...]:
    """Return the whole world."""
    return tuple(map(_scraped, targets()))


def _scraped(target: Target) -> Scraped:
    merged: dict[str, Exposed] = {}
    for exporter in target.exposes:
        for family in families_of(exporter):
            series = tuple(_series(family, target))
            before = merged[family.name].series if family.name in merged else ()
            merged[family.name] = Exposed(family, (*before, *series))
    return Scraped(target, tuple(exposed for exposed in merged.values() if exposed.series))


def _series(family: Family, target: Target) -> Iterator[Series]:
    for labels, row in family.rows(target.row):
        words = (f"{target.job}/{target.instance}", family.name, *map(str, labels.values()))
        told = _with_stories(family, row)
        for one in sampled(family.type, told, row, Place(words, target.starts)):
            yield _named(family, labels, one)


def _named(family: Family, labels: Mapping[str, str], one: Sampled) -> Series:
    added = dict([one.label]) if one.label else {}
    return Series(f"{family.name}{one.suffix}", {**labels, **added}, one.shape)


def _with_stories(family: Family, row: Row) -> Any:
    told = family.value
    for story in _stories().get(family.name, ()):
        if stands(story["where"], row):
            told = {**told, **story["value"]}
    return told


@cache
def _stories() -> Mapping[str, list[Mapping[str, Any]]]:
    by_family: dict[str, list[Mapping[str, Any]]] = {}
    for story in read("stories.yaml"):
        for name in story["families"]:
            by_family.setdefault(name, []).append(story)
    return by_family
