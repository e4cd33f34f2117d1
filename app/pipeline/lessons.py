"""What people decided about questions: the nearest ones, and what words came to mean by them."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from app.catalogue.lexicon import related
from app.catalogue.words import stem
from app.domain import Question
from app.pipeline.reading.frame import OPERATION_WEIGHT, Frame
from app.pipeline.reading.patterns import TOKEN
from app.pipeline.reading.reading import read
from app.pipeline.taught import Taught, taught

# Okapi BM25's usual parameters.
_SATURATION, _LENGTH = 1.2, 0.75
_LEAST_LIKENESS = 0.34
_LEAST_SAID = 0.5  # of what a lesson is about: a word it shares with many others is not enough
_TELLING = 0.5
_PARTS = ("_bucket", "_count", "_sum", "_total")

Words = Mapping[str, float]  # stem → how telling it is


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, normalised, with PromQL that a person approved for it, or turned down."""

    question: str
    normalised: str
    promql: str
    approved: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """`topic` are those of the `words` that neither labels nor their values explain.

    `compounds` are those of the topic that stand beside each other: front and door.
    """

    lesson: Lesson
    words: Words
    topic: Words
    compounds: tuple[tuple[str, str], ...]
    taught: Taught


@dataclass(frozen=True)
class Lessons:
    """All lessons of one tenant; immutable, so that all threads may share it.

    `popularity` is the share of the approved questions that use a metric, 0 to 1. Where not
    `trusted`, only what was turned down counts.
    """

    entries: tuple[_Entry, ...] = ()
    popularity: Mapping[str, float] = field(default_factory=dict)
    trusted: bool = True
    _having: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lessons: Iterable[Lesson]) -> "Lessons":
        """Return what is to be learned from lessons."""
        entries = tuple(map(_entry, lessons))
        having: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            for word in entry.words:
                having.setdefault(word, []).append(number)
        approved = [entry for entry in entries if entry.lesson.approved]
        used = Counter(name for entry in approved for name in entry.taught.metrics)
        popularity = {name: count / len(approved) for name, count in used.items()}
        by_word = {word: tuple(found) for word, found in having.items()}
        return cls(entries, popularity, _having=by_word)

    def doubts(self) -> "Lessons":
        """Return the same where approvals speak for no metric, and rejections still against one."""
        return replace(self, popularity={}, trusted=False)

    def nearest(self, question: Question, most: int) -> tuple[Lesson, ...]:
        """Return the approved lessons of other questions that speak of the same, best first."""
        scores = self._scores(telling(read_cached(question.text)))
        best = sorted(scores, key=lambda number: (-scores[number], number))
        others = (self.entries[number].lesson for number in best)
        near = (o for o in others if o.approved and o.normalised != question.normalised)
        return tuple(lesson for lesson, _ in zip(near, range(most), strict=False))

    def leaning(self, question: Question) -> Mapping[str, float]:
        """Return metric → how much lessons of like questions speak for it, -1 to 1."""
        found: dict[str, float] = {}
        against: dict[str, float] = {}
        for entry, likeness in self._like(telling(read_cached(question.text))):
            told = found if entry.lesson.approved else against
            for name in entry.taught.metrics:
                told[name] = max(told.get(name, 0.0), likeness)
        doubts = {name: -share for name, share in against.items() if name not in found}
        return {**doubts, **found} if self.trusted else doubts

    def meanings(self, question: Question) -> Mapping[str, frozenset[str]]:
        """Return metric → stems of the question that approved PromQL took for that metric."""
        words = telling(read_cached(question.text))
        found: dict[str, frozenset[str]] = {}
        for entry, _ in self._like(words):
            if self.trusted and entry.lesson.approved and entry.taught.plain:
                meant = frozenset(word for word in words if covered(word, entry.topic))
                for name in entry.taught.metrics:
                    found[name] = found.get(name, frozenset()) | meant
        return found

    def _like(self, words: Words) -> Iterator[tuple[_Entry, float]]:
        for number in self._scores(words):
            entry = self.entries[number]
            likeness = alike(words, entry.topic)
            most_of_it = _shared(entry.topic, words) > _LEAST_SAID * sum(entry.topic.values())
            if likeness >= _LEAST_LIKENESS and most_of_it and _wholly_said(entry, words):
                yield entry, likeness

    def _scores(self, words: Iterable[str]) -> dict[int, float]:
        """Return number of entry → BM25 of the words, for those that have any."""
        usual = sum(len(entry.words) for entry in self.entries) / max(1, len(self.entries))
        scores: dict[int, float] = {}
        for word in words:
            having = self._having.get(word, ())
            rarity = math.log(1 + (len(self.entries) - len(having) + 0.5) / (len(having) + 0.5))
            for number in having:
                length = 1 - _LENGTH + _LENGTH * len(self.entries[number].words) / usual
                told = rarity * (_SATURATION + 1) / (1 + _SATURATION * length)
                scores[number] = scores.get(number, 0.0) + told
        return scores


NO_LESSONS = Lessons()


@lru_cache(maxsize=4096)
def read_cached(text: str) -> Frame:
    """Return the frame of a question, read without a catalogue."""
    return read(text)


def telling(frame: Frame) -> Words:
    """Return the stems of the words that tell what a question is about, and how much each does."""
    return {term.stem: term.weight for term in frame.terms if term.weight > OPERATION_WEIGHT}


def alike(one: Words, other: Words) -> float:
    """Return the share of all words, by weight, that both have, or related ones; 0 to 1."""
    if not one or not other:
        return 0.0
    shared = _shared(one, other) + _shared(other, one)
    return shared / (sum(one.values()) + sum(other.values()))


def covered(word: str, by: Iterable[str]) -> bool:
    """Say whether a word, or a related one, is among others."""
    return not _meaning(word).isdisjoint(by)


def leaning_to(leaning: Mapping[str, float], family: str) -> float:
    """Return how much lessons speak for a family: as for the best of its series."""
    return max((leaning[name] for name in series_of(family) if name in leaning), default=0.0)


def series_of(family: str) -> tuple[str, ...]:
    """Return the names that series of a family may have."""
    return (family, *(family + part for part in _PARTS))


def _shared(words: Words, by: Words) -> float:
    return sum(weight for word, weight in words.items() if covered(word, by))


def _wholly_said(entry: _Entry, words: Words) -> bool:
    """Say whether no compound is torn apart: the back door is not the front door."""
    return all(covered(one, words) == covered(other, words) for one, other in entry.compounds)


def _compounds(question: str, topic: Words) -> Iterator[tuple[str, str]]:
    telling_words = {word for word, weight in topic.items() if weight >= _TELLING}
    for pair in pairwise(map(stem, TOKEN.findall(question.casefold()))):
        if telling_words.issuperset(pair):
            yield pair


@lru_cache(maxsize=4096)
def _meaning(word: str) -> frozenset[str]:
    return frozenset(other for other, _ in related(word))


@lru_cache(maxsize=16_384)
def _entry(lesson: Lesson) -> _Entry:
    words, of_promql = telling(read_cached(lesson.question)), taught(lesson.promql, lesson.question)
    topic = {word: weight for word, weight in words.items() if word not in of_promql.labelled}
    return _Entry(lesson, words, topic, tuple(_compounds(lesson.question, topic)), of_promql)
