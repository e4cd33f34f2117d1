"""Brings a world up and takes it down: `with running_world(folder) as state`."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.world.backfill import fill, fill_history, pieces
from bench.world.live import serving
from bench.world.server import prometheus
from bench.world.state import State, write
from bench.world.world import world
from scripts.binaries import provide
from scripts.processes import free_port

SERVERS = Path(".servers")
# Steps of subqueries are full minutes of the clock: at a full time they fall the same each time.
_FULL_SECONDS = 300


@contextmanager
def running_world(
    folder: Path, release: str = "3.5", preferred_port: int = 0, servers: Path = SERVERS
) -> Iterator[State]:
    """Run a world of its own in a folder, which is emptied before and removed after.

    Its history ends at the last full five minutes. Processes of its own write it: a program that
    calls this must be importable. Raises `MissingError`, `CommandError`, `StartError`.
    """
    found, promtool = provide([f"prometheus-{release}", f"promtool-{release}"], servers)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    try:
        end = int(time.time()) // _FULL_SECONDS * _FULL_SECONDS
        fill_history(promtool.path, folder, end)
        # Scrapes go on where this ends: the time that the history took to write is filled, too.
        for stretch in pieces(end * 1000, int(time.time()) * 1000):
            fill(promtool.path, folder, end, stretch)
        targets = [scraped.target for scraped in world()]
        with (
            serving(world(), end) as live_port,
            prometheus(found.path, folder, free_port(preferred_port), targets, live_port) as server,
        ):
            state = _state(server.url, end, release)
            write(folder, state)
            yield state
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _state(url: str, end: int, release: str) -> State:
    families = {exposed.family.name for scraped in world() for exposed in scraped.exposed}
    return State(
        url=url,
        eval_time=end,
        release=release,
        series=sum(scraped.size + 5 for scraped in world()),
        families=len(families),
        targets=len(world()),
        pid=os.getpid(),
    )
