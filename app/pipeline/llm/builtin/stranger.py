"""Whether a question names a product, and the metric is one of another."""

from collections.abc import Iterator

from app.catalogue.known.known import GENERAL_NAMES, PRODUCT_NAMES
from app.catalogue.words import stems
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.reading.frame import Term


def is_stranger(choice: Choice, asked: Asked) -> bool:
    """Say whether the question names a product that nothing of the metric or its labels is of."""
    evidence = choice.subject.evidence
    found = evidence.found if evidence else {}
    own = set(stems(choice.subject.metric.name))
    others = _retrieved_products(asked) | PRODUCT_NAMES
    return any(
        term.text not in found and term.stem in others and term.stem not in own
        for term in _names(asked.frame.terms)
    )


def _names(terms: tuple[Term, ...]) -> Iterator[Term]:
    return (term for term in terms if term.weight >= 1)


def _retrieved_products(asked: Asked) -> frozenset[str]:
    """Return the first words of metrics near the question: each says what tells of itself."""
    first = (stems(match.metric.name)[:1] for match in asked.task.matches)
    return frozenset(word for words in first for word in words) - GENERAL_NAMES
