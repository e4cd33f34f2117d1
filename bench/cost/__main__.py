"""Compares what the proxy expects queries to take with what they take a real Prometheus.

`python -m bench.cost` prints one table and the estimates that were wrong. No figure makes it fail.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.command import CommandError
from bench.cost import report
from bench.cost.asked import RefusedError, ask
from bench.cost.blocks import Filled, fill
from bench.cost.comparison import Outcome
from bench.cost.estimated import estimated
from bench.cost.metrics import METRICS
from bench.cost.queries import of_many_series, of_short_lived_series, queries
from bench.cost.server import prometheus
from scripts.binaries import MissingError, provide
from scripts.processes import StartError

_SERVERS = Path(".servers")


def main() -> int:
    """Print the world, the table, its legend and the misses; 1 when nothing could be measured."""
    try:
        with tempfile.TemporaryDirectory(prefix="llm-proxy-cost-") as folder:
            _run(Path(folder))
    except KeyboardInterrupt:
        sys.stderr.write("bench: stopped\n")
        return 1
    except (MissingError, StartError, CommandError, RefusedError, OSError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    return 0


def _run(folder: Path) -> None:
    found, promtool = provide(["prometheus-3.5", "promtool-3.5"], _SERVERS)
    filled = _filled(promtool.path, folder)
    with prometheus(found.path, folder) as server:
        outcomes = list(_outcomes(server.url))
    lines = (report.world(filled, found.version), "", report.table(outcomes), "", report.LEGEND)
    sys.stdout.write("\n".join([*lines, "", report.misses(outcomes), ""]))


def _filled(promtool: Path, folder: Path) -> Filled:
    sys.stderr.write("bench: writing the samples …\n")
    return fill(promtool, folder, METRICS)


def _outcomes(url: str) -> Iterator[Outcome]:
    shape = None
    for query in (*queries(), *of_many_series(), *of_short_lived_series()):
        if query.shape is not shape:
            shape = query.shape
            sys.stderr.write(f"bench: {shape} …\n")
        # The estimate comes first: what a query warms up must not help it.
        estimate = estimated(query, url)
        yield Outcome(query, ask(query, url), estimate)


if __name__ == "__main__":
    sys.exit(main())
