"""Which labels the series of a metric carry lately, asked of Prometheus once and kept."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from app.deadline import Deadline
from app.prometheus.client import AnswerTooLargeError, Prometheus

NAME_LABEL = "__name__"
# Names are those of a day: what comes once a day has labels too.
DAY_SECONDS = 86_400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one metric's series.

    `values` are sorted and hold at most some hundreds a label. `series` are the label sets
    themselves, None where there are too many to list. `detail` is the label whose absence marks
    series that sum up others, as cAdvisor's of a pod do; None where there are no such series.
    """

    values: Mapping[str, tuple[str, ...]]
    series: tuple[Mapping[str, str], ...] | None = None
    detail: str | None = None


class Labels(Protocol):
    """Something that knows the labels of a series name."""

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        """Return the labels of the series called `name`."""
        ...

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of all labels that have few enough to be words of a question."""
        ...

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        """Return the names of the series that carry a label, with this value or with any."""
        ...


@dataclass(frozen=True)
class PrometheusLabels:
    """Labels as the upstream tells them for the last hour, or day; safe to share between threads.

    `known` holds the values of all labels that have few.
    """

    prometheus: Prometheus
    tenant: str
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    window_seconds: int = 3600
    max_series: int = 1000
    max_values: int = 500
    max_bytes: int = 4_000_000
    max_metrics: int = 500
    clock: Callable[[], float] = time.time
    _kept: OrderedDict[object, Any] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        """Return the labels of a series name; raises the client's errors."""
        return self._once(name, lambda: self._ask(name, deadline))

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        """Return what was read with the catalogue."""
        return self.known

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        """Return the names of the series with the label; raises the client's errors."""
        match = label_selector(label) if value is None else value_selector(label, value)
        return self._once(
            (label, value),
            lambda: frozenset(
                self._values(NAME_LABEL, match, self._times(self.window_seconds), deadline)
            ),
        )

    def _once(self, key: object, ask: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        found = ask()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self.max_metrics:
                self._kept.popitem(last=False)
        return found

    def _ask(self, name: str, deadline: Deadline) -> LabelSet:
        match = name_selector(name)
        found = self._ask_lately(match, self._times(self.window_seconds), deadline)
        if found.values or found.series is None:
            return found
        return self._ask_lately(match, self._times(DAY_SECONDS), deadline)

    def _ask_lately(
        self, match: str, times: Sequence[tuple[str, str]], deadline: Deadline
    ) -> LabelSet:
        try:
            series = self.prometheus.series(
                match,
                self.tenant,
                deadline,
                times=times,
                max_bytes=self.max_bytes,
                limit=self.max_series + 1,
            )
        except AnswerTooLargeError:
            return self._ask_by_label(match, times, deadline)
        if len(series) > self.max_series:
            return self._ask_by_label(match, times, deadline)
        return label_set(series, self.max_values)

    def _ask_by_label(
        self, match: str, times: Sequence[tuple[str, str]], deadline: Deadline
    ) -> LabelSet:
        names = self.prometheus.label_names(
            match, self.tenant, deadline, times=times, max_bytes=self.max_bytes
        )
        values = {
            label: self._values(label, match, times, deadline)
            for label in names
            if label != NAME_LABEL
        }
        return LabelSet(values)

    def _values(
        self, label: str, match: str | None, times: Sequence[tuple[str, str]], deadline: Deadline
    ) -> tuple[str, ...]:
        try:
            values = self.prometheus.label_values(
                label,
                self.tenant,
                deadline,
                match=match,
                times=times,
                max_bytes=self.max_bytes,
                limit=self.max_values,
            )
        except AnswerTooLargeError:
            # A label with that many values is no word of anybody's question.
            return ()
        return tuple(values[: self.max_values])

    def _times(self, seconds: int) -> tuple[tuple[str, str], ...]:
        now = int(self.clock())
        return ("start", str(now - seconds)), ("end", str(now))


@dataclass(frozen=True, slots=True)
class FixedLabels:
    """Labels that are known beforehand: series name → label sets."""

    known: Mapping[str, Sequence[Mapping[str, str]]]

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        """Return what is known of a series name; no labels where nothing is."""
        return label_set(self.known.get(name, ()))

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of all labels."""
        return label_set([row for rows in self.known.values() for row in rows]).values

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        """Return the names of the series with the label."""
        return frozenset(
            name
            for name, rows in self.known.items()
            if any(row.get(label) and value in (None, row[label]) for row in rows)
        )


def name_selector(name: str) -> str:
    """Return a selector for every series called `name`, which may be any UTF-8 text."""
    return value_selector(NAME_LABEL, name)


def value_selector(label: str, value: str) -> str:
    """Return a selector for every series whose label has this value."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{_label_name(label)}="{escaped}"}}'


def label_selector(label: str) -> str:
    """Return a selector for every series that carries the label."""
    return f'{{{_label_name(label)}!=""}}'


def _label_name(label: str) -> str:
    plain = label.isascii() and label.isidentifier()
    return label if plain else '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


def label_set(series: Sequence[Mapping[str, str]], max_values: int = 500) -> LabelSet:
    """Return the labels of the listed series."""
    found: dict[str, set[str]] = {}
    for labels in series:
        for label, value in labels.items():
            found.setdefault(label, set()).add(value)
    found.pop(NAME_LABEL, None)
    values = {label: tuple(sorted(found[label])[:max_values]) for label in sorted(found)}
    return LabelSet(values, tuple(series), _detail(series, values))


def _detail(series: Sequence[Mapping[str, str]], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the label carried by fewest series among those that summing rows lack."""
    carried = {label: sum(1 for row in series if row.get(label)) for label in values}
    # Paths (cgroups) tell a summing row from its parts without being what it sums over.
    paths = {label for label, known in values.items() if all(v.startswith("/") for v in known)}
    for label in sorted((n for n in values if carried[n] < len(series)), key=carried.__getitem__):
        if label not in paths and _sums_up(series, label, paths):
            return label
    return None


def _sums_up(series: Sequence[Mapping[str, str]], label: str, paths: set[str]) -> bool:
    """Say whether a row without the label is like a row with it in all that it carries."""
    detailed = [row for row in series if row.get(label)]
    seen: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in series:
        if row.get(label):
            continue
        carried = tuple(sorted(name for name, value in row.items() if value and name not in paths))
        if carried not in seen:
            seen[carried] = {tuple(other.get(n, "") for n in carried) for other in detailed}
        if tuple(row[name] for name in carried) in seen[carried]:
            return True
    return False
