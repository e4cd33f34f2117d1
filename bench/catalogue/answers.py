"""What a Prometheus over the world answers, by path below `/api/v1/`."""

import re
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import unquote

from bench.catalogue.world import World

Params = Mapping[str, str]

_NAME = re.compile(r'__name__="([^"\\]*)"')
_VALUES_OF = re.compile(r"label/(.+)/values")
# How many values labels have, one after the other.
_SIZES = (3, 12, 60, 240)
_SERIES_OF_EACH = 4


class NoSuchPathError(Exception):
    """Nothing is told at this path."""


class Answers:
    """The `data` of each answer; what is told of samples is small."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._fixed: Mapping[str, object] = {
            "rules": {"groups": []},
            "targets": {"activeTargets": []},
            "status/buildinfo": {"version": "3.5.0", "goVersion": "go1.24.0"},
            "status/runtimeinfo": {"storageRetention": "15d"},
            "query_range": {"resultType": "matrix", "result": []},
        }

    def data(self, path: str, params: Params) -> object:
        """Return what is told; raises `NoSuchPathError`."""
        if path in self._fixed:
            return self._fixed[path]
        match = params.get("match[]", "")
        if values_of := _VALUES_OF.fullmatch(path):
            return [] if match else self._values(unquote(values_of[1]))
        if path == "metadata":
            return self._metadata()
        if path == "labels":
            return ["__name__", *self._labels_of(match)] if match else self._labels
        if path == "series":
            return self._series(match)
        query = params.get("query", "")
        if path in ("query", "format_query"):
            return _evaluated(query) if path == "query" else query
        raise NoSuchPathError(path)

    def _metadata(self) -> object:
        metrics = (family.metric for family in self._world.families)
        return {
            metric.name: [{"type": metric.type.value, "help": metric.help, "unit": metric.unit}]
            for metric in metrics
        }

    def _values(self, label: str) -> list[str]:
        if label == "__name__":
            return self._world.names
        if label not in self._labels:
            return []
        size = _SIZES[self._labels.index(label) % len(_SIZES)]
        return [f"{label.replace('_', '-')}-{number:03}" for number in range(size)]

    def _series(self, match: str) -> list[dict[str, str]]:
        named = _NAME.search(match)
        labels = dict.fromkeys(self._labels_of(match), "x")
        return [
            {"__name__": named[1] if named else "", **labels, "instance": f"host-{number}:9100"}
            for number in range(_SERIES_OF_EACH)
        ]

    def _labels_of(self, match: str) -> tuple[str, ...]:
        named = _NAME.search(match)
        return self._by_series.get(named[1], ()) if named else ()

    @cached_property
    def _labels(self) -> list[str]:
        return sorted({label for family in self._world.families for label in family.labels})

    @cached_property
    def _by_series(self) -> Mapping[str, tuple[str, ...]]:
        return {name: family.labels for family in self._world.families for name in family.series}


def _evaluated(query: str) -> object:
    """Return four for whatever is asked, a sample a minute where a range of them is."""
    if not query.endswith("]"):
        return {"resultType": "vector", "result": [{"metric": {}, "value": [0, "4"]}]}
    values = [[60 * number, "4"] for number in range(11)]
    return {"resultType": "matrix", "result": [{"metric": {}, "values": values}]}
