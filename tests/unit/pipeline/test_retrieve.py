import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.deadline import Deadline
from app.pipeline.lessons import Lesson, Lessons
from app.pipeline.retrieve import retrieve
from app.question import ask
from tests.unit.pipeline.llm.builtin.shop import catalogue

SHOP = catalogue()


def names(text: str, limit: int = 12) -> list[str]:
    found = retrieve(ask("", text), SHOP, Deadline.after(5), limit)
    return [match.metric.name for match in found]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("http requests per second", "http_requests_total"),
        ("95th percentile of http requests", "http_request_duration_seconds"),
        ("what is the mail_queue_length of cpu memory load?", "mail_queue_length"),
        ("http_request_duration_seconds_bucket", "http_request_duration_seconds"),
        ("how many goroutines are there", "go_goroutines"),
    ],
)
def test_the_metric_that_is_asked_for_comes_first(question: str, best: str) -> None:
    assert names(question)[0] == best


def test_a_share_brings_the_whole_that_it_is_a_share_of() -> None:
    assert "node_filesystem_size_bytes" in names("filesystem available in percent", limit=3)


def test_no_more_than_the_limit_and_each_once() -> None:
    found = names("network bytes received by node in percent", limit=4)
    assert len(found) == len(set(found)) <= 4


def test_a_question_of_stop_words_finds_nothing() -> None:
    assert names("show me what is the") == []
    assert retrieve(ask("", "cpu"), Catalogue.of(()), Deadline.after(5)) == ()


def test_words_that_people_use_find_what_neither_name_nor_help_says() -> None:
    assert "node_cpu_seconds_total" in names("iowait on alpha", limit=3)


@pytest.mark.parametrize("question", ["which targets are down", "are all instances up"])
def test_what_is_up_or_down_of_the_targets_is_told_by_up(question: str) -> None:
    assert names(question)[0] == "up"


def test_what_is_compared_stands_behind_the_best() -> None:
    assert names("memory available versus total")[:2] == [
        "node_memory_MemAvailable_bytes",
        "node_memory_MemTotal_bytes",
    ]


def test_what_approved_questions_use_rises_a_little() -> None:
    shop = Catalogue.of(Metric(f"jobs_{name}", MetricType.GAUGE) for name in ("east", "west"))
    found = retrieve(
        ask("", "jobs"), shop, Deadline.after(5), lessons=Lessons(popularity={"jobs_west": 1.0})
    )
    assert [match.metric.name for match in found] == ["jobs_west", "jobs_east"]
    plain = retrieve(ask("", "jobs"), shop, Deadline.after(5))
    assert plain[0].metric.name == "jobs_east"
    assert found[0].score == pytest.approx(1.15 * plain[0].score)


def test_popularity_does_not_outweigh_what_is_asked() -> None:
    found = retrieve(
        ask("", "goroutines"), SHOP, Deadline.after(5), lessons=Lessons(popularity={"up": 1.0})
    )
    assert found[0].metric.name == "go_goroutines"


def approved(question: str, promql: str, *, right: bool = True) -> Lesson:
    return Lesson(question, question, promql, right)


def test_what_was_approved_for_like_words_comes_first() -> None:
    catalogue = Catalogue.of(
        Metric(name, MetricType.COUNTER) for name in ("shop_orders_total", "shop_takings_total")
    )
    question, soon = ask("", "turnover of the shop"), Deadline.after(5)
    lessons = Lessons.of([approved("shop turnover", "rate(shop_takings_total[5m])")])
    found = retrieve(question, catalogue, soon, lessons=lessons)
    assert found[0].metric.name == "shop_takings_total"
    turned_down = [approved("shop turnover", "rate(shop_orders_total[5m])", right=False)]
    found = retrieve(question, catalogue, soon, lessons=Lessons.of(turned_down))
    assert found[-1].metric.name == "shop_orders_total"


def test_unlike_questions_are_ranked_as_before() -> None:
    lessons = Lessons.of([approved("turnover of the shop", "rate(http_requests_total[5m])")])
    for words in ("goroutines", "memory available versus total"):
        before = retrieve(ask("", words), SHOP, Deadline.after(5))
        after = retrieve(ask("", words), SHOP, Deadline.after(5), lessons=lessons)
        assert [m.metric.name for m in before[:3]] == [m.metric.name for m in after[:3]]
