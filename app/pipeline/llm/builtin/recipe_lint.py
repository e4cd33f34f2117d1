"""Lint of recipes at start, by the rules that need no catalogue."""

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Severity, Window
from app.pipeline.lint import RULES, lint
from app.pipeline.lint.base import Context
from app.pipeline.llm.builtin.promql import Expr
from app.pipeline.llm.builtin.recipe_usual import usual
from app.pipeline.parse import parse
from app.recipes.recipe import Recipe

# What is there is not known before the catalogue is.
_OF_CATALOGUE = "unknown-"
_SCRAPE_SECONDS = 15.0


def refused_by_lint(recipe: Recipe, expr: Expr) -> str | None:
    """Return why lint would refuse each answer of a recipe, None where it would not."""
    rules = [rule for rule in RULES if not rule.id.startswith(_OF_CATALOGUE)]
    filled = parse(str(usual(recipe, expr)))
    problems = lint(filled, _nowhere(), rules=rules)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return f"{errors[0].rule}: {errors[0].short}" if errors else None


def _nowhere() -> Context:
    return Context(
        catalogue=Catalogue.of([]),
        window=Window(0, 0),
        scrape_interval_seconds=_SCRAPE_SECONDS,
        shortest_interval_seconds=_SCRAPE_SECONDS,
        deadline=Deadline.after(1),
        holds=lambda selector, window: True,
    )
