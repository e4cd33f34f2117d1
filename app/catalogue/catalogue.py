"""What one Prometheus holds for one tenant: metrics with their types, searched by words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from app.catalogue.families import Families, group, series_type
from app.catalogue.index import Index, build
from app.catalogue.labels import FixedLabels, Labels, LabelSet
from app.catalogue.metric import Match, Metric, MetricType
from app.deadline import Deadline

__all__ = ["Catalogue", "Match", "Metric", "MetricType"]

_SIMILARITY = 0.6


@dataclass(frozen=True)
class Catalogue:
    """An immutable snapshot; only the labels are asked for when they are needed.

    `names` are the names of all series, sorted; `fetched_at` is in Unix seconds.
    """

    names: Sequence[str]
    families: Families
    index: Index
    labels: Labels
    fetched_at: float = 0.0

    @classmethod
    def of(
        cls,
        metrics: Iterable[Metric],
        *,
        names: Iterable[str] | None = None,
        labels: Labels | None = None,
        fetched_at: float = 0.0,
    ) -> "Catalogue":
        """Return a catalogue of declared families and series names.

        Without `names`, each family has the series that its type makes.
        """
        declared = tuple(metrics)
        series = [name for metric in declared for name in _series_of(metric)]
        sorted_names = tuple(sorted(set(series if names is None else names)))
        families = group(sorted_names, declared)
        return cls(
            sorted_names, families, build(families.all), labels or FixedLabels({}), fetched_at
        )

    def __contains__(self, name: object) -> bool:
        """Say whether any series has this name; a classic histogram's family has none."""
        return name in self.families.of

    def metric(self, name: str) -> Metric | None:
        """Return a family, or one series name with its family's type, help and unit."""
        family = self.family(name)
        if family is None or family.name == name:
            return family
        return Metric(name, family.type, family.help, family.unit)

    def family(self, name: str) -> Metric | None:
        """Return the family of a series name, or the family of this name."""
        if name in self.families.of:
            return self.families.of[name]
        return next(
            (
                family
                for suffix in ("_bucket", "_count", "_sum", "_created")
                if (family := self.families.of.get(name + suffix)) and family.name == name
            ),
            None,
        )

    def type_of(self, name: str) -> MetricType:
        """Return the type that `rate()` cares about.

        COUNTER for the `_bucket`, `_sum`, `_count` series of histograms and summaries; HISTOGRAM
        for a histogram's own name; UNKNOWN where nothing tells.
        """
        family = self.family(name)
        return MetricType.UNKNOWN if family is None else series_type(name, family)

    def search(self, words: str, limit: int) -> tuple[Match, ...]:
        """Return the families whose names and help fit the words best, best first."""
        return self.index.search(words, limit)

    def close(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """Return the series names that look most like `name`: "did you mean"."""
        near = process.extract(
            name,
            self.names,
            scorer=Levenshtein.normalized_similarity,
            limit=limit,
            score_cutoff=_SIMILARITY,
        )
        return tuple(found for found, _, _ in near)

    def label_names(self, metric_name: str, deadline: Deadline) -> tuple[str, ...]:
        """Return the labels of a metric's series, without `__name__`; asks Prometheus once."""
        return tuple(self.label_set(metric_name, deadline).values)

    def label_values(self, metric_name: str, label: str, deadline: Deadline) -> tuple[str, ...]:
        """Return the values of a label (at most some hundreds); asks Prometheus once."""
        return self.label_set(metric_name, deadline).values.get(label, ())

    def label_set(self, metric_name: str, deadline: Deadline) -> LabelSet:
        """Return all that is known of the labels of a metric's series; asks Prometheus once."""
        return self.labels.of(self.series_name(metric_name), deadline)

    def series_name(self, metric_name: str) -> str:
        """Return the series name on which a metric's labels stand."""
        if metric_name in self:
            return metric_name
        for suffix in ("_bucket", "_count", "_sum", "_total"):
            if metric_name + suffix in self:
                return metric_name + suffix
        return metric_name


def _series_of(metric: Metric) -> tuple[str, ...]:
    if metric.type is MetricType.HISTOGRAM:
        return tuple(metric.name + part for part in ("_bucket", "_sum", "_count"))
    if metric.type is MetricType.SUMMARY:
        return (metric.name, metric.name + "_sum", metric.name + "_count")
    return (metric.name,)
