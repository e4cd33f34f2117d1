"""The words of a recipe's phrase, in the form in which they are compared with a question's."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from app.catalogue.words import stem, stems
from app.pipeline.reading.frame import Frame, Mood, Operation
from app.pipeline.reading.lexicon import STOP_WORDS
from app.pipeline.reading.plain import in_plain_words
from app.pipeline.reading.reading import read
from app.recipes.synonyms import SYNONYMS

_ALTERNATIVE = "/"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask: the words that must all be there, and what they ask to be done."""

    text: str
    words: frozenset[str]
    operation: Operation
    bad: bool
    none: bool
    errors: bool
    succeeded: bool


# What a phrase need not say of a recipe that answers nothing but shares.
_SHARE = frozenset({stem("ratio"), stem("rate")})


def phrases_of(text: str, asks: Operation | None) -> tuple[Phrase, ...]:
    """Return a phrase once for each choice between the words that a slash stands between.

    `asks` is what it asks to be done where its own words do not say so.
    """
    choices = product(*(word.split(_ALTERNATIVE) for word in text.split()))
    return tuple(_phrase(" ".join(words), asks) for words in choices)


def said(frame: Frame) -> frozenset[str]:
    """Return all words of a question in common form."""
    apart = (part for term in frame.terms for part in (term.stem, *stems(term.text)))
    return meanings((*frame.words, *apart))


def meanings(found: Iterable[str]) -> frozenset[str]:
    """Return stems, each as the one that stands for all that mean the same."""
    same = _same()
    return frozenset(same.get(each, each) for each in found)


def meanings_of(text: str) -> frozenset[str]:
    """Return the words of a text in common form, without those that say nothing."""
    words = (word for word in in_plain_words(text).split() if word not in STOP_WORDS)
    return meanings(each for word in words for each in stems(word))


def _phrase(text: str, asks: Operation | None) -> Phrase:
    frame = read(text)
    words = meanings_of(text)
    if asks is Operation.RATIO:
        words = words - _SHARE or words
    bad = frame.mood is Mood.BAD and words.isdisjoint(meanings_of("failed"))
    return Phrase(
        text, words, asks or frame.operation, bad, frame.none, frame.errors, frame.succeeded
    )


@lru_cache(maxsize=1)
def _same() -> dict[str, str]:
    groups = (line.split() for line in SYNONYMS.split("\n"))
    return {stem(word): stem(group[0]) for group in groups if group for word in group}
