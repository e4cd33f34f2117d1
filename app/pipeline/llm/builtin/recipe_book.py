"""All recipes, ready to be applied, and found by the words of a question."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.pipeline.llm.builtin.promql import Aggregate, Expr
from app.pipeline.llm.builtin.recipe_lint import refused_by_lint
from app.pipeline.llm.builtin.recipe_phrase import Phrase, meanings_of, phrases_of
from app.pipeline.llm.builtin.recipe_rewriting import parts, selectors
from app.pipeline.llm.builtin.recipe_template import GROUPS, TemplateError, compile_template
from app.pipeline.parse import ParseError
from app.pipeline.reading.frame import Operation
from app.recipes.loading import Held, load
from app.recipes.recipe import Recipe

# Small words are left out of phrases; one that turns the meaning round must be understood.
_DENIED = re.compile(r"\b(?:not|no|without)\b")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A recipe with its PromQL as an expression, and its phrases as words."""

    recipe: Recipe
    expr: Expr
    phrases: tuple[Phrase, ...]
    about: frozenset[str]
    order: int

    @property
    def is_grouped(self) -> bool:
        """Say whether its PromQL takes the labels to group by."""
        return any(isinstance(p, Aggregate) and GROUPS in p.by for p in parts(self.expr))


@dataclass(frozen=True, slots=True)
class Way:
    """A recipe and the phrase by which a question speaks of it."""

    prepared: Prepared
    phrase: Phrase


@dataclass(frozen=True)
class RecipeBook:
    """Immutable, so that all threads may share it."""

    recipes: tuple[Prepared, ...]
    ways: Mapping[str, tuple[Way, ...]]

    @classmethod
    def of(cls, held: Iterable[Held]) -> "RecipeBook":
        """Return the book of some recipes; raises `RecipesError` for what no rule can apply."""
        recipes = tuple(_prepared(each, number) for number, each in enumerate(held))
        return cls(recipes, _by_word([Way(r, phrase) for r in recipes for phrase in r.phrases]))

    def spoken_of(self, words: frozenset[str]) -> Iterator[Way]:
        """Yield the recipes that the words of a question speak of, with the phrase they hold.

        The order is the same in each process: an equal rank is decided by it.
        """
        for word in sorted(words):
            for way in self.ways.get(word, ()):
                if way.phrase.words <= words:
                    yield way


@lru_cache(maxsize=4)
def recipe_book(own: Path | None = None) -> RecipeBook:
    """Return the recipes of the project and of a folder; raises `RecipesError`."""
    return RecipeBook.of(load(own))


def _by_word(ways: list[Way]) -> Mapping[str, tuple[Way, ...]]:
    """Return the ways under that word of each phrase which fewest phrases have."""
    common = Counter(word for way in ways for word in way.phrase.words)
    found: dict[str, list[Way]] = {}
    for way in ways:
        rarest = min(sorted(way.phrase.words), key=common.__getitem__)
        found.setdefault(rarest, []).append(way)
    return {word: tuple(each) for word, each in found.items()}


def _prepared(held: Held, order: int) -> Prepared:
    recipe = held.recipe
    try:
        expr = compile_template(recipe.promql)
    except (ParseError, TemplateError) as error:
        raise held.wrong(f"`promql`: {error}") from error
    if wrong := _wrong(recipe, expr) or (held.own and refused_by_lint(recipe, expr)):
        raise held.wrong(wrong)
    phrases = tuple(p for text in recipe.phrases for p in phrases_of(text, _asks(held)))
    if empty := next((p.text for p in phrases if not p.words), None):
        raise held.wrong(f'`phrases`: "{empty}" says nothing: name what is measured')
    for phrase in phrases:
        if _DENIED.search(phrase.text) and not (phrase.bad or phrase.none):
            raise held.wrong(f'`phrases`: say "{phrase.text}" without "not" or "no"')
    return Prepared(recipe, expr, phrases, meanings_of(" ".join(recipe.about)), order)


def _asks(held: Held) -> Operation | None:
    asks = held.recipe.asks
    if asks is not None and asks not in list(Operation):
        raise held.wrong(f"`asks` is {asks}: it is one of {', '.join(Operation)}")
    return Operation(asks) if asks else None


def _wrong(recipe: Recipe, expr: Expr) -> str | None:
    """Return what keeps a recipe from being applied, None where nothing does."""
    used = {selector.name for selector in selectors(expr)}
    needed = {names[0] for names in recipe.needs}
    if missing := sorted(used - needed):
        return f"`promql` uses {', '.join(missing)}: list it first in an entry of `needs`"
    if unused := sorted(needed - used):
        return f"`needs` lists {', '.join(unused)}, which `promql` does not use: remove it"
    grouped = any(isinstance(p, Aggregate) and GROUPS in p.by for p in parts(expr))
    if recipe.by and not grouped:
        return "`by` has no place: write `by (groups)` in `promql`, or remove it"
    return None
