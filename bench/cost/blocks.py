"""Fills Prometheus' data folder with blocks of half an hour each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.command import output
from bench.cost.metrics import Metric
from bench.cost.openmetrics import sample_times, text
from bench.cost.targets import END, START

# The text of a piece takes hundreds of megabytes; it is gone before the next one is written.
_PIECE_MS = 1800 * 1000


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was written, and how long that took."""

    series: int
    samples: int
    seconds: float


def fill(promtool: Path, folder: Path, metrics: Sequence[Metric]) -> Filled:
    """Write all samples into `data` in the folder; raises `CommandError`."""
    started = time.monotonic()
    for begins_ms in range(START * 1000, END * 1000, _PIECE_MS):
        _write_block(promtool, folder, metrics, begins_ms)
    return Filled(
        series=sum(metric.series for metric in metrics),
        samples=sum(map(samples, metrics)),
        seconds=time.monotonic() - started,
    )


def samples(metric: Metric) -> int:
    """Return how many samples a metric has in all."""
    of_targets = (
        len(sample_times(metric, target, START * 1000, END * 1000)) for target in metric.job.targets
    )
    return sum(of_targets) * metric.series // len(metric.job.targets)


def _write_block(promtool: Path, folder: Path, metrics: Sequence[Metric], begins_ms: int) -> None:
    exposition = folder / "samples.om"
    with exposition.open("w", encoding="utf-8") as file:
        file.writelines(text(metrics, begins_ms, begins_ms + _PIECE_MS))
    output(
        *(str(promtool), "tsdb", "create-blocks-from", "openmetrics", "--quiet"),
        *(str(exposition), str(folder / "data")),
    )
    exposition.unlink()
