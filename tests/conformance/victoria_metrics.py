"""Runs a single-node VictoriaMetrics that holds the stored series."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from scripts.processes import LOOPBACK, Program, Server, fetch, free_port, running
from tests import servers
from tests.conformance.openmetrics import text_of
from tests.conformance.stored_series import families


@contextmanager
def victoria_metrics(workspace: Path) -> Iterator[Server]:
    """Run it with the series that an exposition can say; skips the test where it is missing."""
    port = free_port()
    command = (
        str(servers.binary("victoria-metrics")),
        f"-httpListenAddr={LOOPBACK}:{port}",
        f"-storageDataPath={workspace / 'storage'}",
        "-retentionPeriod=90y",
    )
    with running(Program("victoria-metrics", command, port, "/health"), workspace) as server:
        _import(server, text_of(families(utf8_names=False), ticks_per_second=1000))
        fetch(f"{server.url}/internal/force_flush")
        yield server


def _import(server: Server, exposition: str) -> None:
    request = Request(f"{server.url}/api/v1/import/prometheus", data=exposition.encode())
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        assert answer.status == 204
