"""The words that a catalogue speaks, and which of them a misspelt word means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.catalogue.compounds import Compounds
from app.catalogue.known.known import KNOWN_STEMS
from app.catalogue.text import Text
from app.catalogue.vocabulary import RELATED, SPELLINGS
from app.catalogue.words import stem

_RELATED_BOOST = 0.5
_SHORTEST_TYPO = 5
_SHORTEST_INNER = 8
RELATED_STEMS: Mapping[str, tuple[str, ...]] = {
    stem(word): tuple(stem(other) for other in others) for word, others in RELATED.items()
}


@dataclass(frozen=True)
class Lexicon:
    """`frequency` holds each stem and how many families speak of it, `words` all whole words."""

    frequency: Mapping[str, int]
    words: Sequence[str]
    _stems: str = field(default="", repr=False)  # one a line, so that a part of one is found fast

    @classmethod
    def of(cls, frequency: Mapping[str, int], words: Iterable[str]) -> "Lexicon":
        """Return a lexicon that can be searched."""
        return cls(frequency, tuple(words), "\n" + "\n".join(frequency) + "\n")

    @classmethod
    def read(cls, texts: Iterable[Text], compounds: Compounds) -> "Lexicon":
        """Return the words in names and help texts, and those that names write together."""
        said = [{*text.help, *text.name, *compounds.pieces_of(text)} for text in texts]
        words = set(chain.from_iterable(said))
        frequency = Counter(chain.from_iterable(set(map(stem, each)) for each in said))
        spelt = {SPELLINGS.get(word, word) for word in words}
        return cls.of(frequency, sorted(words | spelt))

    def knows(self, word: str) -> bool:
        """Say whether some family's name or help has this word, in any of its forms."""
        return stem(word) in self.frequency

    def understands(self, word: str) -> bool:
        """Say whether some family has this word, or people are known to use it for one."""
        return self.knows(word) or stem(word) in KNOWN_STEMS

    def known(self, word: str) -> str:
        """Return the stem of a word, or that of the known word it looks like a typo of."""
        common = stem(word)
        if self._is_no_typo(common) or len(word) < _SHORTEST_TYPO:
            return common
        if begun := [*self._inside(common), *self._around(common)]:
            return max(begun, key=len)
        slips = 2 if len(word) >= _SHORTEST_INNER else 1
        near = process.extractOne(word, self.words, scorer=OSA.distance, score_cutoff=slips)
        return stem(near[0]) if near and near[0][0] == word[0] else common

    def _is_no_typo(self, common: str) -> bool:
        return common in self.frequency or common in RELATED_STEMS or common in KNOWN_STEMS

    def _inside(self, common: str) -> Iterator[str]:
        """Yield the known stems that a longer word begins with."""
        shortened = (common[:length] for length in range(_SHORTEST_TYPO, len(common)))
        return (part for part in shortened if part in self.frequency)

    def _around(self, common: str) -> Iterator[str]:
        """Yield the known stems that begin with the word, or hold a long one."""
        if len(common) < _SHORTEST_TYPO:
            return
        wanted = common if len(common) >= _SHORTEST_INNER else "\n" + common
        at = self._stems.find(wanted)
        while at >= 0:
            start = self._stems.rfind("\n", 0, at + 1) + 1
            end = self._stems.find("\n", start)
            yield self._stems[start:end]
            at = self._stems.find(wanted, end)


def related(term: str) -> Iterator[tuple[str, float]]:
    """Yield a stem and the stems that often mean the same, each with its weight."""
    yield term, 1.0
    for other in RELATED_STEMS.get(term, ()):
        if other != term:
            yield other, _RELATED_BOOST
