import pytest

from app.catalogue.families import group
from app.catalogue.index import Index, build
from app.catalogue.metric import Metric, MetricType
from app.catalogue.words import stem

METRICS = tuple(
    Metric(name, MetricType.GAUGE, text)
    for name, text in (
        ("node_memory_MemAvailable_bytes", "Memory available to programs."),
        ("node_filesystem_avail_bytes", "Space available on the filesystem."),
        ("node_hwmon_temp_celsius", "A sensor."),
        ("node_network_transmit_bytes_total", "Bytes sent."),
        ("kube_horizontalpodautoscaler_spec_max_replicas", "Upper bound."),
        ("http_requests_total", "Served."),
        ("kafka_log_brokertopicsize", "Of the topic of a broker, in size."),
        ("kube_pod_container_status_waiting_reason", "Why a container waits."),
    )
)


@pytest.fixture(scope="module")
def index() -> Index:
    return build(group((metric.name for metric in METRICS), METRICS))


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
        ("broker size", "kafka_log_brokertopicsize"),
        ("crashloopbackoff", "kube_pod_container_status_waiting_reason"),
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


def test_a_weightier_stem_counts_more(index: Index) -> None:
    for heavy, best in (("sensor", "node_hwmon_temp_celsius"), ("serv", "http_requests_total")):
        weights = {stem("sensor"): 1.0, stem("served"): 1.0} | {heavy: 9.0}
        assert index.find(weights, 3)[0].metric.name == best


def test_what_is_found_tells_what_its_name_writes_together(index: Index) -> None:
    found = index.find({stem("broker"): 1.0}, 1)[0]
    assert found.pieces == ("broker", "topic", "size")


def test_of_a_type_only_that_type_is_found(index: Index) -> None:
    assert index.search("memory", 3, of_type=MetricType.HISTOGRAM) == ()
    assert len(index.search("memory", 3, of_type=MetricType.GAUGE)) == 3


def test_families_are_found_by_their_name_and_by_series(index: Index) -> None:
    assert index.family("http_requests_total") == METRICS[5]
    assert index.family_of("http_requests_total") == METRICS[5]
    assert index.family("http_requests") is None
    assert index.size == len(METRICS)


def test_an_empty_catalogue_can_be_searched() -> None:
    assert build(group((), ())).search("memory", 3) == ()
