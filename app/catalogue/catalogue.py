"""What one Prometheus holds for one tenant: metrics with their types, searched by words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.catalogue.families import group, series_type
from app.catalogue.index import Index, build
from app.catalogue.labels import FixedLabels, Labels, LabelSet
from app.catalogue.metric import Match, Metric, MetricType
from app.deadline import Deadline

__all__ = ["Catalogue", "Match", "Metric", "MetricType"]

_SIMILARITY = 0.6


@dataclass(frozen=True)
class Catalogue:
    """An immutable snapshot; only the labels are asked for when they are needed.

    `names` are the names of all series, sorted; `fetched_at` is in Unix seconds; `content` is the
    same for catalogues that hold the same.
    """

    names: Sequence[str]
    index: Index
    labels: Labels
    fetched_at: float = 0.0
    content: str = ""

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
        return cls(sorted_names, build(families), labels or FixedLabels({}), fetched_at)

    def __contains__(self, name: object) -> bool:
        """Say whether any series has this name; a classic histogram's family has none."""
        if not isinstance(name, str):
            return False
        place = bisect_left(self.names, name)
        return place < len(self.names) and self.names[place] == name

    def metric(self, name: str) -> Metric | None:
        """Return a family, or one series name with its family's type, help and unit."""
        family = self.family(name)
        if family is None or family.name == name:
            return family
        return Metric(name, family.type, family.help, family.unit)

    def family(self, name: str) -> Metric | None:
        """Return the family of a series name, or the family of this name."""
        return self.index.family_of(name) or self.index.family(name)

    def type_of(self, name: str) -> MetricType:
        """Return the type that `rate()` cares about.

        COUNTER for the `_bucket`, `_sum`, `_count` series of histograms and summaries; HISTOGRAM
        for a histogram's own name; UNKNOWN where nothing tells.
        """
        family = self.family(name)
        return MetricType.UNKNOWN if family is None else series_type(name, family)

    def search(
        self, words: str, limit: int, *, of_type: MetricType | None = None
    ) -> tuple[Match, ...]:
        """Return the families whose names and help fit the words best, best first."""
        return self.index.search(words, limit, of_type=of_type)

    def beside(self, name: str, prefix: str, limit: int = 600) -> Iterator[Metric]:
        """Yield the families of the series whose names begin with a prefix of `name`.

        Of very many those next to `name` in the order of the alphabet.
        """
        place = bisect_left(self.names, name)
        near = self.names[max(0, place - limit) : place + limit]
        begun = (other for other in near if other.startswith(prefix))
        families = (self.family(other) for other in begun)
        yield from dict.fromkeys(family for family in families if family is not None)

    def close(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """Return the series names that look most like `name`: "did you mean"."""
        near = process.extract(
            name,
            self.names,
            scorer=OSA.normalized_similarity,
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
