"""The metrics that tell that things are there: pods by their info, others by their replicas."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.catalogue import Metric, MetricType
from app.catalogue.labels import LabelSet
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.promql import Aggregate, Expr, Matcher, Selector
from app.pipeline.reading import shape
from app.pipeline.reading.grouping import label_of

_SEARCHED = 30
# Behind the name of a thing: what has a series for each as long as it exists, the plainest first.
_PRESENT = (
    ("info",),
    ("information",),
    ("labels",),
    ("created",),
    ("spec", "replicas"),
    ("replicas",),
    ("status", "phase"),
)
_STATES = frozenset({"phase", "state", "status", "condition"})


@dataclass(frozen=True, slots=True)
class Things:
    """The metric that has series for each thing, and the label that names it."""

    metric: Metric
    label: str
    labels: LabelSet

    def select(self, shared: tuple[str, ...], matchers: tuple[Matcher, ...]) -> Expr:
        """Return one series for each thing: of the states it may be in, its labels alone."""
        selector = Selector(self.metric.name, matchers)
        if _STATES.isdisjoint(self.labels.values):
            return selector
        return Aggregate("group", selector, shared)


def things_called(noun: str, asked: Asked) -> list[Things]:
    """Return the metrics that tell nothing but that such things are there, the plainest first.

    Looks up the labels of a few; raises the client's errors.
    """
    return [found for _, found in sorted(_found(noun, asked), key=lambda each: each[0])]


def _found(noun: str, asked: Asked) -> Iterator[tuple[int, Things]]:
    catalogue = asked.task.catalogue
    matches = catalogue.search(f"{noun} info created spec replicas status phase", _SEARCHED)
    for metric in dict.fromkeys(match.metric for match in matches):
        place = _place(metric, noun)
        if place is None:
            continue
        labels = catalogue.label_set(metric.name, asked.deadline)
        if (label := label_of(noun, tuple(labels.values))) and labels.series:
            yield place, Things(metric, label, labels)


def _place(metric: Metric, noun: str) -> int | None:
    """Return how plainly a metric tells of such things, None where it does not."""
    if metric.type in (MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY):
        return None
    words = stems(metric.name)
    for place, ending in enumerate(_PRESENT):
        told = (stem(noun), *map(stem, ending))
        if words[-len(told) :] == told and (shape.is_info(metric) or place > 1):
            return place
    return None
