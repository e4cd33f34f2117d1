"""What was approved for other questions is found by their words."""

import pytest

from app.pipeline.lessons import Lesson, Lessons, alike, read_cached, telling
from app.question import ask


def lesson(question: str, promql: str = "up", *, approved: bool = True) -> Lesson:
    return Lesson(question, ask("", question).normalised, promql, approved)


SHOP = Lessons.of(
    [
        lesson("turnover of the shop per hour", "increase(takings_total[1h])"),
        lesson("memory used by the checkout", "process_resident_memory_bytes"),
        lesson("queue depth of the mailer", "mail_queue_length"),
        lesson("how full is the cache", "cache_items", approved=False),
    ]
)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("shop turnover", ["increase(takings_total[1h])"]),
        ("mailer queue", ["mail_queue_length"]),
        ("checkout memory usage", ["process_resident_memory_bytes"]),
        ("how full is the cache now", []),
        ("goroutines", []),
    ],
)
def test_approved_questions_with_the_same_words_are_near(question: str, promql: list[str]) -> None:
    assert [found.promql for found in SHOP.nearest(ask("", question), 5)] == promql


def test_the_question_itself_is_no_example_of_itself() -> None:
    assert SHOP.nearest(ask("", "Queue depth of the mailer?"), 5) == ()


def test_the_nearest_ones_come_first_and_there_are_at_most_so_many() -> None:
    lessons = Lessons.of([lesson(f"shop {word}") for word in ("turnover", "visits", "errors")])
    found = lessons.nearest(ask("", "errors of the shop today"), 2)
    assert [each.question for each in found] == ["shop errors", "shop turnover"]
    assert lessons.nearest(ask("", "shop"), 0) == ()


def test_metrics_of_like_questions_are_leant_to_and_rejected_ones_leant_from() -> None:
    assert SHOP.leaning(ask("", "shop turnover")) == {"takings_total": 1.0}
    assert SHOP.leaning(ask("", "how full is the cache")) == {"cache_items": -1.0}
    assert SHOP.leaning(ask("", "goroutines of the api")) == {}


def test_what_was_approved_somewhere_is_not_leant_from() -> None:
    both = [lesson("cache size", "a"), lesson("cache size now", "a", approved=False)]
    assert Lessons.of(both).leaning(ask("", "size of the cache")) == {"a": 1.0}


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ({"a", "b"}, {"a", "b"}, 1.0),
        ({"a", "b"}, {"a", "c"}, 0.5),
        ({"a"}, {"b"}, 0.0),
        (set(), {"a"}, 0.0),
    ],
)
def test_likeness_is_the_share_of_words_in_common(
    one: set[str], other: set[str], likeness: float
) -> None:
    assert alike(dict.fromkeys(one, 1.0), dict.fromkeys(other, 1.0)) == likeness


def test_words_that_tell_little_make_nothing_alike() -> None:
    lessons = Lessons.of([lesson("memory used by the checkout", 'memory{service="checkout"}')])
    assert lessons.leaning(ask("", "cpu used by the checkout")) == {}
    assert lessons.leaning(ask("", "memory used by the mailer")).keys() == {"memory"}


@pytest.mark.parametrize(
    ("taught", "promql", "words"),
    [
        ("shop turnover", "sum(takings)", {"shop", "turnover"}),
        ("shop turnover", 'takings{app="shop"}', {"turnover"}),
        ("turnover per shop", "sum by (shop) (takings)", {"turnover"}),
        # What a word means there is not the metric alone.
        ("shop turnover", 'takings{kind="paid"}', set()),
        ("shop turnover", "takings > 0", set()),
        ("shop turnover", "takings / visits", set()),
        ("shop turnover", "takings or visits", set()),
        ("shop turnover", "takings unless takings", set()),
        ("shop turnover", "absent(takings)", set()),
    ],
)
def test_words_come_to_mean_a_metric_where_nothing_else_explains_them(
    taught: str, promql: str, words: set[str]
) -> None:
    found = Lessons.of([lesson(taught, promql)]).meanings(ask("", "turnover of the shop now"))
    assert found.get("takings", frozenset()) == words


@pytest.mark.parametrize("question", ["disk of the boxes", "how many boxes", "box visits"])
def test_a_word_that_stands_beside_many_things_teaches_nothing(question: str) -> None:
    lessons = Lessons.of([lesson("fever of the boxes", "temperature")])
    assert lessons.leaning(ask("", question)) == {}
    assert lessons.meanings(ask("", question)) == {}


@pytest.mark.parametrize(
    ("question", "leant"),
    [
        ("rings at the garden gate", True),
        ("garden gate rings today", True),
        ("rings at the gate", False),
        ("rings at the cellar gate", False),
        ("gate of the garden rings", True),
        ("rings in the garden", False),
    ],
)
def test_words_of_a_compound_are_meant_together_only(question: str, *, leant: bool) -> None:
    lessons = Lessons.of([lesson("rings at the garden gate", "visits")])
    assert bool(lessons.leaning(ask("", question))) is leant
    assert bool(lessons.meanings(ask("", question))) is leant


def test_doubts_speak_against_metrics_and_for_none() -> None:
    doubts = SHOP.doubts()
    assert doubts.leaning(ask("", "shop turnover")) == {}
    assert doubts.meanings(ask("", "shop turnover")) == {}
    assert doubts.popularity == {}
    assert doubts.leaning(ask("", "how full is the cache")) == {"cache_items": -1.0}
    assert doubts.nearest(ask("", "mailer queue"), 1) == SHOP.nearest(ask("", "mailer queue"), 1)


def test_words_of_what_was_turned_down_mean_nothing() -> None:
    lessons = Lessons.of([lesson("shop turnover", "takings", approved=False)])
    assert lessons.meanings(ask("", "turnover of the shop")) == {}


def test_words_of_one_meaning_are_alike() -> None:
    one, other = (telling(read_cached(text)) for text in ("request errors", "failed requests"))
    assert alike(one, other) == pytest.approx(1.0)


def test_promql_that_no_longer_parses_is_an_example_of_nothing() -> None:
    lessons = Lessons.of([lesson("shop turnover", "not { promql")])
    assert lessons.leaning(ask("", "shop turnover")) == {}
    assert lessons.popularity == {}
