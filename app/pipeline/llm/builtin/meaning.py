"""Which metrics carry the label values that words of a question mean."""

import re
from collections.abc import Iterator, Mapping

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.llm.builtin.filters import usual_order
from app.pipeline.reading.frame import Frame, Term
from app.pipeline.reading.lexicon import ERROR_TERMS

_MAX_TERMS = 6
_MAX_VALUES = 6
_FAILING = re.compile(r"5\d\d|error|failed|failure")
_SEPARATOR = re.compile(r"[-:./_@ ]+")


def carriers(
    frame: Frame, words: str, catalogue: Catalogue, deadline: Deadline
) -> Mapping[str, frozenset[str]]:
    """Return for each term that is some label's value the families that carry it."""
    everywhere = catalogue.labels.everywhere()
    telling = [term for term in frame.terms if term.weight >= 0.5 and len(term.text) > 2]
    found: dict[str, frozenset[str]] = {}
    for term in telling[:_MAX_TERMS]:
        known = catalogue.index.lexicon.knows(term.text)
        pairs = list(_pairs(term, words, everywhere, exact=known))[:_MAX_VALUES]
        series = (catalogue.labels.carriers(label, value, deadline) for label, value in pairs)
        families = (catalogue.family(name) for names in series for name in names)
        found[term.text] = frozenset(family.name for family in families if family)
    return {text: names for text, names in found.items() if names}


def _pairs(
    term: Term, words: str, everywhere: Mapping[str, tuple[str, ...]], *, exact: bool
) -> Iterator[tuple[str, str]]:
    text = term.text.casefold()
    for label in sorted(everywhere, key=usual_order):
        values = everywhere[label]
        if text in ERROR_TERMS and (failing := [v for v in values if _FAILING.fullmatch(v)]):
            yield label, failing[0]
            continue
        for value in values:
            if _means(value.casefold(), text, words, exact=exact):
                yield label, value
                break


def _means(value: str, text: str, words: str, *, exact: bool) -> bool:
    if value == text:
        return True
    if text not in value:
        return False
    parts = [part for part in _SEPARATOR.split(value) if part]
    if len(parts) > 1 and text in parts and f" {' '.join(parts)} " in f" {words} ":
        return True
    return not exact and len(text) > 3 and text in parts
