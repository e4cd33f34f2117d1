"""Reads recipes out of folders of YAML files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from app.recipes.recipe import Recipe

_SHIPPED = Path(__file__).parent
# Where nothing tells whose CPU or memory is meant, it is the machines'.
_USUAL = "node"


class RecipesError(ValueError):
    """A recipe cannot be used; `str()` names the file, the recipe and what to do."""


@dataclass(frozen=True, slots=True)
class Held:
    """A recipe, the file that it stands in, and whether it is one of an operator's own."""

    recipe: Recipe
    path: Path
    own: bool = False

    def wrong(self, what: str) -> RecipesError:
        """Return the error that tells what is wrong with this recipe."""
        return RecipesError(f"{self.path}, recipe {self.recipe.id}: {what}")


def load(own: Path | None = None) -> tuple[Held, ...]:
    """Return the recipes that come with the project and those of an operator's folder.

    The operator's stand first, and in place of ours of the same id. Raises `RecipesError`.
    """
    theirs = _of_folder(own, own=True) if own is not None else {}
    ours = _of_folder(_SHIPPED)
    return (*theirs.values(), *(held for name, held in ours.items() if name not in theirs))


def _of_folder(folder: Path, *, own: bool = False) -> Mapping[str, Held]:
    if not folder.is_dir():
        raise RecipesError(f"{folder} is no folder: name one that holds recipes as *.yaml")
    paths = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")), key=_place)
    if not paths:
        raise RecipesError(f"{folder} holds no recipes: put files named *.yaml into it")
    return _by_id(replace(held, own=own) for path in paths for held in _of_file(path))


def _place(path: Path) -> tuple[bool, str]:
    return path.stem != _USUAL, path.name


def _by_id(found: Iterable[Held]) -> Mapping[str, Held]:
    by_id: dict[str, Held] = {}
    for held in found:
        other = by_id.setdefault(held.recipe.id, held)
        if other is not held:
            raise held.wrong(f"{other.path} has one of this id already: rename one of them")
    return by_id


def _of_file(path: Path) -> Sequence[Held]:
    try:
        found = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RecipesError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(found, list):
        raise RecipesError(f"{path} holds no list of recipes: begin each with `- id:`")
    return [_recipe(path, number, item) for number, item in enumerate(found, 1)]


def _recipe(path: Path, number: int, item: object) -> Held:
    name = item.get("id", number) if isinstance(item, dict) else number
    try:
        return Held(Recipe.model_validate(item), path)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        # What pydantic calls a tuple is a list in YAML.
        message = first["msg"].replace("tuple", "list").replace("Tuple", "List")
        told = f"`{field}`: {message}" if field else message
        raise RecipesError(f"{path}, recipe {name}: {told}") from error
