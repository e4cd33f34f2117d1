"""The recipes that fit a question best, as examples to show to a model."""

from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.llm.builtin.recipe_answer import answer_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook
from app.pipeline.llm.builtin.recipe_reading import closest
from app.pipeline.reading.frame import Frame

_MOST = 3


@dataclass(frozen=True, slots=True)
class Example:
    """How something like the question is asked, and the PromQL for it over this catalogue."""

    question: str
    promql: str


def examples(
    frame: Frame,
    words: str,
    book: RecipeBook,
    catalogue: Catalogue,
    deadline: Deadline,
    limit: int = _MOST,
) -> tuple[Example, ...]:
    """Return the recipes closest to a question, the best first, at most `limit`.

    `words` is the question in lower case. Unlike those that answer, these may leave words of the
    question unexplained. Looks up the labels of what they need; raises the client's errors.
    """
    found = (
        Example(reading.way.phrase.text, str(answer_of(reading, frame)))
        for reading in closest(frame, words, book, catalogue, deadline)
    )
    return tuple({example.promql: example for example in found}.values())[:limit]
