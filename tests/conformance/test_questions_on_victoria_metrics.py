"""Questions about a VictoriaMetrics, which has no metadata, version and `format_query`."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from scripts.processes import LOOPBACK, Program, Server, fetch, free_port, running
from tests import servers
from tests.functional.asking import instant, selector

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_MINUTES = 20


def _lively() -> str:
    """Return some series until now, in the text format with milliseconds."""
    now = int(time.time())
    lines = []
    for second in range(now - _MINUTES * 60, now + 1, 15):
        counted = second - now + _MINUTES * 60
        for code in ("200", "500"):
            labels = f'{{job="shop",code="{code}"}}'
            lines.append(f"http_requests_total{labels} {counted} {second * 1000}")
        lines.append(f'memory_bytes{{job="shop"}} {1000 + counted} {second * 1000}')
    return "\n".join(lines)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("victoria-metrics"), free_port()
    command = (
        str(servers.binary("victoria-metrics")),
        f"-httpListenAddr={LOOPBACK}:{port}",
        f"-storageDataPath={folder / 'storage'}",
    )
    with running(Program("victoria-metrics", command, port, "/health"), folder) as upstream:
        requests.post(f"{upstream.url}/api/v1/import/prometheus", data=_lively(), timeout=10)
        fetch(f"{upstream.url}/internal/force_flush")
        env = {"PROMETHEUS_URL": upstream.url, "LLM_PROVIDER": "builtin"}
        with servers.gunicorn_proxy(env) as server:
            yield server


@pytest.fixture(scope="module")
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def lint(http: requests.Session, proxy: Server, promql: str) -> dict[str, Any]:
    answer = http.post(f"{proxy.url}/api/v1/llm/lint", json={"promql": promql}, timeout=30)
    told: dict[str, Any] = answer.json()
    return told


def test_a_question_is_answered(proxy: Server, http: requests.Session) -> None:
    answer = instant(http, proxy, selector("http requests per second by code"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["infos"][-1].startswith("PromQL: sum by (code) (rate(http_requests_total[")
    assert len(answer.json()["data"]["result"]) == 2


@pytest.mark.parametrize(
    ("promql", "rules"),
    [
        ("sum(rate(http_requests_total[5m]))", []),
        ("http_requests_totl", ["unknown-metric"]),
        ('memory_bytes{job="shp"}', ["unknown-label-value"]),
        ("sum by (zone) (memory_bytes)", ["unknown-label"]),
        ("http_requests_total", ["raw-counter"]),
        ("present_over_time(memory_bytes[5m])", []),
    ],
)
def test_promql_is_checked_against_what_it_holds(
    promql: str, rules: list[str], proxy: Server, http: requests.Session
) -> None:
    assert [found["rule"] for found in lint(http, proxy, promql)["findings"]] == rules


def test_what_a_query_would_take_is_told(proxy: Server, http: requests.Session) -> None:
    cost = lint(http, proxy, "sum by (code) (rate(http_requests_total[5m]))")["cost"]
    assert (cost["returned_series"], cost["touched_samples"]) == (2, pytest.approx(40, rel=0.1))
