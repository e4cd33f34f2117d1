from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.pipeline.ranking.rank import rank
from app.pipeline.reading.reading import read
from tests.fakes import EVER

METRICS = (
    Metric("http_requests_total", MetricType.COUNTER, "Requests."),
    Metric("rest_requests_total", MetricType.COUNTER, "Requests."),
    Metric("redis_keyspace_hits_total", MetricType.COUNTER, "Hits."),
    Metric("coredns_cache_hits_total", MetricType.COUNTER, "Hits."),
    Metric("payment_failures_total", MetricType.COUNTER, "Declined."),
    Metric("latency_seconds", MetricType.HISTOGRAM, "How long it took."),
)
LABELS = FixedLabels(
    {
        "rest_requests_total": [{"uri": "/cart", "code": "200"}],
        "payment_failures_total": [{"provider": "acmepay"}],
        "latency_seconds_bucket": [{"route": "checkout"}],
    }
)
SHOP = Catalogue.of(METRICS, labels=LABELS)


def names(text: str) -> list[str]:
    return [match.metric.name for match in rank(read(text), SHOP, EVER)]


def test_the_product_that_is_named_comes_first() -> None:
    assert names("redis hits")[0] == "redis_keyspace_hits_total"
    assert names("dns cache hits")[0] == "coredns_cache_hits_total"


def test_what_carries_the_label_that_is_named_comes_first() -> None:
    assert names("requests by uri")[0] == "rest_requests_total"


def test_what_carries_a_value_is_found_though_no_word_of_it_is_said() -> None:
    assert names("timeouts of acmepay") == ["payment_failures_total"]
    assert names("how slow is checkout")[0] == "latency_seconds"


def test_scores_fall() -> None:
    scores = [match.score for match in rank(read("cache hits"), SHOP, EVER)]
    assert scores == sorted(scores, reverse=True)
