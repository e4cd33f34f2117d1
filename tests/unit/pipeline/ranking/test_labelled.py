from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import LabelSet
from app.catalogue.words import stem
from app.deadline import Deadline
from app.errors import UnavailableError
from app.pipeline.ranking.labelled import carriers
from app.pipeline.ranking.wanted import wanted
from app.pipeline.reading.reading import read
from tests.fakes import EVER

VALUES = {
    "instance": ("a:1", "b:1"),
    "job": ("payments-api", "search"),
    "provider": ("acmepay",),
    "uri": ("/", "/cart"),
    "topic": ("orders", "search"),
    "reason": ("OOMKILLED", "Error"),
}


@dataclass
class LabelsFake:
    """Tells who carries what, counts how often it is asked, or fails with `error`."""

    series: Sequence[str] = ("carrying_total",)
    error: Exception | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        return LabelSet({})

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        return VALUES

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        self.asked.append((label, value))
        if self.error is not None:
            raise self.error
        return frozenset(self.series)


def carried(
    text: str, labels: LabelsFake, deadline: Deadline = EVER
) -> Mapping[str, frozenset[str]]:
    shop = Catalogue.of([Metric("requests_total", MetricType.COUNTER)], labels=labels)
    frame = read(text)
    return carriers(frame, wanted(frame, shop.index), shop, deadline)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("requests by uri", [("uri", None)]),
        ("timeouts of acmepay", [("provider", "acmepay")]),
        ("containers that were oomkilled", [("reason", "OOMKILLED")]),
        ("requests of payments-api by instance", [("job", "payments-api")]),
        ("requests of search by uri", [("job", "search"), ("uri", None), ("topic", "search")]),
        ("requests", []),
    ],
)
def test_names_and_values_of_labels_are_asked_for(
    question: str, asked: list[tuple[str, str | None]]
) -> None:
    labels = LabelsFake()
    carried(question, labels)
    assert labels.asked == asked


def test_every_stem_of_a_value_is_carried_by_its_series() -> None:
    found = carried("requests of payments-api", LabelsFake())
    assert found == {stem(word): {"carrying_total"} for word in ("payments", "api")}


def test_no_more_than_three_requests_are_made() -> None:
    labels = LabelsFake()
    carried("requests of acmepay, orders, search and payments-api by uri", labels)
    assert len(labels.asked) == 3


def test_what_nearly_everything_carries_tells_nothing() -> None:
    labels = LabelsFake([f"series_{number}" for number in range(500)])
    assert carried("requests by uri", labels) == {stem("uri"): frozenset()}


def test_errors_of_prometheus_are_ignored() -> None:
    labels = LabelsFake(error=UnavailableError("gone"))
    assert carried("requests by uri", labels) == {stem("uri"): frozenset()}


def test_after_the_deadline_nothing_is_asked() -> None:
    labels = LabelsFake()
    carried("requests by uri", labels, Deadline(0))
    assert labels.asked == []
