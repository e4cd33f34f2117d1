"""Lint of recipes at start, by the rules that need no catalogue."""

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Severity, Window
from app.pipeline.lint import RULES, lint
from app.pipeline.lint.base import Context
from app.pipeline.llm.builtin.promql import Aggregate, Expr, Number, Selector, Subquery
from app.pipeline.llm.builtin.recipe_rewriting import rewritten
from app.pipeline.llm.builtin.recipe_template import AHEAD, GROUPS, QUANTILE, WINDOW
from app.pipeline.parse import parse
from app.recipes.recipe import EACH, Recipe

# What is there is not known before the catalogue is.
_OF_CATALOGUE = "unknown-"
_SCRAPE_SECONDS = 15.0
_WINDOW = "5m"
_AHEAD_SECONDS, _QUANTILE = 3600.0, 0.9


def refused_by_lint(recipe: Recipe, expr: Expr) -> str | None:
    """Return why lint would refuse each answer of a recipe, None where it would not."""
    rules = [rule for rule in RULES if not rule.id.startswith(_OF_CATALOGUE)]
    filled = parse(str(_filled(recipe, expr)))
    problems = lint(filled, _nowhere(), rules=rules)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return f"{errors[0].rule}: {errors[0].short}" if errors else None


def _filled(recipe: Recipe, expr: Expr) -> Expr:
    by = tuple(label for label in recipe.by if label != EACH)

    def fill(part: Expr) -> Expr:
        match part:
            case Selector(window=window) if window == WINDOW:
                return Selector(part.name, part.matchers, _WINDOW)
            case Subquery(window=window) if window == WINDOW:
                return Subquery(part.inner, _WINDOW)
            case Aggregate() if GROUPS in part.by:
                kept = tuple(label for label in part.by if label != GROUPS)
                return Aggregate(part.op, part.inner, (*kept, *by), part.parameter)
            case Number(value=value) if value in (AHEAD, QUANTILE):
                return Number(_AHEAD_SECONDS if value == AHEAD else _QUANTILE)
        return part

    return rewritten(expr, fill)


def _nowhere() -> Context:
    return Context(
        catalogue=Catalogue.of([]),
        window=Window(0, 0),
        scrape_interval_seconds=_SCRAPE_SECONDS,
        shortest_interval_seconds=_SCRAPE_SECONDS,
        deadline=Deadline.after(1),
        holds=lambda selector, window: True,
    )
