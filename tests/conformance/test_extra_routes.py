"""What an operator switches on with EXTRA_ROUTES: federation and remote reading.

Prometheus itself is the client: one scrapes the proxy's `/federate`, one reads through it.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from scripts.processes import Server, fetch, wait_until
from tests.conformance.exchange import Sent
from tests.conformance.prometheus import prometheus
from tests.conformance.release import Release
from tests.conformance.remote_read import SAMPLES, STREAMED_CHUNKS, read_request
from tests.conformance.same_result import comparable
from tests.conformance.through_the_proxy import Observed

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_GZIP = (("Accept-Encoding", "gzip"),)
_OPENMETRICS = (("Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1"),)
_READING = (
    ("Content-Type", "application/x-protobuf"),
    ("Content-Encoding", "snappy"),
    ("Accept-Encoding", "snappy"),
    ("X-Prometheus-Remote-Read-Version", "0.1.0"),
)
_FEDERATED = ("up", "orders_total", "load_ratio", "wait_seconds_bucket", "go_info", "job:up:sum")
_READ = (
    "memory_bytes",
    "sum by (job) (rate(http_requests_total[5m]))",
    "odd_labels",
    "histogram_quantile(0.9, rate(native_seconds[5m]))",
    "histogram_quantile(0.9, sum by (le) (rate(request_duration_seconds_bucket[5m])))",
    "count_over_time(paused[90m])",
    "missing",
)


@pytest.mark.parametrize(
    "sent",
    [
        Sent.get("/federate?match[]=orders_total&match[]=up"),
        Sent.get('/federate?match[]={__name__=~"job:.%2A"}&match[]=missing', _GZIP),
        Sent.get("/federate?match[]=load_ratio", _OPENMETRICS),
        Sent.get("/federate?match[]=missing"),
        Sent.get("/federate?match[]=up{"),
        Sent.get("/federate"),
    ],
    ids=lambda sent: sent.target.decode(),
)
def test_what_is_federated_arrives_unchanged(sent: Sent, observed: Observed, alive: Server) -> None:
    assert observed.send(sent).status == observed.direct.send(sent).status


@pytest.mark.parametrize("answer_type", [SAMPLES, STREAMED_CHUNKS], ids=["samples", "chunks"])
@pytest.mark.parametrize("name", ["memory_bytes", "native_seconds", "missing"])
def test_what_is_read_arrives_unchanged(name: str, answer_type: int, observed: Observed) -> None:
    body = read_request({"__name__": name}, 1_700_010_000, 1_700_011_800, answer_type)
    sent = Sent("POST", b"/api/v1/read", _READING, body)
    assert observed.send(sent) == observed.direct.send(sent)


def test_a_broken_read_is_refused_as_prometheus_refuses_it(observed: Observed) -> None:
    sent = Sent("POST", b"/api/v1/read", _READING, b"no snappy")
    assert comparable(observed.send(sent)) == comparable(observed.direct.send(sent))


def test_a_prometheus_federates_through_the_proxy(
    proxy: Server, alive: Server, prometheus_release: Release, tmp_path: Path
) -> None:
    jobs = [federation("proxy", proxy), federation("direct", alive)]
    configuration = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}}
    with prometheus(
        prometheus_release, tmp_path, {**configuration, "scrape_configs": jobs}, name="federating"
    ) as server:
        wait_until(lambda: all(federated(server, via) for via in ("proxy", "direct")), server)
        proxied, direct = (federated(server, via) for via in ("proxy", "direct"))
    assert proxied.keys() == direct.keys()
    assert {name for name, _ in proxied} == set(_FEDERATED)
    steady = {key for key in direct if key[0] in ("orders_total", "wait_seconds_bucket")}
    assert {key: proxied[key] for key in steady} == {key: direct[key] for key in steady}


def test_a_prometheus_reads_through_the_proxy(
    proxy: Server, upstream: Server, prometheus_release: Release, tmp_path: Path
) -> None:
    answers = []
    for via, server in (("proxied", proxy), ("direct", upstream)):
        reading = {"remote_read": [{"url": f"{server.url}/api/v1/read", "read_recent": True}]}
        with prometheus(prometheus_release, tmp_path / via, reading, name=via) as reader:
            answers.append([asked(reader, query, time="1700011800") for query in _READ])
    assert len(answers[1][0]) == 3
    assert answers[0] == answers[1]


def federation(via: str, server: Server) -> dict[str, Any]:
    return {
        "job_name": via,
        "metrics_path": "/federate",
        "honor_labels": True,
        "params": {"match[]": list(_FEDERATED)},
        "static_configs": [{"targets": [server.address]}],
        "metric_relabel_configs": [{"target_label": "via", "replacement": via}],
    }


def federated(server: Server, via: str) -> dict[tuple[str, str], str]:
    """Return the values of the federated series by name and labels."""
    names = "|".join(_FEDERATED)
    found = asked(server, f'{{__name__=~"{names}", via="{via}", job!~"proxy|direct"}}')
    metrics = [(one["metric"], one["value"][1]) for one in found]
    return {
        (metric.pop("__name__"), str(sorted(metric.items() - {("via", via)}))): value
        for metric, value in metrics
    }


def asked(server: Server, query: str, **parameters: str) -> list[Any]:
    url = f"{server.url}/api/v1/query?{urlencode({'query': query, **parameters})}"
    return sorted(json.loads(fetch(url))["data"]["result"], key=repr)
