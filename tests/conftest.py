"""Real servers once a session, no network but loopback for unit tests, logs beside failures."""

import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.processes import Server
from tests import servers

Reporting = Generator[None, pytest.TestReport, pytest.TestReport]

_UNIT = Path(__file__).resolve().parent / "unit"
_LOCAL_NAMES = {"localhost", "::1", "", None}


@pytest.fixture(scope="session")
def node_exporter() -> Iterator[Server]:
    with servers.node_exporter(servers.binary("node-exporter")) as server:
        yield server


@pytest.fixture(scope="session")
def prometheus_2(node_exporter: Server) -> Iterator[Server]:
    """Debian stable's Prometheus, over itself and node-exporter."""
    path = servers.binary("prometheus-2.42")
    with servers.prometheus(path, {"node": node_exporter.address}) as server:
        yield server


@pytest.fixture(scope="session")
def prometheus_3(node_exporter: Server) -> Iterator[Server]:
    """A Prometheus of version 3, over itself and node-exporter."""
    path = servers.binary("prometheus-3.5")
    with servers.prometheus(path, {"node": node_exporter.address}) as server:
        yield server


@pytest.fixture(scope="session", params=["prometheus_2", "prometheus_3"])
def upstream(request: pytest.FixtureRequest) -> Server:
    """Each Prometheus in turn."""
    server: Server = request.getfixturevalue(request.param)
    return server


@pytest.fixture(autouse=True)
def _network_forbidden(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep unit tests from reaching anything beyond this machine."""
    if not request.path.is_relative_to(_UNIT):
        return
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _local_only(getattr(socket.socket, name)))


def _local_only(connect: Callable[[socket.socket, Any], Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_local(address[0]):
            raise AssertionError(f"a unit test reached for the network: {address}")
        return connect(self, address)

    return guarded


def _is_local(host: str) -> bool:
    return host in _LOCAL_NAMES or host.startswith("127.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Reporting:
    """Show the logs of the servers that a failed test used."""
    report = yield
    if report.failed:
        used: dict[str, Any] = getattr(item, "funcargs", {})
        for server in dict.fromkeys(value for value in used.values() if _is_server(value)):
            report.sections.append((f"log of {server.name}", server.log_tail()))
    return report


def _is_server(value: object) -> bool:
    return isinstance(value, Server)
