import pytest

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
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
