import pytest

from app.catalogue.metric import Metric, MetricType
from bench.catalogue.retrieval_data import Family, Wanted, families, questions


@pytest.mark.parametrize(
    ("kind", "series"),
    [
        (MetricType.GAUGE, ("m",)),
        (MetricType.HISTOGRAM, ("m_bucket", "m_sum", "m_count")),
        (MetricType.SUMMARY, ("m", "m_sum", "m_count")),
    ],
)
def test_a_family_has_the_series_that_its_type_makes(
    kind: MetricType, series: tuple[str, ...]
) -> None:
    assert Family(Metric("m", kind)).series == series


@pytest.mark.parametrize(
    ("needs_all", "found", "met"),
    [
        (False, ["x", "b"], True),
        (False, ["x"], False),
        (True, ["a", "x"], False),
        (True, ["b", "x", "a"], True),
    ],
)
def test_a_question_is_met_by_any_of_its_metrics_or_by_all(
    needs_all: bool, found: list[str], met: bool
) -> None:
    assert Wanted("q", ("a", "b"), needs_all).is_met(found) is met


def test_each_question_asks_for_families_that_are_there() -> None:
    known = {family.metric.name for family in families()}
    assert [one.question for one in questions() if not set(one.metrics) <= known] == []
    assert len(questions()) > 300


def test_a_family_is_read_with_its_labels() -> None:
    found = next(one for one in families() if one.metric.name == "node_load1")
    assert found == Family(
        Metric("node_load1", MetricType.GAUGE, "1m load average."), ("instance", "job")
    )
