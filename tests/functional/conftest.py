"""The service under gunicorn with two workers, over each Prometheus in turn."""

from collections.abc import Iterator

import pytest
import requests

from scripts.processes import Server
from tests import servers


@pytest.fixture(scope="module")
def proxy(upstream: Server) -> Iterator[Server]:
    """The service with an empty store and no model but the built-in translator."""
    env = {"PROMETHEUS_URL": upstream.url, "LLM_PROVIDER": "builtin"}
    with servers.gunicorn_proxy(env) as server:
        yield server


@pytest.fixture(scope="module")
def http() -> Iterator[requests.Session]:
    """A client that takes nothing from the environment, as a Grafana beside us would not.

    It keeps no connection: a worker that stops waits for those, two seconds in each test.
    """
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Connection"] = "close"
        yield session
