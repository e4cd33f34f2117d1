"""Runs short rounds of all ways in turn, so that a noisy moment does not fall on one alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bench.figures import Figures, Round, measure, summed_up
from bench.load import Load
from bench.ways import Way


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one request: the figures of each way, by its name."""

    name: str
    connections: int
    figures: Mapping[str, Figures]


def interleaved(
    ways: Sequence[Way], rounds: int, send: Callable[[Way], Load]
) -> Mapping[str, Figures]:
    """Return what came out for each way, by name; raises `EndedError` and what `send` raises."""
    measured: dict[str, list[Round]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            measured[way.name].append(measure(way.server.process.pid, partial(send, way)))
    return {name: summed_up(taken) for name, taken in measured.items()}
