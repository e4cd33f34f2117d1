from pathlib import Path

import pytest

from app.recipes.loading import RecipesError, load

WHOLE = """
- id: queue-age
  phrases: [age of the queue]
  needs: [queue_oldest_seconds]
  promql: max by (groups) (queue_oldest_seconds)
  by: queue
  unit: seconds
  tests:
    - ask: age of the queue
      promql: max by (queue) (queue_oldest_seconds)
"""


def folder(tmp_path: Path, text: str, name: str = "own.yaml") -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path


def test_recipes_of_ones_own_stand_first(tmp_path: Path) -> None:
    found = load(folder(tmp_path, WHOLE))
    assert (found[0].recipe.id, found[0].own) == ("queue-age", True)
    assert not found[1].own


def test_a_recipe_of_ones_own_stands_in_place_of_ours_of_the_same_id(tmp_path: Path) -> None:
    text = WHOLE.replace("queue-age", "node-cpu-usage")
    found = [held for held in load(folder(tmp_path, text)) if held.recipe.id == "node-cpu-usage"]
    assert [held.recipe.needs for held in found] == [(("queue_oldest_seconds",),)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: queue-age", "own.yaml holds no list of recipes: begin each with `- id:`"),
        ("- id: [", "own.yaml cannot be read: while parsing"),
        (WHOLE.replace("unit: seconds", "unit: hours"), "own.yaml, recipe queue-age: `unit`:"),
        (WHOLE.replace("phrases:", "phrase:"), "own.yaml, recipe queue-age: `phrases`:"),
        (WHOLE.replace("queue-age", "Queue Age"), "own.yaml, recipe Queue Age: `id`:"),
        (WHOLE.replace("  tests:", "  tests: []\n  test:"), "`tests`: List should have at least 1"),
        (
            WHOLE.replace("needs:", "needs: {}\n  need:"),
            "own.yaml, recipe queue-age: `needs`: Input should be a valid list",
        ),
        (WHOLE + WHOLE, "recipe queue-age: "),
        (WHOLE + WHOLE, "has one of this id already: rename one of them"),
        (WHOLE.replace("- id: queue-age\n ", "-"), "own.yaml, recipe 1: `id`: Field required"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_recipe(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RecipesError) as raised:
        load(folder(tmp_path, text))
    assert told in str(raised.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipesError, match="is no folder: name one that holds recipes"):
        load(tmp_path / "nowhere")


def test_a_folder_without_recipes_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipesError, match=r"holds no recipes: put files named \*\.yaml into it"):
        load(tmp_path)
