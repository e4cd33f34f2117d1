"""The recipes that fit a question best, as examples to show to a model."""

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Question
from app.errors import ProxyError
from app.pipeline.examples import ExampleSource
from app.pipeline.llm.base import Example
from app.pipeline.llm.builtin.recipe_answer import answer_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook
from app.pipeline.llm.builtin.recipe_reading import closest
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.reading import read

_MOST = 3
_SECONDS = 2.0


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


def from_recipes(book: RecipeBook, most: int) -> ExampleSource:
    """Return the source of the closest recipes, `most` or three at most.

    Labels that cannot be had in a moment leave it empty.
    """

    def closest_ones(question: Question, catalogue: Catalogue) -> tuple[Example, ...]:
        frame = read(question.text, catalogue.index.lexicon.knows)
        words = " ".join(question.text.casefold().split())
        deadline = Deadline.after(_SECONDS)
        try:
            return examples(frame, words, book, catalogue, deadline, min(most, _MOST))
        except ProxyError:
            return ()

    return closest_ones
