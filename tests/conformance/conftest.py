"""Each release of Prometheus over the stored series, and the proxy with a relay behind it."""

from collections.abc import Iterator

import pytest

from scripts.processes import Server
from tests import servers
from tests.conformance.client import client
from tests.conformance.exporter import exporter
from tests.conformance.live import configuration, wait_until_alive
from tests.conformance.prometheus import prometheus
from tests.conformance.relay import Relay, relay
from tests.conformance.release import Release, release
from tests.conformance.stored_data import fill
from tests.conformance.through_the_proxy import Observed


@pytest.fixture(scope="session", params=["2.42", "3.5"])
def prometheus_release(request: pytest.FixtureRequest) -> Release:
    """Each release in turn."""
    return release(request.param)


@pytest.fixture(scope="session")
def upstream(
    prometheus_release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The release over the stored series."""
    workspace = tmp_path_factory.mktemp(prometheus_release.name)
    fill(workspace, prometheus_release)
    with (
        exporter() as target,
        prometheus(prometheus_release, workspace, configuration(workspace, target)) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def alive(upstream: Server) -> Server:
    """The same server once it has scraped and alerted, which takes it some seconds."""
    wait_until_alive(upstream)
    return upstream


@pytest.fixture(scope="session")
def relayed(upstream: Server) -> Iterator[Relay]:
    """The relay in front of the release."""
    with relay(upstream) as running:
        yield running


@pytest.fixture(scope="session")
def proxy(relayed: Relay) -> Iterator[Server]:
    """The proxy over the relay, with one worker, so that one request is under way at a time."""
    env = {
        "PROMETHEUS_URL": relayed.url,
        "LLM_PROVIDER": "builtin",
        "EXTRA_ROUTES": "/federate,/api/v1/read",
    }
    with servers.gunicorn_proxy(env, workers=1) as server:
        yield server


@pytest.fixture(scope="session")
def observed(proxy: Server, relayed: Relay, upstream: Server) -> Iterator[Observed]:
    """A raw client of the proxy, one of the upstream, and the relay between the two."""
    with client(proxy.url) as proxied, client(upstream.url) as direct:
        yield Observed(proxied, relayed, direct)
