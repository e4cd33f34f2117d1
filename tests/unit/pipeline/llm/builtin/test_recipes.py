import pytest

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Window
from app.pipeline.lint import lint
from app.pipeline.lint.base import Context
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.builtin.recipe_book import recipe_book
from app.pipeline.parse import parse
from app.pipeline.placeholders import fill
from app.pipeline.retrieve import retrieve
from app.question import ask
from app.recipes.recipe import Asked, Recipe
from tests.unit.pipeline.llm.builtin.recipe_world import world_of

RECIPES = [prepared.recipe for prepared in recipe_book().recipes]
CASES = [
    pytest.param(recipe, test, id=f"{recipe.id}-{number}")
    for recipe in RECIPES
    for number, test in enumerate(recipe.tests, 1)
]
NOW = Window(1_700_000_000.0, 1_700_000_000.0)


def answer(text: str, held: Catalogue) -> Reply:
    question, deadline = ask("", text), Deadline.after(10)
    task = Task(question, held, retrieve(question, held, deadline), Prompt("", ""))
    return Builtin().answer(task, deadline)


def plain(promql: str) -> str:
    return str(parse(fill(promql, NOW, 15)))


@pytest.mark.parametrize(("recipe", "test"), CASES)
def test_a_recipe_answers_its_own_questions(recipe: Recipe, test: Asked) -> None:
    reply = answer(test.ask, world_of([recipe]))
    assert reply.promql, reply.refusal
    assert plain(reply.promql) == plain(test.promql)


@pytest.mark.parametrize(("recipe", "test"), CASES)
def test_what_a_recipe_answers_passes_lint(recipe: Recipe, test: Asked) -> None:
    context = Context(world_of([recipe]), NOW, 15, 15, Deadline.after(10), lambda *_: True)
    problems = lint(parse(fill(test.promql, NOW, 15)), context)
    assert [problem for problem in problems if problem.severity != "note"] == []


@pytest.fixture(scope="module")
def everything() -> Catalogue:
    return world_of(RECIPES)


@pytest.mark.parametrize(("recipe", "test"), CASES)
def test_a_recipe_answers_beside_all_others(
    recipe: Recipe, test: Asked, everything: Catalogue
) -> None:
    reply = answer(test.ask, everything)
    assert reply.promql, reply.refusal
    assert plain(reply.promql) == plain(test.promql)
