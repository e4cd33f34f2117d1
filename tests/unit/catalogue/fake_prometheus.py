"""A Prometheus client that answers from dictionaries and notes what it was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any


@dataclass
class FakePrometheus:
    """Series name → label sets, and metadata as the API tells it."""

    series_of: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    declared: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gate: Event | None = None
    metadata_error: Exception | None = None
    too_large: Exception | None = None
    labels_error: Exception | None = None
    rules: Any = field(default_factory=dict)
    ended_at: float | None = None

    def metadata(self, tenant: str, deadline: Any, *, max_bytes: int) -> Any:
        self.asked.append(f"metadata {tenant}")
        if self.metadata_error:
            raise self.metadata_error
        return self.declared

    def label_values(
        self,
        label: str,
        tenant: str,
        deadline: Any,
        *,
        match: str | None = None,
        times: Any = (),
        max_bytes: int,
        limit: int | None = None,
    ) -> list[str]:
        self.asked.append(f"values {label} {match or ''}".strip())
        if self.gate is not None:
            self.gate.wait(5)
        if self.fails:
            raise self.fails.pop(0)
        if label == "__name__" and match is None:
            return sorted(self.series_of)
        found = {
            row.get(label, "") for row in self._rows() if match is None or _matches(row, match)
        }
        return sorted(found - {""})

    def label_names(
        self, match: str, tenant: str, deadline: Any, *, times: Any = (), max_bytes: int
    ) -> list[str]:
        self.asked.append(f"names {match}")
        return sorted({name for row in self._rows() if _matches(row, match) for name in row})

    def series(
        self,
        match: str,
        tenant: str,
        deadline: Any,
        *,
        times: Any = (),
        max_bytes: int,
        limit: int | None = None,
    ) -> list[dict[str, str]]:
        self.asked.append(f"series {match} {dict(times)}")
        if self.too_large:
            raise self.too_large
        if self.ended_at is not None and self.ended_at < float(dict(times)["start"]):
            return []
        return [row for row in self._rows() if _matches(row, match)][:limit]

    def get(self, path: str, params: Any, tenant: str, deadline: Any, *, max_bytes: int) -> Any:
        self.asked.append(path)
        if path == "rules":
            if isinstance(self.rules, Exception):
                raise self.rules
            return self.rules
        if self.labels_error:
            raise self.labels_error
        return sorted({name for row in self._rows() for name in row})

    def _rows(self) -> list[dict[str, str]]:
        return [{"__name__": name, **row} for name, rows in self.series_of.items() for row in rows]


def _matches(row: Mapping[str, str], match: str) -> bool:
    label, value = match.strip("{}").split("=", 1)
    return row.get(label.strip('"')) == value.strip('"').replace('\\"', '"')
