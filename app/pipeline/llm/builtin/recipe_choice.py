"""Whether a recipe answers a question, beside the metric that its words name."""

from collections.abc import Sequence

from app.catalogue.words import stems
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.having import counts_owners
from app.pipeline.llm.builtin.recipe_answer import answer_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook
from app.pipeline.llm.builtin.recipe_phrase import meanings
from app.pipeline.llm.builtin.recipe_reading import RecipeReading, readings
from app.pipeline.llm.builtin.spent import turned
from app.pipeline.llm.builtin.undone import unscaled, unsized, untimely

# What somebody wrote down is trusted a little more than what names suggest.
_TRUST = 0.1
_SURE, _LIKELY, _UNLIKELY = 0.95, 0.85, 0.4
_BESIDE = 0.01


def by_recipe(asked: Asked, book: RecipeBook, choices: Sequence[Choice]) -> Candidate | None:
    """Return the answer of the best recipe that was not tried or turned down yet.

    It is sure where no metric could explain more of the question, and unlikely where one does.
    Raises the client's errors.
    """
    task = asked.task
    found = readings(asked.frame, asked.words, book, task.catalogue, asked.deadline)
    for reading in found:
        as_told = answer_of(reading, asked.frame)
        promql = str(turned(as_told, asked.words))
        if promql == str(as_told) and _tells_what_is_denied(reading, asked):
            continue
        if promql not in asked.tried:
            sure = _sureness(reading, choices)
            if _leaves_undone(asked, promql):
                sure = min(sure, _UNLIKELY)
            return Candidate(promql, _explanation(reading), sure, "recipe")
    return None


def _leaves_undone(asked: Asked, promql: str) -> bool:
    """Say whether a window, a scale, a size or the owners of what is counted are passed over."""
    frame = asked.frame
    in_time = not (untimely(frame, promql) or unscaled(frame, promql))
    owners = counts_owners(frame) and "count(count by" not in promql
    return not in_time or owners or unsized(asked.words, promql)


def _tells_what_is_denied(reading: RecipeReading, asked: Asked) -> bool:
    """Say whether the recipe is one for what is denied: idle connections."""
    phrase = reading.way.phrase
    said = {word for d in asked.frame.denied for word in stems(" ".join(d.words))}
    return not (phrase.bad or phrase.none) and not meanings(said).isdisjoint(phrase.words)


def most_beside(recipe: Candidate) -> float:
    """Return how sure a metric's reading can be at most beside that of a recipe."""
    return recipe.sureness - _BESIDE if recipe.sureness > _UNLIKELY else 1.0


def _sureness(reading: RecipeReading, choices: Sequence[Choice]) -> float:
    explained = reading.coverage + (0.0 if reading.loose else _TRUST)
    if explained >= 1 and not reading.loose:
        return _SURE
    best = choices[0] if choices else None
    loses = best is not None and not best.lost and explained < best.coverage
    return _UNLIKELY if loses else _LIKELY


def _explanation(reading: RecipeReading) -> str:
    recipe = reading.way.prepared.recipe
    return f"{recipe.phrases[0]} (recipe {recipe.id}), from {', '.join(reading.bound.labels)}"
