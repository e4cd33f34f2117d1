"""vmalert with the proxy as its data source records and alerts as with Prometheus itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.processes import Server, fetch
from tests.conformance.victoria_metrics import victoria_metrics
from tests.conformance.vmalert import replay, rules_of, vmalert

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

Rules = list[dict[str, Any]]

_WINDOW = ("2023-11-15T00:30:00Z", "2023-11-15T01:30:00Z")
_RECORDING: Rules = [
    {"record": "job:requests:rate5m", "expr": "sum by (job) (rate(http_requests_total[5m]))"},
    {"record": "path:labels:count", "expr": "count by (path) (odd_labels)"},
    {"record": "job:memory:max", "expr": "max by (job) (memory_bytes)", "labels": {"unit": "é"}},
]
_ALERTING: Rules = [
    {"alert": "Memory", "expr": "memory_bytes > 1.05e9", "for": "2m", "labels": {"team": "a"}},
    {"alert": "Errors", "expr": 'rate(http_requests_total{code="500"}[5m]) > 0.1'},
]
_LIVE: Rules = [
    {"record": "job:up:sum", "expr": "sum by (job) (up)"},
    {"alert": "Always", "expr": "vector(1)", "labels": {"severity": "page"}},
    {
        "alert": "Up",
        "expr": "up == 1",
        "annotations": {"of": '{{ with query "count(up)" }}{{ . | first | value }}{{ end }} é'},
    },
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Where vmalert writes what its rules say."""
    with victoria_metrics(tmp_path_factory.mktemp("store")) as server:
        yield server


def test_rules_over_the_past_record_the_same_series(
    proxy: Server, upstream: Server, store: Server, tmp_path: Path
) -> None:
    rules = written(tmp_path, "1m", [*_RECORDING, *_ALERTING])
    label = tmp_path.name  # a store of its own for each release
    for via, datasource in (("proxy", proxy), ("direct", upstream)):
        replay(datasource, store, rules, _WINDOW, f"{label}-{via}")
    fetch(f"{store.url}/internal/force_flush")
    proxied, direct = (recorded(store, f"{label}-{via}") for via in ("proxy", "direct"))
    assert {name for name, _ in direct} == {
        *("job:requests:rate5m", "path:labels:count", "job:memory:max"),
        *("ALERTS", "ALERTS_FOR_STATE"),
    }
    assert proxied == direct


def test_rules_about_now_alert_the_same(
    proxy: Server, alive: Server, store: Server, tmp_path: Path
) -> None:
    rules = written(tmp_path, "1s", _LIVE)
    with (
        vmalert(proxy, store, rules, tmp_path / "proxied") as over_proxy,
        vmalert(alive, store, rules, tmp_path / "direct") as over_prometheus,
    ):
        proxied, direct = (told(server) for server in (over_proxy, over_prometheus))
    assert direct["Always"]["state"] == "firing"
    assert proxied == direct


def written(folder: Path, interval: str, rules: Rules) -> Path:
    file = folder / "rules.yml"
    groups = {"groups": [{"name": "all", "interval": interval, "rules": rules}]}
    # JSON is YAML.
    file.write_text(json.dumps(groups))
    return file


def recorded(store: Server, via: str) -> dict[tuple[str, str], tuple[list[float], list[int]]]:
    """Return values and times of each series that a run wrote, by name and labels."""
    exported = fetch(f'{store.url}/api/v1/export?match[]={{via="{via}"}}')
    series = map(json.loads, exported.splitlines())
    return {
        (one["metric"].pop("__name__"), labels(one["metric"])): (one["values"], one["timestamps"])
        for one in series
    }


def labels(metric: dict[str, str]) -> str:
    return str(sorted((name, value) for name, value in metric.items() if name != "via"))


def told(server: Server) -> dict[str, dict[str, Any]]:
    """Return what vmalert tells about its rules, without times and numbers of its own."""
    wanted = ("state", "health", "lastError", "lastSamples", "query")
    return {
        name: {
            **{key: rule[key] for key in wanted},
            "alerts": sorted(map(alert_text, rule.get("alerts") or [])),
        }
        for name, rule in rules_of(server).items()
    }


def alert_text(alert: dict[str, Any]) -> str:
    return str([alert[key] for key in ("state", "labels", "annotations", "value")])
