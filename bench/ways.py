"""The ways to Prometheus that are compared: straight, through nginx, through the proxy."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.nginx import nginx
from bench.programs import Programs
from bench.samples import write_blocks
from scripts import servers
from scripts.processes import Server

DIRECT = "direct"
NGINX = "nginx"
PROXY = "proxy"

# Its own few samples every now and then are not to be felt.
_SCRAPE_INTERVAL = "1m"
# The samples are as old as they are, and are not merged into larger blocks while we measure.
_FLAGS = (
    "--storage.tsdb.retention.time=100y",
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way, and the server that is asked."""

    name: str
    server: Server


@contextmanager
def started(programs: Programs) -> Iterator[tuple[Way, ...]]:
    """Run all servers over the samples; raises `StartError` and `CommandError`."""
    with tempfile.TemporaryDirectory(prefix="llm-proxy-bench-") as name:
        folder = Path(name)
        write_blocks(programs.promtool.path, folder)
        with (
            _prometheus(programs, folder) as upstream,
            nginx(programs.nginx, upstream, folder) as plain,
            servers.proxy({"PROMETHEUS_URL": upstream.url}, folder) as proxy,
        ):
            yield Way(DIRECT, upstream), Way(NGINX, plain), Way(PROXY, proxy)


@contextmanager
def _prometheus(programs: Programs, folder: Path) -> Iterator[Server]:
    with servers.prometheus(
        programs.prometheus.path, {}, folder, interval=_SCRAPE_INTERVAL, flags=_FLAGS
    ) as server:
        yield server
