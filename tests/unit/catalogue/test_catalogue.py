import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType

CATALOGUE = Catalogue.of(
    (
        Metric("node_cpu_seconds_total", MetricType.COUNTER),
        Metric("node_load1", MetricType.GAUGE),
        Metric("node_load15", MetricType.GAUGE),
    )
)


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("node_cpu_second_total", ("node_cpu_seconds_total",)),
        ("node_load", ("node_load1", "node_load15")),
        ("something_else_entirely", ()),
    ],
)
def test_a_wrong_name_has_close_ones(name: str, close: tuple[str, ...]) -> None:
    assert CATALOGUE.close(name) == close
