"""Real servers for tests: as the demo runs them, with their data in a folder that goes away."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from scripts import servers
from scripts.binaries import MissingError, provide
from scripts.processes import Program, Server, running

BINARIES = Path(__file__).resolve().parent.parent / ".servers"

# A request that slips past the proxy's allow-list finds something to break.
_OPEN_TO_DAMAGE = ("--web.enable-admin-api", "--web.enable-lifecycle")


def binary(name: str) -> Path:
    """Return a server's path; without it the test is skipped, or fails where `CI` is true."""
    try:
        return provide([name], BINARIES)[0].path
    except MissingError as error:
        missing(str(error))


def missing(reason: str) -> NoReturn:
    """Skip the test for want of a server; fail it where `CI` is true."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def node_exporter(path: Path) -> Iterator[Server]:
    """Run node-exporter over this machine."""
    with _folder() as folder, servers.node_exporter(path, folder) as server, _told(server):
        yield server


@contextmanager
def prometheus(path: Path, scrape: Mapping[str, str]) -> Iterator[Server]:
    """Run Prometheus over itself and `scrape` (job → host:port), from its third scrape on."""
    with (
        _folder() as folder,
        servers.prometheus(path, scrape, folder, flags=_OPEN_TO_DAMAGE) as server,
        _told(server),
    ):
        servers.wait_for_samples(server, targets=len(scrape) + 1)
        yield server


@contextmanager
def gunicorn_proxy(env: Mapping[str, str], workers: int = 2) -> Iterator[Server]:
    """Run the service under gunicorn with `env` and a store of its own."""
    with (
        _folder() as folder,
        servers.proxy(env, folder, workers=workers) as server,
        _told(server),
    ):
        yield server


@contextmanager
def started(program: Program) -> Iterator[Server]:
    """Run a program as it is, its log in a folder that goes away."""
    with _folder() as folder, running(program, folder) as server, _told(server):
        yield server


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="llm-proxy-") as folder:
        yield Path(folder)


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Add the server's log to whatever goes wrong while it runs."""
    try:
        yield
    except Exception as error:
        error.add_note(server.log_tail())
        raise
