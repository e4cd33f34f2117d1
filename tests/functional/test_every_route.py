"""Each row of the route table: it exists upstream, and the proxy does with it what it says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from app.prometheus.routes import ROUTES, Access, Route
from scripts.processes import Server
from tests import servers
from tests.functional.relay import Relay, relay
from tests.functional.wire import asked, get

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

# Everything that any of them needs to give an answer.
PARAMETERS = {
    "query": "1",
    "time": "4",
    "start": "0",
    "end": "60",
    "step": "15",
    "match[]": "up",
}
NEWER_THAN_OURS = {
    "/api/v1/features",
    "/api/v1/targets/relabel_steps",
    "/api/v1/scrape_pools/config",
    "/api/v1/status/self_metrics",
    "/api/v1/status/tsdb/blocks",
    "/api/v1/search/metric_names",
    "/api/v1/search/label_names",
    "/api/v1/search/label_values",
    "/api/v1/openapi.yaml",
}
# The handler of whatever no other row answers: OPTIONS, and 404.
CATCH_ALL = "/api/v1/*path"
LIVE = "/api/v1/notifications/live"  # a stream without end
# Their own answers differ from one moment to the next.
UNSTEADY = re.compile(r"/api/v1/(?:targets|status/(?:runtimeinfo|tsdb))|/federate")
# Answered by the proxy itself.
OURS = {"/", "/metrics", "/-/healthy", "/-/ready", "/static/*"}


def rows(access: Access) -> list[Route]:
    return [route for route in ROUTES if route.access is access]


def path_of(route: Route) -> str:
    return route.path.replace("{name}", "job").replace("*", "x")


def every(access: Access) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", rows(access), ids=lambda route: route.path)


@pytest.fixture(scope="module")
def watched(upstream: Server) -> Iterator[Relay]:
    with relay(upstream) as between:
        yield between


@pytest.fixture(scope="module")
def proxy(watched: Relay) -> Iterator[Server]:
    """The service with everything switched on that can be."""
    env = {
        "PROMETHEUS_URL": watched.url,
        "EXTRA_ROUTES": ",".join(route.path for route in rows(Access.OPT_IN)),
    }
    with servers.gunicorn_proxy(env, workers=1) as server:
        yield server


def test_each_row_that_may_be_forwarded_exists_in_a_server_or_is_known_as_newer(
    prometheus_2: Server, prometheus_3: Server, http: requests.Session
) -> None:
    forwarded = [*rows(Access.ALLOW), *rows(Access.OPT_IN)]
    missing = {
        route.path
        for route in forwarded
        if not any(_exists(http, server, route) for server in (prometheus_2, prometheus_3))
    }
    assert missing == NEWER_THAN_OURS


def test_each_handler_of_a_server_has_one_row(prometheus_3: Server, http: requests.Session) -> None:
    exposition = http.get(f"{prometheus_3.url}/metrics", timeout=10).text
    handlers = set(
        re.findall(r'prometheus_http_requests_total\{[^}]*handler="([^"]*)"', exposition)
    )
    assert len(handlers) > 50
    covering = {
        handler: [route.path for route in ROUTES if _covers(route, handler)]
        for handler in handlers - {CATCH_ALL}
    }
    assert {handler: found for handler, found in covering.items() if len(found) != 1} == {}


@every(Access.ALLOW)
def test_an_allowed_row_answers_what_the_server_answers(
    route: Route, proxy: Server, upstream: Server, http: requests.Session
) -> None:
    for method in route.upstream_methods:
        direct, proxied = (_ask(http, server, method, route) for server in (upstream, proxy))
        assert proxied.status_code == direct.status_code
        assert proxied.headers.get("Content-Type") == direct.headers.get("Content-Type")
        assert _in_order(proxied) == _in_order(direct)


@pytest.fixture(scope="module")
def unset(prometheus_3: Server) -> Iterator[tuple[Server, Relay]]:
    """The service as it is without settings."""
    with (
        relay(prometheus_3) as watched,
        servers.gunicorn_proxy({"PROMETHEUS_URL": watched.url}, workers=1) as server,
    ):
        yield server, watched


@every(Access.OPT_IN)
def test_a_row_to_opt_in_is_404_with_words_until_it_is_named(
    route: Route, unset: tuple[Server, Relay]
) -> None:
    proxy, watched = unset
    answer = asked(proxy, get(route.path, method=route.upstream_methods[0]))
    assert answer.error == (404, "not_found")
    assert answer.json()["error"] == (f"this path is off: EXTRA_ROUTES={route.path} switches it on")
    assert watched.received == []


@every(Access.OPT_IN)
def test_a_row_to_opt_in_is_forwarded_where_it_is_named(
    route: Route, proxy: Server, upstream: Server, watched: Relay, http: requests.Session
) -> None:
    watched.forget()
    for method in route.upstream_methods:
        direct, proxied = (_ask(http, server, method, route) for server in (upstream, proxy))
        assert proxied.status_code == direct.status_code
        assert proxied.headers.get("Content-Type") == direct.headers.get("Content-Type")
        if route.path != LIVE and not UNSTEADY.match(route.path):
            assert _in_order(proxied) == _in_order(direct)
    arrived = [(arrival.method, arrival.path) for arrival in watched.received]
    assert arrived == [(method, route.path) for method in route.upstream_methods]


@every(Access.DENY)
def test_a_denied_row_is_never_forwarded(route: Route, proxy: Server, watched: Relay) -> None:
    watched.forget()
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        answer = asked(proxy, get(path_of(route), method=method), to_head=method == "HEAD")
        assert answer.status < 500
        if route.path not in OURS and method != "HEAD":
            assert answer.error[0] in (404, 405)
    assert watched.received == []


def _exists(http: requests.Session, server: Server, route: Route) -> bool:
    answers = [_ask(http, server, method, route) for method in route.upstream_methods]
    return all(answer.status_code not in (404, 405) for answer in answers)


def _ask(http: requests.Session, server: Server, method: str, route: Route) -> requests.Response:
    """Ask; of a stream without end, the head only."""
    url = server.url + path_of(route)
    answer = http.request(
        method, url, params=PARAMETERS, timeout=10, stream=True, allow_redirects=False
    )
    with answer:
        assert route.path == LIVE or answer.content is not None
    return answer


def _in_order(answer: requests.Response) -> object:
    """Return what was said, in an order of its own: a server's is another each time."""
    if answer.headers.get("Content-Type") != "application/json":
        return answer.text
    return _sorted(answer.json())


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


def _covers(route: Route, handler: str) -> bool:
    """Say whether a row is for a handler, whose `:name` is a segment and `*name` any rest."""
    path = re.sub(r":\w+", "{name}", handler)
    if not route.path.endswith("*"):
        return path == route.path
    return path.partition("*")[0].startswith(route.path.removesuffix("*")) and "*" in path
