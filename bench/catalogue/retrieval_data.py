"""The families and questions that retrieval is measured on, as the YAML files tell them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.catalogue.metric import Metric, MetricType

_FOLDER = Path(__file__).resolve().parent.parent / "retrieval"


@dataclass(frozen=True, slots=True)
class Family:
    """A metric family with the labels of its series."""

    metric: Metric
    labels: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, ...]:
        """Return the names of its series."""
        name = self.metric.name
        if self.metric.type is MetricType.HISTOGRAM:
            return (f"{name}_bucket", f"{name}_sum", f"{name}_count")
        if self.metric.type is MetricType.SUMMARY:
            return (name, f"{name}_sum", f"{name}_count")
        return (name,)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, and the families that answer it: any of them, or all together."""

    question: str
    metrics: tuple[str, ...]
    all: bool = False

    def is_met(self, names: Iterable[str]) -> bool:
        """Say whether what was found is enough to answer."""
        found = [name in set(names) for name in self.metrics]
        return all(found) if self.all else any(found)


@cache
def families() -> tuple[Family, ...]:
    """Return the families of real exporters."""
    return tuple(map(_family, _read("families.yaml")))


@cache
def questions() -> tuple[Wanted, ...]:
    """Return the questions, as people type them."""
    return tuple(map(_wanted, _read("questions.yaml")))


def _read(name: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return told


def _family(told: Mapping[str, Any]) -> Family:
    metric = Metric(told["name"], MetricType(told["type"]), told.get("help") or "")
    return Family(metric, tuple(told.get("labels", ())))


def _wanted(told: Mapping[str, Any]) -> Wanted:
    return Wanted(told["question"], tuple(told["metrics"]), bool(told.get("all")))
