"""Where the examples in a model's prompt come from: one source after the other."""

from collections.abc import Callable, Iterable

from app.catalogue.catalogue import Catalogue
from app.domain import Question
from app.pipeline.lessons import Lessons
from app.pipeline.llm.base import Example

ExampleSource = Callable[[Question, Catalogue], tuple[Example, ...]]


def approved(lessons: Callable[[str], Lessons], most: int) -> ExampleSource:
    """Return the source of the nearest questions that people of the tenant approved."""

    def nearest(question: Question, _catalogue: Catalogue) -> tuple[Example, ...]:
        near = lessons(question.tenant).nearest(question, most)
        return tuple(Example(lesson.question, lesson.promql) for lesson in near)

    return nearest


def examples(
    sources: Iterable[ExampleSource], question: Question, catalogue: Catalogue
) -> tuple[Example, ...]:
    """Return the examples of all sources, those of the first one first, each once."""
    found = (each for source in sources for each in source(question, catalogue))
    return tuple(dict.fromkeys(found))
