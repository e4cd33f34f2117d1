"""The rows that cAdvisor tells: containers, the pods around them, and whole machines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from bench.world.numbers import Row, needed

_PAUSE = "registry.k8s.io/pause:3.9"


def cgroups(nodes: Iterable[Row], containers: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Return the rows by the name of their table: those of all, of limited ones, and so on."""
    run = [_container(row) for row in containers if row["phase"] == "Running"]
    pods = [_pod(list(rows)) for _, rows in groupby(run, key=lambda row: row["pod"])]
    return {
        "containers_run": run,
        "limited_cgroups": [row for row in run if row["cpu_limit"]],
        "cgroups": [*run, *pods, *map(_machine, nodes)],
        "pod_sandboxes": list(_sandboxes(pods)),
    }


def _container(row: Row) -> Row:
    return {
        **row,
        "id": f"/kubepods/pod{row['uid']}/{row['container']}",
        "name": f"k8s_{row['container']}_{row['pod']}",
        "cpu_used": row["cpu"],
        "memory_used": needed(row["mem"], row),
    }


def _pod(rows: Sequence[Row]) -> Row:
    used = {key: sum(row[key] for row in rows) for key in ("cpu_used", "memory_used")}
    return {
        **rows[0],
        **used,
        "id": f"/kubepods/pod{rows[0]['uid']}",
        "container": "",
        "image": "",
        "name": "",
    }


def _sandboxes(pods: Iterable[Row]) -> Iterator[Row]:
    for pod in pods:
        yield {**pod, "image": _PAUSE, "name": f"k8s_POD_{pod['pod']}"}


def _machine(node: Row) -> Row:
    return {
        "node": node["node"],
        **dict.fromkeys(("container", "image", "name", "namespace", "pod"), ""),
        "id": "/",
        "cpu_used": node["busy"] * node["cores"],
        "memory_used": 0.55 * needed(node["memory"], node),
    }
