import promql_parser
import pytest

from bench.world.questions import QuestionError, question, questions
from bench.world.world import world


def test_every_right_query_parses() -> None:
    for one in questions():
        for query in one.right:
            promql_parser.parse(query)


def test_what_cannot_be_answered_says_what_is_missing() -> None:
    unanswerable = [one for one in questions() if not one.answerable]
    assert unanswerable
    assert [one.id for one in unanswerable if not one.lacks or one.right] == []


def test_every_query_asks_for_metrics_of_the_world() -> None:
    names = {series.name for scraped in world() for e in scraped.exposed for series in e.series}
    names |= {"up", "scrape_duration_seconds", "scrape_samples_scraped"}
    assert [
        one.id for one in questions() if one.gold and not any(n in one.gold for n in names)
    ] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"golden": "up"},
        {"category": "nonsense"},
        {"set": "liquid"},
        {"gold": ""},
        {"answerable": False},
    ],
)
def test_a_question_that_does_not_fit_is_named(wrong: dict[str, object]) -> None:
    told = {"id": "q", "question": "?", "set": "open", "category": "now", "difficulty": 1}
    assert question({**told, "gold": "up"}).right == ("up",)
    with pytest.raises(QuestionError, match=r"^q: "):
        question({**told, "gold": "up", **wrong})
