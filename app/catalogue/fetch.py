"""Reading what one Prometheus holds: names, types, help, recording rules, and label values."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.labels import DAY_SECONDS, NAME_LABEL
from app.catalogue.metric import Metric, MetricType
from app.deadline import Deadline
from app.errors import ProxyError
from app.prometheus.client import AnswerTooLargeError, Prometheus, UpstreamRefusedError

_LOG = logging.getLogger(__name__)
_TYPES = {member.value: member for member in MetricType}
_MAX_HELP = 300
_WINDOW_SECONDS = 3600
_VALUES_BYTES = 4_000_000
_VALUES_SECONDS = 20.0
# Bounds and identifiers, which are no words of anybody's question.
_NO_WORDS = frozenset({NAME_LABEL, "le", "quantile", "id", "uid"})
# Read first, in case there are more labels than may be read.
_FIRST = ("job", "namespace", "service", "instance", "cluster", "app", "code", "device", "pod")

# Series that the server itself writes, which no target declares.
_OF_THE_SERVER = (
    Metric(
        "up",
        MetricType.GAUGE,
        "Scrape targets: 1 if the last scrape of the target worked (up), 0 if not (down).",
    ),
    Metric("scrape_duration_seconds", MetricType.GAUGE, "How long the scrape of the target took."),
    Metric("scrape_samples_scraped", MetricType.GAUGE, "Samples that the target exposed."),
    Metric(
        "scrape_samples_post_metric_relabeling",
        MetricType.GAUGE,
        "Samples of the target that remained after relabeling.",
    ),
    Metric("scrape_series_added", MetricType.GAUGE, "New series in the scrape of the target."),
    Metric(
        "ALERTS", MetricType.GAUGE, "Alerts that are pending or firing, by alertname, alertstate."
    ),
    Metric("ALERTS_FOR_STATE", MetricType.GAUGE, "Unix time at which the alert became active."),
)

Metadata = Mapping[str, Sequence[Mapping[str, str]]]
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: `max_bytes` an answer, and values of labels that have few of them."""

    max_bytes: int = 256_000_000
    max_labels: int = 300
    max_values: int = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """All that makes a catalogue; `names` are those of series, `values` label → its values."""

    names: tuple[str, ...]
    metrics: tuple[Metric, ...]
    values: Values
    fetched_at: float


@dataclass(frozen=True, slots=True)
class Fetch:
    """How a catalogue is read."""

    prometheus: Prometheus
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time

    def __call__(self, tenant: str, deadline: Deadline) -> Fetched:
        """Return what Prometheus holds for the tenant now; raises the client's errors."""
        names = self.prometheus.label_values(
            NAME_LABEL,
            tenant,
            deadline,
            times=self._times(DAY_SECONDS),
            max_bytes=self.limits.max_bytes,
        )
        declared = declared_metrics(self._metadata(tenant, deadline))
        recorded = self._recorded(tenant, deadline)
        return Fetched(
            names=tuple(names),
            metrics=(*_OF_THE_SERVER, *recorded, *declared),
            values=self._values(tenant, deadline),
            fetched_at=self.clock(),
        )

    def _times(self, seconds: int) -> list[tuple[str, str]]:
        now = int(self.clock())
        return [("start", str(now - seconds)), ("end", str(now))]

    def _metadata(self, tenant: str, deadline: Deadline) -> Metadata:
        try:
            return self.prometheus.metadata(tenant, deadline, max_bytes=self.limits.max_bytes)
        except UpstreamRefusedError as error:
            # Some compatible servers have no metadata; suffixes then tell the types.
            _LOG.warning("catalogue without types and help: upstream refused metadata: %s", error)
            return {}

    def _recorded(self, tenant: str, deadline: Deadline) -> tuple[Metric, ...]:
        try:
            told = self.prometheus.get(
                "rules",
                [("type", "record")],
                tenant,
                deadline,
                max_bytes=self.limits.max_bytes,
            )
        except ProxyError as error:
            _LOG.info("catalogue without recording rules: %s", error)
            return ()
        return tuple(recorded_metrics(told))

    def _values(self, tenant: str, deadline: Deadline) -> Values:
        times = self._times(_WINDOW_SECONDS)
        until = deadline.at_most(_VALUES_SECONDS)
        found: dict[str, tuple[str, ...]] = {}
        try:
            names = self.prometheus.get("labels", times, tenant, until, max_bytes=_VALUES_BYTES)
            for label in _by_use(names)[: self.limits.max_labels]:
                values = self._values_of(label, times, tenant, until)
                if 0 < len(values) <= self.limits.max_values:
                    found[label] = tuple(values)
        except ProxyError as error:
            _LOG.warning("the values of some labels are not known: %s", error)
        return found

    def _values_of(
        self, label: str, times: list[tuple[str, str]], tenant: str, deadline: Deadline
    ) -> list[str]:
        try:
            return self.prometheus.label_values(
                label,
                tenant,
                deadline,
                times=times,
                max_bytes=_VALUES_BYTES,
                limit=self.limits.max_values + 1,
            )
        except AnswerTooLargeError:
            return []  # a label with that many values is no word of anybody's question


def declared_metrics(metadata: Metadata) -> tuple[Metric, ...]:
    """Return the families of a `metadata` answer; where targets disagree, the first that tells."""
    return tuple(_declared(name, entries) for name, entries in metadata.items() if entries)


def recorded_metrics(rules: Any) -> Iterator[Metric]:
    """Yield the metrics that recording rules make, with what they record as help.

    What a rule records is a value of now, a rate for example, and no counter.
    """
    groups = rules.get("groups", []) if isinstance(rules, dict) else []
    for rule in (rule for group in groups for rule in group.get("rules", [])):
        if rule.get("type") == "recording" and rule.get("name"):
            recorded = f"Recorded: {rule.get('query', '')}"
            yield Metric(str(rule["name"]), MetricType.GAUGE, recorded[:_MAX_HELP])


def _by_use(labels: Iterable[str]) -> list[str]:
    """Return the labels that people name, the usual ones first."""
    telling = [label for label in labels if label not in _NO_WORDS]
    place = {label: number for number, label in enumerate(_FIRST)}
    return sorted(telling, key=lambda label: place.get(label, len(_FIRST)))


def _declared(name: str, entries: Sequence[Mapping[str, str]]) -> Metric:
    types = [_TYPES.get(entry.get("type", ""), MetricType.UNKNOWN) for entry in entries]
    told = [kind for kind in types if kind is not MetricType.UNKNOWN]
    helps = [entry["help"] for entry in entries if entry.get("help")]
    units = [entry["unit"] for entry in entries if entry.get("unit")]
    return Metric(
        name,
        told[0] if told else MetricType.UNKNOWN,
        helps[0][:_MAX_HELP] if helps else "",
        units[0] if units else "",
    )
