from pathlib import Path

import pytest

from app.pipeline.llm.builtin.recipe_book import RecipeBook, recipe_book
from app.pipeline.llm.builtin.recipe_phrase import meanings_of
from app.recipes.loading import Held, RecipesError
from app.recipes.recipe import Recipe

WHOLE = {
    "id": "queue-age",
    "phrases": ["age of the queue/backlog"],
    "needs": ["queue_oldest_seconds"],
    "promql": "max by (groups) (queue_oldest_seconds)",
    "by": "queue",
    "unit": "seconds",
    "tests": [{"ask": "age of the queue", "promql": "max by (queue) (queue_oldest_seconds)"}],
}


def book(**changed: object) -> RecipeBook:
    recipe = Recipe.model_validate({**WHOLE, **changed})
    return RecipeBook.of([Held(recipe, Path("own.yaml"), own=True)])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"promql": "max by (groups) (queue_oldest"}, "`promql`: "),
        ({"promql": "max by (groups) (other)"}, "`promql` uses other: list it first in an entry"),
        (
            {"needs": ["queue_oldest_seconds", "other"]},
            "`needs` lists other, which `promql` does not use: remove it",
        ),
        ({"promql": "queue_oldest_seconds"}, "`by` has no place: write `by (groups)`"),
        (
            {"promql": "max by (groups) (queue_oldest_seconds offset 1h)"},
            "leave out `offset` and `@`: they come with the question",
        ),
        (
            {"promql": "max without (pod) (queue_oldest_seconds)"},
            "group with `by`, not with `without`",
        ),
        (
            {"promql": "max by (groups) (rate(queue_oldest_seconds[$interval]))"},
            "the only placeholders are $window, $ahead and $quantile",
        ),
        ({"phrases": ["how much is there"]}, '"how much is there" says nothing'),
        ({"phrases": ["queue not moving"]}, 'say "queue not moving" without "not" or "no"'),
        ({"asks": "magic"}, "`asks` is magic: it is one of value, rate,"),
        (
            {
                "needs": ["wait_bucket"],
                "promql": "histogram_quantile(0.9, sum by (groups) (rate(wait_bucket[5m])))",
            },
            "histogram-without-le: ",
        ),
    ],
)
def test_what_no_rule_can_apply_is_told(changed: dict[str, object], told: str) -> None:
    with pytest.raises(RecipesError) as raised:
        book(**changed)
    assert str(raised.value).startswith("own.yaml, recipe queue-age: ")
    assert told in str(raised.value)


def test_a_slash_stands_between_words_of_which_one_is_said() -> None:
    found = book()
    spoken = [way.phrase.text for way in found.spoken_of(meanings_of("age of the queue"))]
    assert spoken == ["age of the queue"]
    assert list(found.spoken_of(meanings_of("age of the cache"))) == []


def test_the_recipes_of_the_project_can_be_applied() -> None:
    assert len(recipe_book().recipes) > 100


def test_what_is_spoken_of_comes_in_one_order() -> None:
    names = ("zebra", "apple", "mango", "kiwi", "banana")
    spoken = book(phrases=names).spoken_of(meanings_of(" ".join(names)))
    assert [way.phrase.text for way in spoken] == sorted(names)
