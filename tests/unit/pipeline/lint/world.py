"""The small world in which every case of a rule is checked: metrics, labels, and a server."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.domain import Window
from app.pipeline.lint.base import Context
from app.pipeline.lint.matchers import Matcher, matchers_of
from app.pipeline.parse import metric_name, parse
from app.prometheus.server import Server
from tests.fakes import EVER, NOON, hour

_COUNTER, _GAUGE, _HISTOGRAM = MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM
_SUMMARY, _UNKNOWN = MetricType.SUMMARY, MetricType.UNKNOWN

METRICS = (
    Metric("up", _GAUGE, "Whether the target is up."),
    Metric("http_requests_total", _COUNTER, "Requests served."),
    Metric("http_duration_seconds", _HISTOGRAM, "Time that requests took."),
    Metric("rpc_duration_seconds", _SUMMARY, "Time that calls took."),
    Metric("node_memory_free_bytes", _GAUGE, "Free memory."),
    Metric("node_cpu_seconds_total", _COUNTER, "Seconds the CPUs spent in each mode."),
    Metric("node_uname_info", _GAUGE, "Labeled system information."),
    Metric("kube_pod_info", _GAUGE, "Information about pod."),
    Metric("container_memory_usage_bytes", _GAUGE, "Memory in use."),
    Metric("native_seconds", _HISTOGRAM, "A native histogram."),
    Metric("job:http_requests:rate5m", _UNKNOWN),
    Metric("queue_wait", _SUMMARY, "Time that jobs waited."),
    Metric("queue_size_total", _GAUGE, "Jobs that wait, under a name that promises a counter."),
    Metric("files_per_bucket", _GAUGE, "Files in each bucket of a store."),
    Metric("vm_seconds", _HISTOGRAM, "A histogram with the buckets of VictoriaMetrics."),
    Metric("mystery", _UNKNOWN),
    Metric("mystery_total", _UNKNOWN),
)
_REQUESTS = [
    {"job": job, "instance": f"10.0.0.{number}:80", "code": code, "handler": "/"}
    for job in ("shop", "payments")
    for number in (1, 2)
    for code in ("200", "404", "500")
]
_NODES = [{"job": "node", "instance": f"node-{number}:9100"} for number in (1, 2)]
_PODS = [
    {"namespace": "prod", "pod": f"shop-{number}", "node": f"node-{number}", "job": "kube"}
    for number in (1, 2)
]
_BUCKETS = [{**row, "le": le} for row in _REQUESTS[:2] for le in ("0.1", "1", "+Inf")]
LABELS: Mapping[str, list[dict[str, str]]] = {
    "up": [{"job": "shop", "instance": "10.0.0.1:80"}, *_NODES],
    "http_requests_total": _REQUESTS,
    "http_duration_seconds_bucket": _BUCKETS,
    "http_duration_seconds_sum": _REQUESTS[:2],
    "http_duration_seconds_count": _REQUESTS[:2],
    "rpc_duration_seconds": [{"job": "shop", "quantile": quantile} for quantile in ("0.5", "0.99")],
    "rpc_duration_seconds_sum": [{"job": "shop"}],
    "rpc_duration_seconds_count": [{"job": "shop"}],
    "queue_wait": [{**row, "quantile": "0.99"} for row in _NODES],
    "queue_wait_sum": _NODES,
    "queue_wait_count": _NODES,
    "node_memory_free_bytes": _NODES,
    "node_cpu_seconds_total": [
        {**row, "cpu": cpu, "mode": mode}
        for row in _NODES
        for cpu in ("0", "1")
        for mode in ("idle", "user")
    ],
    "node_uname_info": [{**row, "nodename": row["instance"][:6]} for row in _NODES],
    "kube_pod_info": _PODS,
    "container_memory_usage_bytes": [{**row, "container": "app"} for row in _PODS],
    "native_seconds": [{"job": "shop"}],
    "job:http_requests:rate5m": [{"job": "shop"}],
    "queue_size_total": [{"job": "shop"}],
    "files_per_bucket": [{"job": "shop", "name": name} for name in ("a", "b")],
    "vm_seconds_bucket": [{"job": "shop", "vmrange": "1.0e-01...1.1e-01"}],
    "mystery": [{"job": "shop"}],
    "mystery_total": [{"job": "shop"}],
}
# What was there in the window of the request and is gone since.
PAST: Mapping[str, list[dict[str, str]]] = {
    "gone_total": [{"job": "shop"}],
    "http_requests_total": [{"job": "shop", "code": "503", "zone": "a"}],
}
# What was there days before that.
BEFORE: Mapping[str, list[dict[str, str]]] = {
    "older_total": [{"job": "shop"}],
    "http_requests_total": [{"job": "shop", "code": "421", "rack": "r"}],
}
_HOUR = hour()


@dataclass(frozen=True, slots=True)
class World:
    """A case's surroundings, each of which it may set otherwise.

    `version` is the server's, `window` start, end and step in seconds before noon.
    """

    version: tuple[int, ...] = (3, 5)
    scrape_interval_seconds: float = 15
    shortest_seconds: float = math.inf
    retention_seconds: float | None = 15 * 86_400
    window: Window = _HOUR

    def context(self) -> Context:
        """Return what rules get to see."""
        labels = {**LABELS, "native_seconds_bucket": []}
        catalogue = Catalogue.of(METRICS, labels=FixedLabels(labels))
        return Context(
            catalogue=catalogue,
            window=self.window,
            scrape_interval_seconds=self.scrape_interval_seconds,
            shortest_interval_seconds=min(self.shortest_seconds, self.scrape_interval_seconds),
            deadline=EVER,
            holds=holds,
            server=Server(self.version, self.retention_seconds),
        )


def holds(selector: str, window: Window) -> bool:
    """Say whether now or in the past there was a series for this selector."""
    asked = parse(selector)
    name, matchers = str(metric_name(asked)), list(matchers_of(asked))
    rows = [*_rows(name), *PAST.get(name, ())]
    if window.end_seconds - window.start_seconds > 86_400:
        rows += BEFORE.get(name, ())
    return any(all(_passes(m, row) for m in matchers) for row in rows)


def _rows(name: str) -> list[dict[str, str]]:
    return LABELS.get(name, [])


def _passes(matcher: Matcher, row: Mapping[str, str]) -> bool:
    value = row.get(matcher.label, "")
    if matcher.operator in ("=", "!="):
        return (value == matcher.value) == (matcher.operator == "=")
    return (re.fullmatch(matcher.value, value) is not None) == (matcher.operator == "=~")


def surroundings(given: Mapping[str, object]) -> World:
    """Return the world of a case: `version: "2.42"`, `scrape: 60`, `instant: true`, …"""
    world = World()
    if "version" in given:
        version = str(given["version"])
        numbers = tuple(int(part) for part in version.split(".")) if version else ()
        world = replace(world, version=numbers)
    if "scrape" in given:
        world = replace(world, scrape_interval_seconds=float(str(given["scrape"])))
    if "shortest" in given:
        world = replace(world, shortest_seconds=float(str(given["shortest"])))
    if "retention" in given:
        kept = given["retention"]
        world = replace(world, retention_seconds=None if kept is None else float(str(kept)))
    if given.get("instant"):
        world = replace(world, window=Window(NOON, NOON))
    return world
