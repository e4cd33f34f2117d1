from collections import Counter

import promql_parser
import pytest

from bench.world.questions import CATEGORIES, QuestionError, Set, question, questions


def test_there_are_questions_of_each_category_in_all_sets() -> None:
    for of in Set:
        asked = {one.category for one in questions() if one.set is of}
        assert asked == set(CATEGORIES)


def test_many_are_only_counted() -> None:
    counted = Counter(one.set for one in questions())
    assert counted[Set.FROZEN] >= 90
    assert counted[Set.SECOND] >= 100
    assert counted[Set.OPEN] <= 0.75 * len(questions())


def test_every_right_query_parses() -> None:
    for one in questions():
        for query in one.right:
            promql_parser.parse(query)


def test_what_cannot_be_answered_says_what_is_missing() -> None:
    unanswerable = [one for one in questions() if not one.answerable]
    assert sum(bool(one.lacks) for one in unanswerable) >= 15
    assert [one.id for one in unanswerable if one.right] == []


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
