"""The provider that answers from retrieval, metric types and the words of intent alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.deadline import Deadline
from app.pipeline.llm.base import Reply, Task
from app.pipeline.llm.builtin import absence, both_bounds, lacking, learned, pairs
from app.pipeline.llm.builtin.candidate import Asked, Candidate, surest
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.heeding import doubting, heeded, is_clear
from app.pipeline.llm.builtin.readings import readings_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook, recipe_book
from app.pipeline.llm.builtin.recipe_choice import by_recipe, most_beside
from app.pipeline.llm.builtin.refusal import calendar, deed, nothing, reason
from app.pipeline.llm.builtin.spent import PASSED_OVER, passes_over
from app.pipeline.llm.builtin.sureness import SURE
from app.pipeline.reading import lexicon
from app.pipeline.reading.asides import without_asides
from app.pipeline.reading.labelled import with_plain_labels
from app.pipeline.reading.nothing import asked_of_nothing
from app.pipeline.reading.reading import read

_MOST_OF_ONE = 0.5


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
        text = with_plain_labels(without_asides(task.question.text))
        frame = read(text, task.catalogue.index.lexicon.knows)
        if frame.calendar:
            return Reply(None, calendar(frame), model=self.name)
        if lexicon.DEED.match(text.casefold().strip()):
            return Reply(None, deed(), model=self.name)
        if none := asked_of_nothing(text.casefold()):
            return Reply(None, nothing(none), model=self.name)
        asked = Asked(task, frame, " ".join(text.casefold().split()), deadline)
        asked, choices = _soberly(asked)
        candidates = surest(
            _doubted(each, asked.words) for each in self._candidates(choices, asked)
        )
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
        if gone := tuple(absence.candidates(asked)):
            yield from gone  # what is not there is told by no metric that is
            return
        if lack := tuple(lacking.candidates(asked)):
            yield from lack  # the series themselves tell that some have none
            return
        yield from learned.candidates(asked)
        yield from both_bounds.candidates(asked)
        recipe = by_recipe(asked, self._recipes, choices)
        # Of two conditions, one of them is not the answer.
        surest = _MOST_OF_ONE if both_bounds.asks_both(asked) else 1.0
        if recipe is not None and surest < 1 and " and " not in recipe.promql:
            recipe = replace(recipe, sureness=min(recipe.sureness, surest))
        if pair := pairs.found(asked, choices):
            both = tuple(pairs.candidates(pair, asked))
            yield from both
            # Of what sets one thing against another, one of them is not the answer.
            if not (pair.loose or (pair.by_kin and not both)):
                surest = _MOST_OF_ONE
            if recipe is not None and not (pair.by_kin or pairs.answers(pair, recipe.promql)):
                recipe = replace(recipe, sureness=min(recipe.sureness, surest))
        if recipe is not None:
            yield recipe
            surest = min(surest, most_beside(recipe))
        for reading in readings_of(choices, asked):
            divides = pair is not None and pairs.tells_both(pair, reading.promql)
            most = 1.0 if divides and recipe is None else surest
            yield replace(reading, sureness=min(reading.sureness, most))


def _soberly(asked: Asked) -> tuple[Asked, Sequence[Choice]]:
    """Return the metrics, chosen by lessons only where these explain what no metric does."""
    choices = _choices(asked)
    task = heeded(asked.task, asked.frame, choices, asked.deadline)
    if task is not asked.task:
        asked = replace(asked, task=task)
        return asked, _choices(asked)
    if task.lessons.entries:  # what is clear without them they must not make worse
        plain = replace(asked, task=doubting(task, asked.deadline))
        if is_clear(found := _choices(plain), asked.frame):
            return plain, found
    return asked, choices


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


def _doubted(candidate: Candidate, words: str) -> Candidate:
    """Return a reading, unlikely where it passes over what the question denies."""
    if passes_over(words, candidate.promql):
        return replace(candidate, sureness=min(candidate.sureness, PASSED_OVER))
    return candidate
