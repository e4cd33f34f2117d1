import pytest

from app.catalogue.index import Index, build
from app.catalogue.metric import Metric, MetricType

METRICS = tuple(
    Metric(name, MetricType.GAUGE, text)
    for name, text in (
        ("node_memory_MemAvailable_bytes", "Memory available to programs."),
        ("node_filesystem_avail_bytes", "Space available on the filesystem."),
        ("node_hwmon_temp_celsius", "A sensor."),
        ("node_network_transmit_bytes_total", "Bytes sent."),
        ("kube_horizontalpodautoscaler_spec_max_replicas", "Upper bound."),
        ("http_requests_total", "Served."),
    )
)


@pytest.fixture(scope="module")
def index() -> Index:
    return build(METRICS)


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("available memory", "node_memory_MemAvailable_bytes"),
        ("RAM that is available", "node_memory_MemAvailable_bytes"),
        ("disk space", "node_filesystem_avail_bytes"),
        ("temperature", "node_hwmon_temp_celsius"),
        ("temprature", "node_hwmon_temp_celsius"),
        ("outgoing bytes on the net", "node_network_transmit_bytes_total"),
        ("autoscaler maximum", "kube_horizontalpodautoscaler_spec_max_replicas"),
        ("reqs", "http_requests_total"),
    ],
)
def test_words_find_their_metric(index: Index, words: str, best: str) -> None:
    assert index.search(words, 3)[0].metric.name == best


def test_words_that_nothing_speaks_of_find_nothing(index: Index) -> None:
    assert index.search("weather tomorrow", 3) == ()
    assert index.search("", 3) == ()
    assert index.search("memory", 0) == ()


def test_scores_fall(index: Index) -> None:
    scores = [match.score for match in index.search("node available bytes", 5)]
    assert scores == sorted(scores, reverse=True)


def test_a_typo_is_read_as_the_known_word(index: Index) -> None:
    assert index.known("avialable") == index.known("available")
    assert index.known("zebra") == "zebra"


def test_an_empty_catalogue_can_be_searched() -> None:
    assert build(()).search("memory", 3) == ()
