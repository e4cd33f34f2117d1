"""A recipe's PromQL as it is without any question."""

from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Number, Selector, Subquery
from app.pipeline.llm.builtin.recipe_rewriting import rewritten
from app.pipeline.llm.builtin.recipe_template import AHEAD, GROUPS, QUANTILE, WINDOW
from app.recipes.recipe import EACH, Recipe

_WINDOW = "5m"
_AHEAD_SECONDS, _QUANTILE = 3600.0, 0.9
_BOUNDS = frozenset({"==", "!=", ">", "<", ">=", "<="})


def usual(recipe: Recipe, expr: Expr) -> Expr:
    """Return the recipe's expression with its own groups, and usual windows."""
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


def unbounded(expr: Expr) -> Expr:
    """Return the expression without comparisons with numbers: what is measured, however much."""

    def measured(part: Expr) -> Expr:
        bound = isinstance(part, Binary) and part.op in _BOUNDS and isinstance(part.right, Number)
        return part.left if isinstance(part, Binary) and bound else part

    return rewritten(expr, measured)
