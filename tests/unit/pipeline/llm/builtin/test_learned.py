"""What was approved for a like question is written anew for this one, or not at all."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.pipeline.lessons import Lesson, Lessons
from app.pipeline.llm.builtin.learned import readings
from app.question import ask

SERIES = [
    {"service": service, "region": region}
    for service in ("checkout", "payments", "gift-cards")
    for region in ("eu", "us")
]
CATALOGUE = Catalogue.of(
    [
        Metric("takings_total", MetricType.COUNTER, "Money taken."),
        Metric("visits_total", MetricType.COUNTER, "Visits."),
    ],
    labels=FixedLabels({"takings_total": SERIES, "visits_total": SERIES}),
)
TAUGHT = "turnover of checkout in the last hour"
PROMQL = 'sum(increase(takings_total{service="checkout"}[1h]))'


def read(question: str, taught: str = TAUGHT, promql: str = PROMQL) -> list[str]:
    lessons = Lessons.of([Lesson(taught, ask("", taught).normalised, promql)])
    found = readings(ask("", question), lessons, CATALOGUE, Deadline.after(5))
    return [reading.promql for reading in found]


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("checkout turnover over the last hour", PROMQL),
        ("turnover of payments in the last hour", PROMQL.replace("checkout", "payments")),
        ("turnover of gift cards in the last hour", PROMQL.replace("checkout", "gift-cards")),
        ("checkout turnover in the last 2 days", PROMQL.replace("1h", "2d")),
        ("checkout turnover", PROMQL.replace("1h", "$__range")),
    ],
)
def test_values_and_windows_are_those_of_the_question(question: str, promql: str) -> None:
    assert read(question) == [promql]


@pytest.mark.parametrize(
    "question",
    [
        "turnover in the last hour",  # of which service is not said
        "turnover of checkout by region in the last hour",
        "turnover of checkout in eu in the last hour",
        "visits turnover of checkout in the last hour",
        "95th percentile of the turnover of checkout in the last hour",
        "turnover of checkout in the last hour compared to yesterday",
        "top 3 turnover of checkout in the last hour",
        "memory of checkout in the last hour",
    ],
)
def test_nothing_is_read_into_what_asks_for_something_else(question: str) -> None:
    assert read(question) == []


def test_a_metric_that_is_gone_is_not_used() -> None:
    assert read("checkout turnover in the last hour", promql="rate(gone_total[1h])") == []


def test_a_value_that_the_lessons_question_does_not_name_stays() -> None:
    promql = 'sum(rate(takings_total{region="eu"}[$__rate_interval]))'
    found = read("the turnover now", taught="turnover", promql=promql)
    assert found == [promql]


def test_a_window_is_put_in_where_the_lesson_had_none() -> None:
    promql = "sum(rate(takings_total[$__rate_interval]))"
    found = read("turnover in the last 2 hours", taught="turnover", promql=promql)
    assert found == ["sum(rate(takings_total[2h]))"]


def test_what_no_longer_parses_is_not_used() -> None:
    assert read("checkout turnover in the last hour", promql="sum(") == []
