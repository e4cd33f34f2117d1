"""`prometheus-llm-proxy recipes`: whether recipes answer their test questions in a Prometheus."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from app.deadline import Deadline
from app.evaluation import recipes_report
from app.evaluation.measuring import NotMeasuredError, measuring, moment, shown
from app.evaluation.recipes import AskedRecipe, RecipeTests
from app.pipeline.llm.builtin.recipe_book import recipe_book
from app.recipes.loading import Held, load
from app.settings import Settings
from app.shell_settings import settings_of_shell
from app.wiring import wire_evaluation

_BUILTIN = "builtin"
_CATALOGUE_SECONDS = 120.0
_TENANT = ""


@click.command("recipes")
@click.option(
    "--recipes-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of recipes of your own, in place of RECIPES_DIR; without any, ours are asked.",
)
@click.option(
    "--time", "at", type=float, callback=moment, help="When to ask, in Unix seconds; else now."
)
@click.option("--id", "ids", multiple=True, help="Only this recipe; may be given again.")
def recipes(recipes_dir: Path | None, at: float | None, ids: tuple[str, ...]) -> None:
    """Ask the test questions of recipes, and compare with what the PromQL beside them tells.

    All are answered by the built-in translator with all recipes there are. Exit codes: 0 each
    recipe whose metrics exist answers its questions; 1 one does not; 2 they could not be asked.
    """
    with measuring():
        given = {"recipes_dir": recipes_dir} if recipes_dir else {}
        settings = settings_of_shell(llm_provider=_BUILTIN, **given)
        held = _chosen(load(settings.recipes_dir), ids)
        asked = _asked(settings, held, time.time() if at is None else at)
    click.echo(recipes_report.text(asked))
    sys.exit(any(each.failures for of_file in asked.values() for each in of_file))


def _chosen(loaded: Sequence[Held], ids: tuple[str, ...]) -> list[Held]:
    """Return the operator's recipes where there are any, else ours; of them those of some ids."""
    own = [held for held in loaded if held.own] or loaded
    found = [held for held in own if not ids or held.recipe.id in ids]
    if unknown := sorted(set(ids) - {held.recipe.id for held in found}):
        raise NotMeasuredError(f"there is no recipe {', '.join(unknown)}")
    return found


def _asked(
    settings: Settings, held: Sequence[Held], at_seconds: float
) -> Mapping[str, Sequence[AskedRecipe]]:
    evaluation = wire_evaluation(settings, at_seconds)
    catalogue = evaluation.checks.catalogues.get(_TENANT, Deadline.after(_CATALOGUE_SECONDS))
    tests = RecipeTests(evaluation, catalogue)
    prepared = {each.recipe.id: each for each in recipe_book(settings.recipes_dir).recipes}
    asked: dict[str, list[AskedRecipe]] = {}
    for each in shown(held, "asking"):
        asked.setdefault(each.path.stem, []).append(tests.of(prepared[each.recipe.id]))
    evaluation.checks.catalogues.finish()
    return asked
