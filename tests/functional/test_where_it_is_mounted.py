"""Where the proxy finds its upstream and is found itself: TLS, paths, and never itself."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.processes import LOOPBACK, Program, Server, StartError, free_port
from tests import servers
from tests.functional.asking import UPTIME, selector
from tests.functional.certificates import Certificates, certificates
from tests.functional.fake_upstream import OK, always, fake_upstream
from tests.functional.relay import relay
from tests.functional.until import until
from tests.functional.wire import asked, get

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

QUERY = "/api/v1/query"
ROOT = "/tools/prom"


@contextmanager
def proxy_at(
    port: int, folder: Path, env: Mapping[str, str], ready: str = "/-/ready"
) -> Iterator[Server]:
    command = (
        *(sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"),
        *("-b", f"{LOOPBACK}:{port}", "-w", "1"),
    )
    store = {"DATABASE_URL": f"sqlite:///{folder / 'queries.db'}", "LLM_PROVIDER": "builtin"}
    with servers.started(Program("proxy", command, port, ready, {**store, **env})) as server:
        yield server


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


def test_an_upstream_with_a_private_authority_is_trusted_where_that_is_named(
    certified: Certificates,
) -> None:
    with fake_upstream(always(OK), tls=certified.of_server()) as upstream:
        env = {"PROMETHEUS_URL": upstream.url, "PROMETHEUS_CA_FILE": str(certified.authority)}
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            answers = [asked(proxy, get(QUERY, query="1")) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert upstream.connections == 1


@pytest.mark.parametrize(
    ("host", "named", "reason"),
    [
        ("127.0.0.1", False, "unable to get local issuer certificate"),
        ("localhost", True, "Hostname mismatch"),
    ],
    ids=["by nobody", "for another name"],
)
def test_a_certificate_that_is_not_trusted_is_a_clear_503(
    host: str, named: bool, reason: str, certified: Certificates
) -> None:
    with fake_upstream(always(OK), tls=certified.of_server()) as upstream:
        env = {"PROMETHEUS_URL": upstream.url.replace("127.0.0.1", host)}
        if named:
            env["PROMETHEUS_CA_FILE"] = str(certified.authority)
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            refused = asked(proxy, get(QUERY, query="1"))
            log = proxy.log.read_text()
    assert refused.error == (503, "unavailable")
    assert reason in refused.json()["error"]
    assert "Traceback" not in log
    assert upstream.received == []


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prometheus that serves everything under a path."""
    folder, port = tmp_path_factory.mktemp("prefixed"), free_port()
    configuration = folder / "prometheus.yml"
    configuration.write_text("global: {}")
    command = (
        str(servers.binary("prometheus-3.5")),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--web.route-prefix=/up/stream",
        "--web.enable-admin-api",
        "--web.enable-lifecycle",
    )
    with servers.started(Program("prometheus", command, port, "/up/stream/-/ready")) as server:
        yield server


@pytest.fixture(scope="module")
def mounted(prefixed: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The proxy under a path, its upstream under another."""
    env = {"PROMETHEUS_URL": f"{prefixed.url}/up/stream/", "ROOT_PATH": f"{ROOT}/"}
    folder = tmp_path_factory.mktemp("mounted")
    with proxy_at(free_port(), folder, env, f"{ROOT}/-/ready") as server:
        yield server


def test_an_upstream_under_a_path_is_asked_below_it(mounted: Server) -> None:
    assert asked(mounted, get(ROOT + QUERY, query="1+1")).json()["data"]["result"][1] == "2"
    refused = asked(mounted, get(ROOT + QUERY, query=selector(UPTIME)))
    assert refused.error == (503, "unavailable")
    assert "Prometheus has no metrics yet" in refused.json()["error"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/-/healthy", 200),
        ("/-/ready", 200),
        ("/metrics", 200),
        ("/", 200),
        ("", 200),
        ("/static/page.css", 200),
        ("/api/v1/status/buildinfo", 200),
        ("/api/v1/label/a%2Fb/values", 404),
        ("/api/v1/get_all_queries", 200),
        ("/-/reload", 404),
        ("/../-/reload", 400),
        ("/%2e%2e/-/reload", 400),
        ("//api/v1/query", 400),
    ],
)
def test_all_that_is_served_is_served_below_the_root(
    path: str, status: int, mounted: Server
) -> None:
    request = get(ROOT + path).replace(b"Host: proxy", b"Host: localhost")
    assert asked(mounted, request).status == status
    absolute = request.replace(b"GET ", b"GET http://localhost", 1)
    assert asked(mounted, absolute).status == status


def test_the_page_links_to_what_is_there(mounted: Server) -> None:
    page = asked(mounted, get(f"{ROOT}/").replace(b"Host: proxy", b"Host: localhost"))
    links = re.findall(r'(?:href|src)="(/[^"]*)"', page.body.decode())
    assert f"{ROOT}/static/page.css" in links
    assert {asked(mounted, get(link)).status for link in links} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/-/ready",
        "/-/healthy",
        "/metrics",
        QUERY,
        "/tools",
        "/tools/",
        "/tools/promx",
        "/tools/prom%2f-/ready",
        "/tools%2fprom/-/ready",
        "/TOOLS/PROM/-/ready",
        "//tools/prom/-/ready",
        "/x/../tools/prom/-/ready",
        "http://x/-/ready",
        "http://x",
    ],
)
def test_what_lies_outside_the_root_is_404(path: str, mounted: Server) -> None:
    assert asked(mounted, get(path)).error == (404, "not_found")
    assert asked(mounted, get(path, method="HEAD"), to_head=True).status == 404


def test_an_upstream_that_is_the_proxy_itself_is_refused_at_the_start(tmp_path: Path) -> None:
    port = free_port()
    env = {"PROMETHEUS_URL": f"http://localhost:{port}"}
    with pytest.raises(StartError, match="itself"), proxy_at(port, tmp_path, env):
        pass


def test_a_way_round_to_the_proxy_itself_ends_with_its_client(tmp_path: Path) -> None:
    port = free_port()
    with relay(f"{LOOPBACK}:{port}") as round_about:
        env = {"PROMETHEUS_URL": round_about.url, "UPSTREAM_TIMEOUT": "2"}
        with proxy_at(port, tmp_path, env) as proxy:
            assert asked(proxy, get(QUERY, query="1")).status >= 500
            assert asked(proxy, get("/-/healthy")).status == 200
            until(lambda: not round_about.busy())
