"""Falls the words that names write together into words: broker, topic, metrics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from app.catalogue.text import Text
from app.catalogue.vocabulary import ORDINARY_COMPOUNDS, SHORT_PIECES, SPELLINGS

_SHORTEST = 6
_SHORTEST_PIECE = 4
_SHORT_COST = 1.4


@dataclass(frozen=True)
class Compounds:
    """`words` are what compounds are made of; `whole` what is never taken apart."""

    words: frozenset[str]
    whole: frozenset[str]
    _kept: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, texts: Iterable[Text]) -> "Compounds":
        """Return what splits by the words of names and of help texts.

        What help texts write as one word is one.
        """
        names: set[str] = set()
        prose: set[str] = set()
        for text in texts:
            names.update(text.name)
            prose.update(text.help)
        known = {*names, *prose, *SPELLINGS, *SPELLINGS.values()}
        words = frozenset(word for word in known if len(word) >= _SHORTEST_PIECE and word.isalpha())
        whole = ORDINARY_COMPOUNDS.union(prose, SPELLINGS.values())
        return cls(words | SHORT_PIECES, whole)

    def pieces_of(self, text: Text) -> tuple[str, ...]:
        """Return the pieces of all words of a name, and what capital letters part in it."""
        return (*chain.from_iterable(map(self.pieces, text.name)), *text.together)

    def pieces(self, word: str) -> tuple[str, ...]:
        """Return the words that a word is made of; none where it is one, or of something else."""
        if word not in self._kept:
            self._kept[word] = self._split(word)
        return self._kept[word]

    def _split(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST or not word.isalpha() or self._is_one(word):
            return ()
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *[None] * len(word)]
        for end in range(2, len(word) + 1):
            best[end] = min(
                (
                    (before[0] + cost, (*before[1], word[start:end]))
                    for start in range(end)
                    if (before := best[start]) and (cost := self._cost(word[start:end], word))
                ),
                default=None,
            )
        found = best[len(word)]
        return found[1] if found and _tells(found[1]) else ()

    def _is_one(self, word: str) -> bool:
        return word in self.whole or word.removesuffix("s") in self.whole

    def _cost(self, piece: str, word: str) -> float:
        """Return what a piece costs: short ones more, so that fewer and longer ones win."""
        if piece == word or piece not in self.words:
            return 0.0
        return _SHORT_COST if len(piece) < _SHORTEST_PIECE else 1.0


def _tells(pieces: Sequence[str]) -> bool:
    return len(pieces) > 1 and any(len(piece) >= _SHORTEST_PIECE for piece in pieces)
