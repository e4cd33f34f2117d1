"""What was approved for a like question is written anew for this one, or not at all."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.domain import Rejection
from app.pipeline.lessons import Lesson, Lessons
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.learned import candidates
from app.pipeline.reading.reading import read as frame_of
from app.pipeline.retrieve import retrieve
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
    task = Task(ask("", question), CATALOGUE, (), Prompt("", ""), lessons=lessons)
    found = candidates(Asked(task, frame_of(question), question, Deadline.after(5)))
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


TURNOVER = "sum(increase(takings_total[1h]))"
EU = 'sum(takings_total{region="eu"})'


@pytest.mark.parametrize(
    ("question", "taught", "promql"),
    [
        # A word that nobody knows here may be a filter too.
        ("turnover of atlantis in the last hour", "turnover in the last hour", TURNOVER),
        ("turnover", "turnover of checkout", 'sum(takings_total{service=~"checkout.*"})'),
        ("turnover of payments", "turnover of checkout", 'takings_total{service=~"checkout.*"}'),
        ("which services are down", "which services are up", "takings_total == 1"),
        ("turnover per second", "turnover per minute", "rate(takings_total[5m]) * 60"),
        ("turnover that is not failed", "failed turnover", EU),
        ("failed turnover", "turnover that is not failed", EU),
        ("turnover without eu", "turnover of eu", EU),
        ("turnover except eu", "turnover in eu", EU),
        ("turnover excluding eu", "turnover in eu", EU),
        ("turnover other than eu", "turnover in eu", EU),
        ("turnover outside eu", "turnover in eu", EU),
        ("turnover of eu and us", "turnover of eu", EU),
        ("turnover of eu or us", "turnover of eu", EU),
        ("turnover above 20", "turnover above 10", "takings_total > 10"),
        # Which of the windows is meant cannot be told.
        ("turnover in the last 2 days", "turnover", "max_over_time(rate(takings_total[5m])[1h:])"),
    ],
)
def test_what_a_question_says_otherwise_is_never_passed_over(
    question: str, taught: str, promql: str
) -> None:
    assert read(question, taught, promql) == []


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


def answered(question: str, *taught: tuple[str, str, bool]) -> Reply:
    lessons = Lessons.of(Lesson(text, ask("", text).normalised, *more) for text, *more in taught)
    asked, deadline = ask("", question), Deadline.after(5)
    matches = retrieve(asked, CATALOGUE, deadline, lessons=lessons)
    task = Task(asked, CATALOGUE, matches, Prompt("", ""), lessons=lessons)
    return Builtin().answer(task, deadline)


TOTAL = ("turnover of the shop", "sum(rate(takings_total[$__rate_interval]))", True)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("shop turnover by region", "sum by (region) (rate(takings_total[$__rate_interval]))"),
        (
            "turnover of the shop per service in the last hour",
            "sum by (service) (increase(takings_total[1h]))",
        ),
        ("shop turnover in eu", 'rate(takings_total{region="eu"}[$__rate_interval])'),
        (
            "turnover of the shop for payments over the last 3 hours",
            'increase(takings_total{service="payments"}[3h])',
        ),
    ],
)
def test_words_that_were_approved_for_a_metric_are_built_by_the_usual_rules(
    question: str, promql: str
) -> None:
    assert answered(question).promql is None
    assert answered(question, TOTAL).promql == promql


@pytest.mark.parametrize(
    "question",
    [
        "shop turnover by warehouse",  # no label is called so
        "turnover of the shop in atlantis",  # no value either
        "goroutines of the shop",
        "refunds of the shop",
    ],
)
def test_what_was_taught_explains_no_other_word(question: str) -> None:
    assert answered(question, TOTAL).promql is None


def test_a_filter_that_the_words_implied_is_not_lost() -> None:
    failed = ("shop outages", 'sum(takings_total{region="eu"})', True)
    assert answered("shop outages by service", failed).promql is None


def test_what_was_turned_down_is_not_leant_to() -> None:
    names = ("shop_orders", "shop_orders_placed")
    catalogue = Catalogue.of(
        Metric(name, MetricType.GAUGE, "Orders of the shop.") for name in names
    )
    question, deadline = ask("", "orders of the shop"), Deadline.after(5)

    def first(known: Lessons) -> str | None:
        matches = retrieve(question, catalogue, deadline, lessons=known)
        task = Task(question, catalogue, matches, Prompt("", ""), lessons=known)
        return Builtin().answer(task, deadline).promql

    text = "shop orders"
    turned_down = Lessons.of([Lesson(text, text, "shop_orders", approved=False)])
    assert (first(Lessons.of([])), first(turned_down)) == ("shop_orders", "shop_orders_placed")


def test_what_was_turned_down_for_this_question_is_not_read_again() -> None:
    text = "checkout turnover in the last hour"
    lessons = Lessons.of([Lesson(TAUGHT, ask("", TAUGHT).normalised, f" {PROMQL}")])
    rejections = (Rejection(PROMQL, "wrong", "alice"),)
    task = Task(
        ask("", text), CATALOGUE, (), Prompt("", ""), rejections=rejections, lessons=lessons
    )
    assert Builtin().answer(task, Deadline.after(5)).promql != PROMQL


@pytest.mark.parametrize(
    "question",
    [
        "staff turnover of the shop",
        "turnover of the coffee shop",
        "turnover of the shop in atlantis",
        "turnover of shop visitors",
        "shop turnover of the bakery per second",
    ],
)
def test_a_word_that_nothing_explains_leaves_a_question_as_unsure_as_before(question: str) -> None:
    before, after = answered(question), answered(question, TOTAL)
    assert (after.promql, after.sureness) == (before.promql, before.sureness)
    assert after.promql is None


def test_a_reading_that_is_clear_without_approvals_stays_as_it_is() -> None:
    question, deadline = ask("", "visits in the last hour"), Deadline.after(10)
    lesson = Lesson("visits", "visits", "sum(increase(takings_total[1h]))")
    matches = retrieve(question, CATALOGUE, deadline)
    told = [
        Builtin().answer(Task(question, CATALOGUE, matches, Prompt("", ""), lessons=held), deadline)
        for held in (Lessons(), Lessons.of([lesson]))
    ]
    assert told[0].promql == told[1].promql == "increase(visits_total[1h])"
