"""Reading one snapshot of a catalogue from Prometheus."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.labels import NAME_LABEL, PrometheusLabels
from app.catalogue.metric import Metric, MetricType
from app.deadline import Deadline
from app.prometheus.client import Prometheus, UpstreamRefusedError

_LOG = logging.getLogger(__name__)
_TYPES = {member.value: member for member in MetricType}
_MAX_HELP = 300

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


@dataclass(frozen=True, slots=True)
class Fetch:
    """How a snapshot is read; `max_bytes` bounds each of its two answers."""

    prometheus: Prometheus
    max_bytes: int = 256_000_000
    clock: Callable[[], float] = time.time

    def __call__(self, tenant: str, deadline: Deadline) -> Catalogue:
        """Return a new snapshot; raises the client's errors."""
        names = self.prometheus.label_values(NAME_LABEL, tenant, deadline, max_bytes=self.max_bytes)
        return Catalogue.of(
            (*_OF_THE_SERVER, *declared_metrics(self._metadata(tenant, deadline))),
            names=names,
            labels=PrometheusLabels(self.prometheus, tenant, clock=self.clock),
            fetched_at=self.clock(),
        )

    def _metadata(self, tenant: str, deadline: Deadline) -> Metadata:
        try:
            return self.prometheus.metadata(tenant, deadline, max_bytes=self.max_bytes)
        except UpstreamRefusedError as error:
            # Some compatible servers have no metadata; suffixes then tell the types.
            _LOG.warning("catalogue without types and help: upstream refused metadata: %s", error)
            return {}


def declared_metrics(metadata: Metadata) -> tuple[Metric, ...]:
    """Return the families of a `metadata` answer; where targets disagree, the first that tells."""
    return tuple(_declared(name, entries) for name, entries in metadata.items() if entries)


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
