"""A question about one product is not answered by a metric of another."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.pipeline.llm.base import Reply
from tests.unit.pipeline.llm.builtin.asking import reply

HELD = Catalogue.of(
    (
        Metric("loki_request_duration_seconds", MetricType.HISTOGRAM, "Time of requests."),
        Metric("mysql_global_status_queries", MetricType.COUNTER, "Queries that were served."),
        Metric("gateway_upstream_rq_xx", MetricType.COUNTER, "Answers by their class."),
    ),
    labels=FixedLabels(
        {
            "loki_request_duration_seconds_bucket": [{"route": "query", "le": "1"}],
            "mysql_global_status_queries": [{"instance": "a:9104"}],
            "gateway_upstream_rq_xx": [{"code_class": "2"}, {"code_class": "5"}],
        }
    ),
)


def answer(text: str) -> Reply:
    return reply(text, HELD)


@pytest.mark.parametrize(
    "question",
    [
        "p99 query latency in mysql",
        "p99 request duration in clickhouse",
        "95th percentile of mongodb requests",
        "queries of the sql server",
    ],
)
def test_what_another_product_measures_is_not_taken_for_it(question: str) -> None:
    assert answer(question).promql is None


def test_the_product_that_is_named_answers() -> None:
    told = answer("p99 request duration in loki").promql
    assert told is not None
    assert "loki_request_duration_seconds_bucket" in told


def test_a_class_of_codes_may_be_told_by_its_digit() -> None:
    told = answer("gateway upstream 5xx per second").promql
    assert told == 'sum(rate(gateway_upstream_rq_xx{code_class="5"}[$__rate_interval]))'
