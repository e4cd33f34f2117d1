"""What people decided about questions: the nearest ones, and what words came to mean by them."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.catalogue.lexicon import related
from app.domain import Question, Window
from app.pipeline.parse import ParseError, parse
from app.pipeline.placeholders import fill
from app.pipeline.reach import reaches
from app.pipeline.reading.frame import OPERATION_WEIGHT, Frame
from app.pipeline.reading.reading import read

# Okapi BM25's usual parameters.
_SATURATION, _LENGTH = 1.2, 0.75
_LEAST_LIKENESS = 0.34
_PARTS = ("_bucket", "_count", "_sum", "_total")
# Any window does: only the names matter.
_WINDOW = Window(0, 3600, 60)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, normalised, with PromQL that a person approved for it, or turned down."""

    question: str
    normalised: str
    promql: str
    approved: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    lesson: Lesson
    words: frozenset[str]
    metrics: frozenset[str]


@dataclass(frozen=True)
class Lessons:
    """All lessons of one tenant; immutable, so that all threads may share it.

    `popularity` is the share of the approved questions that use a metric, 0 to 1.
    """

    entries: tuple[_Entry, ...] = ()
    popularity: Mapping[str, float] = field(default_factory=dict)
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
        used = Counter(name for entry in approved for name in entry.metrics)
        popularity = {name: count / len(approved) for name, count in used.items()}
        return cls(entries, popularity, {word: tuple(found) for word, found in having.items()})

    def nearest(self, question: Question, most: int) -> tuple[Lesson, ...]:
        """Return the approved lessons of other questions that speak of the same, best first."""
        scores = self._scores(telling(read_cached(question.text)))
        best = sorted(scores, key=lambda number: (-scores[number], number))
        others = (self.entries[number].lesson for number in best)
        near = (o for o in others if o.approved and o.normalised != question.normalised)
        return tuple(lesson for lesson, _ in zip(near, range(most), strict=False))

    def leaning(self, question: Question) -> Mapping[str, float]:
        """Return metric → how much lessons of like questions speak for it, -1 to 1."""
        words = telling(read_cached(question.text))
        found: dict[str, float] = {}
        against: dict[str, float] = {}
        for number in self._scores(words):
            entry = self.entries[number]
            likeness = alike(words, entry.words)
            told = found if entry.lesson.approved else against
            for name in entry.metrics if likeness >= _LEAST_LIKENESS else ():
                told[name] = max(told.get(name, 0.0), likeness)
        return {**{name: -likeness for name, likeness in against.items()}, **found}

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


def telling(frame: Frame) -> frozenset[str]:
    """Return the stems of the words that tell what a question is about."""
    return frozenset(term.stem for term in frame.terms if term.weight > OPERATION_WEIGHT)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of all words that both have, or have a related one of; 0 to 1."""
    if not one or not other:
        return 0.0
    shared = _covered(one, other) + _covered(other, one)
    return shared / (len(one) + len(other))


def leaning_to(leaning: Mapping[str, float], family: str) -> float:
    """Return how much lessons speak for a family: as for the best of its series."""
    series = (family, *(family + part for part in _PARTS))
    return max((leaning[name] for name in series if name in leaning), default=0.0)


def _covered(words: frozenset[str], by: frozenset[str]) -> int:
    return sum(1 for word in words if word in by or not by.isdisjoint(_related(word)))


@lru_cache(maxsize=4096)
def _related(word: str) -> frozenset[str]:
    return frozenset(other for other, _ in related(word))


@lru_cache(maxsize=8192)
def _entry(lesson: Lesson) -> _Entry:
    words = telling(read_cached(lesson.question))
    return _Entry(lesson, words, frozenset(_metrics(lesson.promql)))


def _metrics(promql: str) -> Iterator[str]:
    try:
        expr = parse(fill(promql, _WINDOW, 15))
    except ParseError:
        return
    yield from (reach.metric for reach in reaches(expr, _WINDOW) if reach.metric is not None)
