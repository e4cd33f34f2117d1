"""How much of what is wanted a family speaks of: in its name, its help, or as people call it."""

from collections.abc import Collection
from dataclasses import dataclass

from app.catalogue.index import Found
from app.catalogue.known.known import known_of
from app.catalogue.lexicon import related
from app.catalogue.words import stem, stems
from app.pipeline.ranking.wanted import Wanted

_IN_NAME, _TOLD, _IN_HELP = 1.0, 0.85, 0.7
_RELATED_IN_NAME, _RELATED_TOLD, _RELATED_IN_HELP = 0.65, 0.5, 0.35
_AS_LABEL = 0.8
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Speech:
    """The stems of a family's name, product, help, and of what it is known to tell."""

    name: frozenset[str]
    product: frozenset[str]
    told: frozenset[str]
    help: frozenset[str]

    def of_word(self, word: str) -> float:
        """Return how well the family speaks of a stem, 0 to 1."""
        if word in self.name or word in self.product:
            return _IN_NAME
        itself = _TOLD if word in self.told else _IN_HELP if word in self.help else 0.0
        others = (self._of_other(other) for other, _ in related(word) if other != word)
        return max(itself, *others, 0.0)

    def _of_other(self, word: str) -> float:
        if word in self.name:
            return _RELATED_IN_NAME
        if word in self.told or word in self.product:
            return _RELATED_TOLD
        return _RELATED_IN_HELP if word in self.help else 0.0


def speech_of(found: Found) -> Speech:
    """Return what a family that the index found speaks of."""
    metric = found.metric
    pieces = (stem(piece) for piece in found.pieces)
    known = known_of(metric.name)
    return Speech(
        frozenset((*stems(metric.name), *pieces)),
        known.product,
        known.told,
        frozenset(stems(metric.help)),
    )


def coverage(speech: Speech, wanted: Wanted, as_labels: Collection[str] = ()) -> float:
    """Return the share of what is wanted that a family speaks of, or carries as labels."""
    found = sum(
        weight * max(speech.of_word(word), _AS_LABEL if word in as_labels else 0.0)
        for word, weight in wanted.weights.items()
    )
    return found / wanted.total


def surplus(speech: Speech, wanted: Wanted) -> float:
    """Return the share of a family's name that nobody asked for."""
    unasked = len(speech.name - wanted.asked - speech.product)
    return unasked / max(_SHORTEST_NAME, len(speech.name))
