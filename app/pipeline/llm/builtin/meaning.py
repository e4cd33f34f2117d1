"""Which metrics carry the label values that words of a question mean."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.labels import Labels
from app.catalogue.words import stem
from app.deadline import Deadline
from app.pipeline.lifelong import Lifelong
from app.pipeline.llm.builtin.filters import usual_order
from app.pipeline.llm.builtin.value_words import is_half_said, spelt_out, words_of
from app.pipeline.reading.frame import Frame, Term
from app.pipeline.reading.lexicon import ERROR_TERMS, OUTCOMES

_MAX_TERMS = 6
_MAX_VALUES = 6
_FAILING = re.compile(r"5\d\d|error|failed|failure")
_SEPARATOR = re.compile(r"[-:./_@ ]+")


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of all labels by themselves and by their parts; labels in their usual order.

    `failing` is the value of each label that stands for failure; `outcomes` are all that may tell
    what became of something.
    """

    by_word: Mapping[str, tuple[tuple[str, str], ...]]
    failing: Mapping[str, str]
    labels: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, labels: Labels) -> "_Values":
        """Return the values that are known everywhere."""
        everywhere = labels.everywhere()
        ordered = tuple(sorted(everywhere, key=usual_order))
        by_word: dict[str, list[tuple[str, str]]] = {}
        failing: dict[str, str] = {}
        for label in ordered:
            for value in everywhere[label]:
                folded = value.casefold()
                for word in {folded, *words_of(value), *folded.split()}:
                    by_word.setdefault(word, []).append((label, value))
                if _FAILING.fullmatch(value):
                    failing.setdefault(label, value)
        outcomes = tuple(
            (label, value)
            for label in ordered
            for value in everywhere[label]
            if value.isalpha() and value.endswith("ed")
        )
        words = {word: tuple(pairs) for word, pairs in by_word.items()}
        return cls(words, failing, ordered, outcomes)


_VALUES: Lifelong[Labels, _Values] = Lifelong(_Values.of)


def carriers(
    frame: Frame, words: str, catalogue: Catalogue, deadline: Deadline
) -> Mapping[str, frozenset[str]]:
    """Return for each term that is some label's value the families that carry it."""
    values = _VALUES.of(catalogue.labels)
    telling = [term for term in frame.terms if term.weight >= 0.5 and len(term.text) > 2]
    found: dict[str, frozenset[str]] = {}
    for term in telling[:_MAX_TERMS]:
        known = catalogue.index.lexicon.knows(term.text)
        pairs = list(_pairs(term, words, values, exact=known))[:_MAX_VALUES]
        series = (catalogue.labels.carriers(label, value, deadline) for label, value in pairs)
        families = (catalogue.family(name) for names in series for name in names)
        found[term.text] = frozenset(family.name for family in families if family)
    return {text: names for text, names in found.items() if names}


def _pairs(term: Term, words: str, values: _Values, *, exact: bool) -> Iterator[tuple[str, str]]:
    """Yield each label with its first value that the term means, in the usual order of labels."""
    text = term.text.casefold()
    meant = dict(values.failing) if text in ERROR_TERMS else {}
    word = text if text in values.by_word else term.stem  # GETs of GET
    for label, value in values.by_word.get(word, ()):
        if label not in meant and _means(value, word, words, exact=exact):
            meant[label] = value
    if re.fullmatch(OUTCOMES, text):
        meant |= {label: v for label, v in values.outcomes if stem(v) == term.stem}
    if text in ERROR_TERMS:
        yield from ((label, meant[label]) for label in values.labels if label in meant)
    else:
        yield from meant.items()


def _means(value: str, text: str, words: str, *, exact: bool) -> bool:
    if value.casefold() == text or spelt_out(value, text, words):
        return True
    if is_half_said(value, text, words):
        return True
    return not exact and len(text) > 3 and text in _SEPARATOR.split(value.casefold())
