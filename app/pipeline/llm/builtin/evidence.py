"""How well a metric's own name and help speak of the words of a question."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.known.known import known_of
from app.catalogue.lexicon import related
from app.catalogue.words import stem, stems, written_together
from app.pipeline.reading import shape
from app.pipeline.reading.fit import measured_unit
from app.pipeline.reading.frame import OPERATION_WEIGHT, Frame, Term
from app.pipeline.reading.grouping import THINGS
from app.pipeline.reading.lexicon import BAD, GOOD, STATE_WORDS
from app.pipeline.reading.opposites import is_side

IN_NAME, IN_PART, TOLD, IN_HELP = 1.0, 0.9, 0.85, 0.75
RELATED_IN_NAME, RELATED_IN_HELP = 0.75, 0.45
_TYPO = 0.8
_OTHER_THING = 1.6
USAGE = frozenset(stems("usage used use using utilization consumption consume busy"))
_SIDES = re.compile(f"{BAD}|{GOOD}")
_STORED = frozenset(stems("data space storage"))
_FREE_WORDS = frozenset(
    stems(
        "seconds bytes total ratio celsius count sum bucket milliseconds info created status"
        " completed"
    )
)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling a stem is in a catalogue: half where every metric has it, 1 where none has."""

    frequency: Mapping[str, int]
    families: int

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Rarity":
        """Return the rarity of all words of a catalogue."""
        return cls(catalogue.index.lexicon.frequency, catalogue.index.size)

    def __call__(self, word: str) -> float:
        """Return how telling a stem is, between 0.5 and 1."""
        share = math.log(1 + self.frequency.get(word, 0)) / math.log(2 + max(self.families, 50))
        return max(0.5, 1 - share / 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of the terms a metric speaks of: term text → how well, 0 to 1."""

    metric: Metric
    found: Mapping[str, float]
    surplus: float

    def with_found(self, more: Mapping[str, float]) -> "Evidence":
        """Return this with the better of both for each term."""
        best = {text: max(self.found.get(text, 0), score) for text, score in more.items()}
        return Evidence(self.metric, {**self.found, **best}, self.surplus)

    def without_surplus(self, words: Iterable[str], rarity: Rarity) -> "Evidence":
        """Return this with some words of the name no longer counted as not asked for."""
        own = set(stems(self.metric.name))
        less = sum(rarity(word) for word in set(words) & own)
        return Evidence(self.metric, self.found, max(0.0, self.surplus - less))

    def coverage(self, terms: Iterable[Term], rarity: Rarity) -> float:
        """Return the share of the terms' weight that is found.

        Words of operations that the metric does not speak of are not missed beside others.
        """
        known = tuple(terms)
        missed = [t for t in known if t.weight > OPERATION_WEIGHT or t.text in self.found]
        weights = {term: term.weight * rarity(term.stem) for term in missed or known}
        total = sum(weights.values())
        if not total:
            return 0.0
        return sum(self.found.get(term.text, 0) * w for term, w in weights.items()) / total


def weigh(metric: Metric, frame: Frame, rarity: Rarity, known: Mapping[str, str]) -> Evidence:
    """Return what the metric's name and help say of the frame's terms.

    `known` maps a term's text to the stem of the catalogue's word that it is a typo of.
    """
    name, speech = frozenset(stems(metric.name)), _speech_of(metric)
    found = {
        term.text: score
        for term in frame.terms
        if (score := _of_term(term, known.get(term.text, term.stem), speech))
    }
    if frame.mood and shape.is_boolean(metric):
        sides = _SIDES if metric.name != "up" else re.compile(STATE_WORDS)
        found |= {term.text: 0.9 for term in frame.terms if sides.fullmatch(term.text)}
    found |= {term.text: 0.9 for term in frame.terms if is_side(term.stem, metric)}
    if shape.is_counter(metric) and shape.measures_time(metric):
        # Seconds spent a second are what people call usage.
        found |= {term.text: 0.9 for term in frame.terms if term.stem in USAGE}
    if measured_unit(metric) == "bytes":
        found |= {
            t.text: found.get(t.text, RELATED_IN_NAME) for t in frame.terms if t.stem in _STORED
        }
    asked = {*frame.words, *known.values()}
    asked |= {other for word in tuple(asked) for other, _ in related(word)}
    surplus = sum(_OTHER_THING if w in THINGS else rarity(w) for w in name - asked - _FREE_WORDS)
    return Evidence(metric, found, surplus)


@dataclass(frozen=True, slots=True)
class _Speech:
    """The stems of a metric's name, of what it is known for besides, and of its help."""

    name: frozenset[str]
    told: frozenset[str]
    help: frozenset[str]


def _speech_of(metric: Metric) -> _Speech:
    known = known_of(metric.name)
    together = map(stem, written_together(metric.name))
    return _Speech(
        frozenset((*stems(metric.name), *together)),
        known.product | known.told,
        frozenset(stems(metric.help)),
    )


def _of_term(term: Term, known: str, speech: _Speech) -> float:
    if len(parts := stems(term.text)) > 1 and term.stem not in speech.name:
        # A compound may be spelt out in the name: write-ahead-log, api_server.
        told = [_of_word(part, speech) for part in parts]
        return sum(told) / len(parts) * 0.9 if all(told) else 0.0
    as_read = 1.0 if known == term.stem else _TYPO
    return max(_of_word(known, speech) * as_read, _of_word(term.stem, speech))


def _of_word(word: str, speech: _Speech) -> float:
    if word in speech.name:
        return IN_NAME
    if len(word) > 6 and any(word in longer for longer in speech.name):
        return IN_PART
    if word in speech.told:
        return TOLD
    others = {other for other, _ in related(word)}
    in_name = RELATED_IN_NAME if others & speech.name else 0.0
    # A name of one word tells little, so its help has to.
    told = IN_HELP if len(speech.name) > 1 else IN_PART
    in_help = told if word in speech.help else 0.0
    elsewhere = others & (speech.help | speech.told)
    return max(in_name, in_help, RELATED_IN_HELP if elsewhere else 0.0)
