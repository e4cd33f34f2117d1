"""A small shop on two machines, as a catalogue with labels."""

from collections.abc import Mapping, Sequence
from itertools import product

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels

COUNTER, GAUGE = MetricType.COUNTER, MetricType.GAUGE
HISTOGRAM, SUMMARY = MetricType.HISTOGRAM, MetricType.SUMMARY

Rows = Sequence[Mapping[str, str]]


def rows(**labels: Sequence[str]) -> Rows:
    """Return every combination of the labels' values."""
    return [dict(zip(labels, values, strict=True)) for values in product(*labels.values())]


HOSTS = ("alpha:9100", "beta:9100")
NODES = {"job": ("node",), "instance": HOSTS}
APPS = {"job": ("web",), "instance": ("web-1:80", "web-2:80")}

HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("up", GAUGE, "Scrape targets: 1 if the last scrape worked (up), 0 if not (down)."),
        [*rows(**NODES), *rows(**APPS), {"job": "prometheus", "instance": "localhost:9090"}],
    ),
    (
        Metric("node_cpu_seconds_total", COUNTER, "Seconds the CPUs spent in each mode."),
        rows(**NODES, cpu=("0", "1"), mode=("idle", "user", "system", "iowait")),
    ),
    (Metric("node_load1", GAUGE, "1m load average."), rows(**NODES)),
    (Metric("node_load15", GAUGE, "15m load average."), rows(**NODES)),
    (Metric("node_memory_MemTotal_bytes", GAUGE, "Memory information."), rows(**NODES)),
    (Metric("node_memory_MemAvailable_bytes", GAUGE, "Memory information."), rows(**NODES)),
    (Metric("node_memory_MemFree_bytes", GAUGE, "Memory information."), rows(**NODES)),
    (
        Metric("node_filesystem_avail_bytes", GAUGE, "Filesystem space for users."),
        rows(**NODES, mountpoint=("/", "/srv")),
    ),
    (
        Metric("node_filesystem_size_bytes", GAUGE, "Filesystem size in bytes."),
        rows(**NODES, mountpoint=("/", "/srv")),
    ),
    (
        Metric("node_network_receive_bytes_total", COUNTER, "Network device statistic."),
        rows(**NODES, device=("eth0", "lo")),
    ),
    (
        Metric("node_network_transmit_bytes_total", COUNTER, "Network device statistic."),
        rows(**NODES, device=("eth0", "lo")),
    ),
    (Metric("node_boot_time_seconds", GAUGE, "Node boot time, in unixtime."), rows(**NODES)),
    (Metric("node_uname_info", GAUGE, "Labeled system information."), rows(**NODES)),
    (
        Metric("process_start_time_seconds", GAUGE, "Start time since unix epoch in seconds."),
        [*rows(**APPS), {"job": "prometheus", "instance": "localhost:9090"}],
    ),
    (Metric("process_open_fds", GAUGE, "Number of open file descriptors."), rows(**APPS)),
    (Metric("process_max_fds", GAUGE, "Maximum number of open file descriptors."), rows(**APPS)),
    (
        Metric("go_goroutines", GAUGE, "Number of goroutines that currently exist."),
        [*rows(**APPS), {"job": "prometheus", "instance": "localhost:9090"}],
    ),
    (
        Metric("http_requests_total", COUNTER, "HTTP requests."),
        rows(**APPS, code=("200", "404", "500"), handler=("/cart", "/pay")),
    ),
    (
        Metric("http_request_duration_seconds", HISTOGRAM, "Latency of HTTP requests."),
        rows(**APPS, handler=("/cart", "/pay"), le=("0.1", "+Inf")),
    ),
    (Metric("gc_pause_seconds", SUMMARY, "Garbage collection."), rows(**APPS, quantile=("0.5",))),
    (
        Metric("cache_hits_total", COUNTER, "Hits of the cache."),
        rows(**APPS),
    ),
    (Metric("cache_misses_total", COUNTER, "Misses of the cache."), rows(**APPS)),
    (
        Metric("mail_queue_length", GAUGE, "Mails that wait."),
        rows(**APPS, queue=("news", "receipts")),
    ),
    (
        Metric("tls_certificate_expiry_timestamp_seconds", GAUGE, "End of validity."),
        rows(job=("tls",), site=("shop.example", "api.example")),
    ),
    (Metric("orders_total", COUNTER, "Orders placed."), rows(**APPS, country=("de", "fr"))),
    (
        Metric("pod_phase", GAUGE, "1 if the pod is in the phase."),
        rows(job=("kube",), pod=("a", "b"), phase=("Running", "Pending", "Failed")),
    ),
    (
        Metric("container_memory_working_set_bytes", GAUGE, "Working set."),
        [
            {"job": "kubelet", "id": "/"},
            {"job": "kubelet", "id": "/a", "pod": "a"},
            {"job": "kubelet", "id": "/a/x", "pod": "a", "container": "x"},
            {"job": "kubelet", "id": "/b", "pod": "b"},
            {"job": "kubelet", "id": "/b/y", "pod": "b", "container": "y"},
        ],
    ),
    (Metric("api.v2 calls", COUNTER, "Calls of the second version's API."), rows(**APPS)),
)


def catalogue() -> Catalogue:
    """Return the shop's catalogue."""
    metrics = [metric for metric, _ in HOLDINGS]
    known = {_series_name(metric): list(found) for metric, found in HOLDINGS}
    return Catalogue.of(metrics, labels=FixedLabels(known))


def _series_name(metric: Metric) -> str:
    return metric.name + ("_bucket" if metric.type is HISTOGRAM else "")
