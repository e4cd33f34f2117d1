from bench.cost.metrics import FLOW_BYTES, METRICS, SESSION_INFO, WORKING_SET
from tests.unit.bench.cost.worlds import SMALL


def test_each_target_has_each_combination_of_labels() -> None:
    assert SMALL.series == 4
    assert list(SMALL.label_sets()) == [{"zone": "x"}, {"zone": "y"}]
    assert SMALL.label_names == ("instance", "job", "zone")


def test_the_world_has_metrics_of_every_size() -> None:
    sizes = {metric.series for metric in METRICS}
    assert {10, 100, 1000, 5000, 8000, 40_000, 100_000} <= sizes
    assert WORKING_SET.series == 8000


def test_there_are_twenty_thousand_series_beside_the_two_large_metrics() -> None:
    large = (FLOW_BYTES, SESSION_INFO)
    assert sum(metric.series for metric in METRICS if metric not in large) > 20_000
