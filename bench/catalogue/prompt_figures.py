"""How large the prompts of one kind are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.catalogue.figures import Figure
from bench.catalogue.prompts import Written
from bench.catalogue.tokens import Count

_MOST_TOKENS = 2_500


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of all questions, of metrics with labels of some kind."""

    labels: str
    written: Sequence[Written]


def characters(kinds: Iterable[Prompts]) -> Iterator[Figure]:
    """Yield the length of the longest prompt of each kind."""
    for name, texts in _named(kinds):
        yield Figure(name, max(map(len, texts)), "characters")


def tokens(kinds: Iterable[Prompts], count: Count) -> Iterator[Figure]:
    """Yield the tokens of the prompt of each kind that has most."""
    for name, texts in _named(kinds):
        yield Figure(name, max(map(count, texts)), "tokens", at_most=_MOST_TOKENS)


def _named(kinds: Iterable[Prompts]) -> Iterator[tuple[str, list[str]]]:
    for kind in kinds:
        yield f"prompt: first attempt, {kind.labels}", [one.first for one in kind.written]
        yield f"prompt: last attempt, {kind.labels}", [one.last for one in kind.written]
