"""The provider that answers from retrieval, metric types and the words of intent alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.deadline import Deadline
from app.pipeline.llm.base import Reply, Task
from app.pipeline.llm.builtin import absence, learned
from app.pipeline.llm.builtin.candidate import Asked, Candidate, surest
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.heeding import heeded
from app.pipeline.llm.builtin.readings import readings_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook, recipe_book
from app.pipeline.llm.builtin.recipe_choice import by_recipe, most_beside
from app.pipeline.llm.builtin.refusal import calendar, deed, nothing, reason
from app.pipeline.llm.builtin.sureness import SURE
from app.pipeline.reading import lexicon
from app.pipeline.reading.asides import without_asides
from app.pipeline.reading.nothing import asked_of_nothing
from app.pipeline.reading.reading import read


class Builtin:
    """Answers without a model; keeps nothing between tasks, so all threads may share it.

    Less than `least_sure` of the likeliest reading, it refuses and offers what it read.
    """

    name = "builtin"

    def __init__(self, recipes: RecipeBook | None = None, *, least_sure: float = SURE) -> None:
        self._recipes = recipe_book() if recipes is None else recipes
        self._least_sure = least_sure

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return PromQL, or a refusal that names the closest metrics and holds what was read.

        Asks Prometheus for the labels of a few metrics; raises the client's errors.
        """
        text = without_asides(task.question.text)
        frame = read(text, task.catalogue.index.lexicon.knows)
        if frame.calendar:
            return Reply(None, calendar(frame), model=self.name)
        if lexicon.DEED.match(text.casefold().strip()):
            return Reply(None, deed(), model=self.name)
        if none := asked_of_nothing(text.casefold()):
            return Reply(None, nothing(none), model=self.name)
        asked = Asked(task, frame, " ".join(text.casefold().split()), deadline)
        choices = _choices(asked)
        sober = heeded(task, frame, choices, deadline)
        if sober is not task:
            asked = replace(asked, task=sober)
            choices = _choices(asked)
        candidates = surest(self._candidates(choices, asked))
        best = candidates[0] if candidates else None
        sureness = best.sureness if best else 0.0
        if best is not None and sureness >= self._least_sure:
            return Reply(best.promql, None, best.explanation, self.name, sureness=sureness)
        return Reply(
            None,
            reason(asked, choices, candidates),
            model=self.name,
            sureness=sureness,
            readings=tuple(candidate.reading for candidate in candidates),
        )

    def _candidates(self, choices: Sequence[Choice], asked: Asked) -> Iterator[Candidate]:
        """Yield all readings there are, of every kind; the surest of them counts."""
        yield from absence.candidates(asked)
        yield from learned.candidates(asked)
        recipe = by_recipe(asked, self._recipes, choices)
        surest = 1.0
        if recipe is not None:
            yield recipe
            surest = most_beside(recipe)
        for reading in readings_of(choices, asked):
            yield replace(reading, sureness=min(reading.sureness, surest))


def _choices(asked: Asked) -> tuple[Choice, ...]:
    task = asked.task
    return choose(
        asked.frame,
        asked.words,
        task.catalogue,
        task.matches,
        asked.deadline,
        task.question,
        task.lessons,
    )
