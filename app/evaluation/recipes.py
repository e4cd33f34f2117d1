"""Asks the test questions of recipes in a Prometheus that has what they need."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.errors import ExecutionError
from app.evaluation.bounds import bounds
from app.evaluation.evaluation import Evaluation
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case
from app.evaluation.result import narrowed, same
from app.pipeline.llm.builtin.recipe_binding import Bound, bindings
from app.pipeline.llm.builtin.recipe_book import Prepared
from app.pipeline.llm.builtin.recipe_usual import unbounded, usual
from app.recipes.recipe import Asked, Recipe

_LABELS_SECONDS = 30.0
_NO_SERIES = "series that its own filters let through"


class Answered(StrEnum):
    """What became of a test question.

    NOTHING_NOW: by the recipe, and no series passes the bound of the question or of the recipe,
    though there are some without it.
    """

    BY_IT = "by it"
    NOTHING_NOW = "nothing now"
    OTHERWISE = "otherwise"
    REFUSED = "refused"
    EMPTY = "empty"
    FAILED = "failed"


_FINE = frozenset({Answered.BY_IT, Answered.NOTHING_NOW})
_OTHERS = {
    Verdict.RIGHT: Answered.BY_IT,
    Verdict.REFUSED: Answered.REFUSED,
    Verdict.FAILED: Answered.FAILED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A test question; `expected` and `given` are PromQL, `reason` is why nothing ran."""

    question: str
    answered: Answered
    expected: str
    given: str = ""
    reason: str = ""

    @property
    def is_fine(self) -> bool:
        """Say whether the recipe answered it."""
        return self.answered in _FINE


@dataclass(frozen=True, slots=True)
class AskedRecipe:
    """What became of a recipe's test questions; none is asked where it `lacks` something."""

    recipe: Recipe
    answers: tuple[Answer, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[Answer, ...]:
        """Return the questions that the recipe did not answer."""
        return tuple(answer for answer in self.answers if not answer.is_fine)


@dataclass(frozen=True, slots=True)
class RecipeTests:
    """A service, and the catalogue of the Prometheus that it asks."""

    evaluation: Evaluation
    catalogue: Catalogue

    def of(self, prepared: Prepared) -> AskedRecipe:
        """Ask a recipe's questions; raises `ProxyError` where the Prometheus cannot be asked."""
        recipe = prepared.recipe
        missing = tuple(" or ".join(names) for names in recipe.needs if not self._has_one_of(names))
        if missing:
            return AskedRecipe(recipe, lacks=missing)
        bound_to = tuple(bindings(prepared, self.catalogue, Deadline.after(_LABELS_SECONDS)))
        if not bound_to:
            return AskedRecipe(recipe, lacks=(_NO_SERIES,))
        return AskedRecipe(recipe, tuple(self._answer(bound_to, test) for test in recipe.tests))

    def _has_one_of(self, names: tuple[str, ...]) -> bool:
        return any(name in self.catalogue for name in names)

    def _answer(self, bound_to: tuple[Bound, ...], test: Asked) -> Answer:
        expected = [bound.renamed(" ".join(test.promql.split())) for bound in bound_to]
        case = Case(id="test", question=test.ask, gold=expected[0], alternates=tuple(expected[1:]))
        try:
            outcome = self.evaluation.ask(case)
            answered = self._answered(outcome, bound_to)
        except ExecutionError as error:
            return Answer(test.ask, Answered.FAILED, expected[0], reason=str(error))
        return Answer(test.ask, answered, expected[0], outcome.promql or "", outcome.reason)

    def _answered(self, outcome: Outcome, bound_to: tuple[Bound, ...]) -> Answered:
        if outcome.verdict is Verdict.EMPTY:
            return self._of_nothing(outcome, bound_to)
        if outcome.verdict is Verdict.WRONG:
            return Answered.BY_IT if self._tells_more(outcome) else Answered.OTHERWISE
        return _OTHERS[outcome.verdict]

    def _of_nothing(self, outcome: Outcome, bound_to: tuple[Bound, ...]) -> Answered:
        """Tell an empty result that is right from one that the recipe never gets beyond."""
        if not (outcome.same_metrics and self._expects_nothing(outcome)):
            return Answered.OTHERWISE
        measures = any(not self.evaluation.result(each).is_empty for each in _measured(bound_to))
        return Answered.NOTHING_NOW if measures else Answered.EMPTY

    def _expects_nothing(self, outcome: Outcome) -> bool:
        """Say whether nothing is expected, by the same bounds."""
        given = bounds(outcome.promql or "")
        return all(
            bounds(each) == given and self.evaluation.result(each).is_empty
            for each in outcome.case.expected
        )

    def _tells_more(self, outcome: Outcome) -> bool:
        """Say whether the result is right but for labels that each of its series has besides."""
        given = self.evaluation.result(outcome.promql or "")
        expected = map(self.evaluation.result, outcome.case.expected)
        return any(
            (fewer := narrowed(given, right.labels)) is not None
            and same(fewer, right, outcome.case)
            for right in expected
        )


def _measured(bound_to: tuple[Bound, ...]) -> Iterator[str]:
    for bound in bound_to:
        yield str(unbounded(usual(bound.prepared.recipe, bound.expr)))
