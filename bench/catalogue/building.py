"""How long it takes to make a snapshot of the world, and to open it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from app.catalogue.building import Builder, Source
from app.catalogue.shelf import Shelf
from app.catalogue.snapshot import Snapshot, read, write
from app.deadline import Deadline
from bench.catalogue.figures import Figure

_OPENINGS = 5
_SECONDS = 300.0
_MOST_SECONDS = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Built:
    """What lies on the shelf in the end, and how long it took to get there."""

    snapshot: Snapshot
    figures: Sequence[Figure]


def build(url: str, folder: Path, rounds: int = 3) -> Built:
    """Make snapshots through the service's own child process, and again step by step.

    Raises `ProxyError` where that fails, `SnapshotError` where what was written cannot be read.
    """
    source = Source(url)
    ordered, fetched, written = [], [], []
    for number in range(rounds):
        published, seconds = _timed(partial(_published, source, Shelf(folder / f"shelf-{number}")))
        ordered.append(seconds)
        told, seconds = _timed(lambda: source.fetch()("", Deadline.after(_SECONDS)))
        fetched.append(seconds)
        steps = folder / f"steps-{number}"
        steps.mkdir()
        _, seconds = _timed(partial(write, told, steps))
        written.append(seconds)
    openings = [_timed(lambda: read(published)) for _ in range(_OPENINGS)]
    figures = (
        Figure("build: order to published snapshot", median(ordered), "s", at_most=_MOST_SECONDS),
        Figure("build: fetch alone, in this process", median(fetched), "s"),
        Figure("build: index and write alone, in this process", median(written), "s"),
        Figure("open a snapshot", median(seconds for _, seconds in openings) * 1e3, "ms"),
    )
    return Built(openings[-1][0], figures)


def _published(source: Source, shelf: Shelf) -> Path:
    builder, deadline = Builder(source), Deadline.after(_SECONDS)
    with shelf.alone(deadline):
        return shelf.build(lambda to: builder("", to, deadline), time.time())


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started
