"""Fills Prometheus' data folder with the history, in blocks that two processes write."""

import multiprocessing
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.command import output
from bench.world.exposition import lines, sample_times
from bench.world.targets import HISTORY_SECONDS
from bench.world.world import world

# Prometheus cuts blocks at full two hours; promtool reads a text once for each block in it.
_BLOCK_MS = 7200 * 1000
_PIECE_MS = 2400 * 1000
_PROCESSES = 2

Stretch = tuple[int, int]


def fill_history(promtool: Path, folder: Path, end: int) -> None:
    """Write the history up to its end into `data` in the folder; raises `CommandError`."""
    stretches = list(pieces((end - HISTORY_SECONDS) * 1000, end * 1000))
    # Threads of the caller, such as servers, must not be forked.
    context = multiprocessing.get_context("spawn")
    with context.Pool(_PROCESSES) as pool:
        pool.map(partial(fill, promtool, folder, end), stretches, chunksize=1)


def fill(promtool: Path, folder: Path, end: int, stretch: Stretch) -> None:
    """Write one stretch of time, from its first millisecond to before its last."""
    begins_ms, ends_ms = stretch
    exposition = folder / f"samples-{begins_ms}.om"
    with exposition.open("w", encoding="utf-8") as file:
        for scraped in world():
            times = sample_times(scraped.target, begins_ms, ends_ms)
            file.writelines(lines(scraped, times, end))
        file.write("# EOF\n")
    output(
        *(str(promtool), "tsdb", "create-blocks-from", "openmetrics", "--quiet"),
        *(str(exposition), str(folder / "data")),
    )
    exposition.unlink()


def pieces(begins_ms: int, ends_ms: int) -> Iterator[Stretch]:
    """Cut a time into pieces that lie within one block each."""
    while begins_ms < ends_ms:
        block_ends_ms = begins_ms - begins_ms % _BLOCK_MS + _BLOCK_MS
        cut_ms = min(begins_ms + _PIECE_MS, block_ends_ms, ends_ms)
        yield begins_ms, cut_ms
        begins_ms = cut_ms
