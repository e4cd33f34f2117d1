"""The words of a question that a metric should speak of, and how much each matters."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.catalogue.index import Index
from app.catalogue.lexicon import related
from app.catalogue.words import split
from app.pipeline.reading.frame import Frame

_COMMONEST = 0.3


@dataclass(frozen=True, slots=True)
class Wanted:
    """`weights` holds each stem and how telling it is; `asked` all stems that were spoken of.

    `texts` are the terms as written, each with its stems.
    """

    weights: Mapping[str, float]
    texts: Mapping[str, tuple[str, ...]]
    asked: frozenset[str] = field(repr=False)

    @property
    def total(self) -> float:
        """Return the sum of all weights, at least a little above zero."""
        return sum(self.weights.values()) or 1.0


def wanted(frame: Frame, index: Index) -> Wanted:
    """Return what a question wants: its terms, the rarer in the catalogue the weightier."""
    weights: dict[str, float] = {}
    texts: dict[str, tuple[str, ...]] = {}
    for term in frame.terms:
        known = tuple(dict.fromkeys(index.lexicon.known(word) for word in split(term.text)))
        texts[term.text] = known
        for word in known:
            weights[word] = max(weights.get(word, 0.0), term.weight * _rarity(word, index))
    asked = {other for word in {*frame.words, *weights} for other, _ in related(word)}
    return Wanted(weights, texts, frozenset(asked))


def _rarity(word: str, index: Index) -> float:
    """Return how telling a stem is: 1 where no family has it, little where all have."""
    share = math.log(1 + index.lexicon.frequency.get(word, 0)) / math.log(2 + max(index.size, 50))
    return max(_COMMONEST, 1 - share)
