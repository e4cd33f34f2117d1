"""What a recipe tells where no question changes it."""

import pytest

from app.pipeline.llm.builtin.recipe_template import compile_template
from app.pipeline.llm.builtin.recipe_usual import unbounded, usual
from app.recipes.recipe import Recipe


def recipe(promql: str, by: str = "") -> Recipe:
    return Recipe.model_validate(
        {
            "id": "a",
            "phrases": ["a"],
            "needs": ["m"],
            "promql": promql,
            "by": by,
            "unit": "count",
            "tests": [{"ask": "what is a", "promql": "m"}],
        }
    )


@pytest.mark.parametrize(
    ("promql", "by", "told"),
    [
        ("sum by (groups) (rate(m[$window]))", "job", "sum by (job) (rate(m[5m]))"),
        ("sum by (groups, le) (rate(m[$window]))", "", "sum by (le) (rate(m[5m]))"),
        ("sum by (groups) (m)", "*", "sum(m)"),
        ("predict_linear(m[1h], $ahead)", "", "predict_linear(m[1h], 3600)"),
        ("quantile_over_time($quantile, m[$window])", "", "quantile_over_time(0.9, m[5m])"),
        ("max_over_time(sum(m)[$window:])", "", "max_over_time(sum(m)[5m:])"),
    ],
)
def test_placeholders_are_filled_as_usual(promql: str, by: str, told: str) -> None:
    assert str(usual(recipe(promql, by), compile_template(promql))) == told


@pytest.mark.parametrize(
    ("promql", "told"),
    [
        ("m == 0", "m"),
        ("count(m / n > 0.8) by (job)", "count by (job) (m / n)"),
        ("m > n", "m > n"),
        ("m + 1", "m + 1"),
    ],
)
def test_comparisons_with_numbers_are_left_out(promql: str, told: str) -> None:
    assert str(unbounded(compile_template(promql))) == told
