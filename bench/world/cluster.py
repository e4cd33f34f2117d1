"""The rows that families are told for: machines, workloads, and the pods that follow from them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bench.world.cgroups import cgroups
from bench.world.noise import seed_of
from bench.world.numbers import Row
from bench.world.reading import read
from bench.world.services import services

_WORKERS = ("fra-worker-1", "fra-worker-2", "fra-worker-3", "fra-worker-4")
_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_SIDECAR: Mapping[str, Any] = {
    "container": "istio-proxy",
    "image": "docker.io/istio/proxyv2:1.22.3",
    "cpu": 0.06,
    "mem": "72M",
    "cpu_request": 0.1,
    "cpu_limit": 2,
    "mem_request": "128M",
    "mem_limit": "1G",
    "waiting": None,
    "last_terminated": None,
    "ready": 1,
}


@cache
def tables() -> Mapping[str, tuple[Row, ...]]:
    """Return all rows by the name of their table."""
    told: dict[str, list[Row]] = {**read("cluster.yaml"), **services()}
    workloads = told["workloads"]
    told["kube_nodes"] = [row for row in told["nodes"] if row["kubernetes"]]
    told["pods"] = [pod for workload in workloads for pod in _pods(workload)]
    told["kube_nodes"] = [_counted(row, told["pods"]) for row in told["kube_nodes"]]
    told["containers"] = [row for pod in told["pods"] for row in _containers(pod)]
    for kind in ("Deployment", "StatefulSet", "DaemonSet"):
        told[f"{kind.lower()}s"] = [_owner(row) for row in workloads if row["kind"] == kind]
    told["cores"] = [
        {"node": node["node"], "cpu": str(core)}
        for node in told["nodes"]
        for core in range(node["cores"])
    ]
    told.update(cgroups(told["kube_nodes"], told["containers"]))
    return {name: tuple(rows) for name, rows in told.items()}


def pods_of(workload: str) -> list[Row]:
    """Return the pods of one workload."""
    return [pod for pod in tables()["pods"] if pod["workload"] == workload]


def _pods(workload: Row) -> Iterator[Row]:
    for number in range(workload["replicas"]):
        name = _pod_name(workload, number)
        seed = seed_of("pod", name)
        ready = workload.get("ready", [1] * workload["replicas"])[number]
        node = _node(workload, number)
        restarted = node == "fra-worker-4" and workload["kind"] != "DaemonSet"
        yield {
            "number": str(number),
            "phase": "Running",
            "waiting": None,
            "last_terminated": None,
            "exit_code": None,
            **workload,
            "workload": workload["name"],
            "pod": name,
            "uid": f"{seed:016x}",
            "pod_ip": f"10.42.{seed % 5}.{seed // 7 % 200 + 20}",
            "node": "" if workload.get("phase") == "Pending" else node,
            "image": _image(workload),
            "owner_kind": "ReplicaSet" if workload["kind"] == "Deployment" else workload["kind"],
            "owner_name": name.rpartition("-")[0],
            "ready": ready,
            "pod_phase": workload.get("phase", "Running"),
            # The machine rebooted: what runs there is younger than it.
            "age": "92m" if restarted else f"{30 + seed % 400}h",
        }


def _image(workload: Row) -> str:
    release = seed_of("image", workload["name"]) % 40
    return f"registry.example.com/{workload['namespace']}/{workload['name']}:1.{release}.0"


def _counted(node: Row, pods: list[Row]) -> Row:
    return {**node, "running_pods": sum(pod["node"] == node["node"] for pod in pods)}


def _containers(pod: Row) -> Iterator[Row]:
    yield pod
    if pod.get("mesh"):
        yield {**pod, **_SIDECAR}


def _node(workload: Row, number: int) -> str:
    if workload["kind"] == "DaemonSet":
        return ("fra-cp-1", *_WORKERS)[number]
    return _WORKERS[(seed_of("node", workload["name"]) + number) % len(_WORKERS)]


def _pod_name(workload: Row, number: int) -> str:
    name: str = workload["name"]
    if workload["kind"] == "StatefulSet":
        return f"{name}-{number}"
    own = _word(seed_of("own", name, str(number)), 5)
    if workload["kind"] == "DaemonSet":
        return f"{name}-{own}"
    return f"{name}-{_word(seed_of('replica set', name), 9)}-{own}"


def _word(seed: int, length: int) -> str:
    return "".join(_LETTERS[seed // 29**place % len(_LETTERS)] for place in range(length))


def _owner(workload: Row) -> Row:
    ready = sum(workload.get("ready", [1] * workload["replicas"]))
    kind: str = workload["kind"]
    return {
        **workload,
        kind.lower(): workload["name"],
        "available": ready,
        "missing": workload["replicas"] - ready,
    }
