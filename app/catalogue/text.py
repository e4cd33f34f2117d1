"""The words that a family's name and help consist of."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.metric import Metric
from app.catalogue.words import split, written_together


@dataclass(frozen=True, slots=True)
class Text:
    """Words in order; each is kept in memory once, however many families have it.

    `together` are words that capital letters part in the name, as one.
    """

    name: tuple[str, ...]
    help: tuple[str, ...]
    together: tuple[str, ...] = ()


def texts_of(metrics: Iterable[Metric]) -> tuple[Text, ...]:
    """Return the text of each family, in order."""
    return tuple(
        Text(_words(metric.name), _words(metric.help), written_together(metric.name))
        for metric in metrics
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, split(text)))
