"""The metrics of the world, from ten series to a hundred thousand."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bench.cost.targets import (
    API,
    BATCH,
    FLOWS,
    KUBE_STATE,
    KUBELET,
    NODE,
    RUNNERS,
    SESSIONS,
    WEB,
    Job,
)
from bench.cost.values import BOUNDS, Kind

Labels = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Metric:
    """A name, what its values are, and the labels it has beside its targets': all combinations."""

    name: str
    kind: Kind
    job: Job
    labels: Labels

    @property
    def series(self) -> int:
        """Return how many series it has in all."""
        return len(self.job.targets) * math.prod(len(values) for values in self.labels.values())

    @property
    def label_names(self) -> tuple[str, ...]:
        """Return all names, those of the targets' labels first."""
        return (*self.job.targets[0].labels, *self.labels)

    def label_sets(self) -> Iterator[Mapping[str, str]]:
        """Yield each combination of its own labels."""
        for values in product(*self.labels.values()):
            yield dict(zip(self.labels, values, strict=True))


def _numbered(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(count))


_NONE: Labels = {}
_CODES = tuple("200 204 404 500 503".split())
_HANDLER = {"handler": _numbered("/api/v1/item-", 10)}

OPEN_FILES = Metric("process_open_fds", Kind.COUNT, API, _NONE)
MAX_FILES = Metric("process_max_fds", Kind.BYTES, API, _NONE)
MEMORY = Metric("process_resident_memory_bytes", Kind.BYTES, API, _NONE)
REQUESTS = Metric("http_requests_total", Kind.COUNTER, API, {"code": _CODES, **_HANDLER})
RPC_QUANTILE = Metric(
    "rpc_duration_seconds", Kind.FRACTION, API, {"quantile": ("0.5", "0.9", "0.99")}
)
RPC_SUM = Metric("rpc_duration_seconds_sum", Kind.COUNTER, API, _NONE)
RPC_COUNT = Metric("rpc_duration_seconds_count", Kind.COUNTER, API, _NONE)
BUCKET = Metric(
    "http_request_duration_seconds_bucket", Kind.BUCKET, WEB, {**_HANDLER, "le": BOUNDS}
)
BUCKET_SUM = Metric("http_request_duration_seconds_sum", Kind.COUNTER, WEB, _HANDLER)
BUCKET_COUNT = Metric("http_request_duration_seconds_count", Kind.COUNTER, WEB, _HANDLER)
LOAD = Metric("node_load1", Kind.FRACTION, NODE, _NONE)
CPU = Metric(
    "node_cpu_seconds_total",
    Kind.COUNTER,
    NODE,
    {"cpu": _numbered("", 20), "mode": tuple("idle iowait system user steal".split())},
)
WORKING_SET = Metric(
    "container_memory_working_set_bytes",
    Kind.BYTES,
    KUBELET,
    {"container": tuple("app proxy logs init".split())},
)
POD_INFO = Metric("kube_pod_info", Kind.ONE, KUBE_STATE, {"cluster": ("eu-1",)})
PROCESSED = Metric(
    "batch_items_processed_total", Kind.COUNTER, BATCH, {"queue": _numbered("queue-", 100)}
)
LAST_SUCCESS = Metric("batch_last_success_timestamp_seconds", Kind.BYTES, BATCH, _NONE)
UP = Metric("up", Kind.ONE, API, _NONE)

# Queries choose among these: of the metrics with the most series more often than of others.
COUNTERS = (REQUESTS, REQUESTS, CPU, PROCESSED, RPC_COUNT, BUCKET_COUNT, BUCKET)
GAUGES = (WORKING_SET, WORKING_SET, MEMORY, OPEN_FILES, LOAD, RPC_QUANTILE, POD_INFO)

# What only queries of their own ask for: many series of few samples.
FLOW_BYTES = Metric("flow_bytes_total", Kind.COUNTER, FLOWS, {"port": _numbered("", 1000)})
SESSION_INFO = Metric("session_info", Kind.ONE, SESSIONS, {"session": _numbered("s-", 1000)})
# Of 15,000 series 2,500 are there at any one time.
STEP_SECONDS = Metric("ci_step_seconds_total", Kind.COUNTER, RUNNERS, {"step": _numbered("", 5)})

METRICS = (
    *(OPEN_FILES, MAX_FILES, MEMORY, REQUESTS, RPC_QUANTILE, RPC_SUM, RPC_COUNT),
    *(BUCKET, BUCKET_SUM, BUCKET_COUNT, LOAD, CPU, WORKING_SET, POD_INFO),
    *(PROCESSED, LAST_SUCCESS, FLOW_BYTES, SESSION_INFO, STEP_SECONDS),
    *(UP, *(Metric(UP.name, UP.kind, job, UP.labels) for job in (WEB, NODE, BATCH))),
)
