"""Values that a question names of a label, and that no series of the metric has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from app.catalogue.words import stem
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.heeding import unexplained
from app.pipeline.reading.capitals import is_operation
from app.pipeline.reading.frame import Frame, Operation, Term
from app.pipeline.reading.grouping import label_of
from app.pipeline.reading.label_nouns import LABELS_OF_NOUN
from app.pipeline.reading.names import is_name
from app.pipeline.reading.plain import in_plain_words

_CLOSEST = 3
_NO_NAMES = frozenset({"le", "quantile"})
_KINDS = frozenset(map(stem, LABELS_OF_NOUN))
_SINGULAR = frozenset({"ingress", "address", "class", "process"})
# Said of things of any kind, whatever they are called.
_GENERAL = frozenset(
    """
    public private internal external own single main whole real physical virtual remote local old
    young big small large fast slow noisy quiet busy idle bad best worst critical called named
    """.split()
)
_PLACE = r"\b(?:in|of|for|on|to|from|at) (?:the |our |my )?"
# The end of a phrase that says whose it is, or where: of the printers, in our canteen.
_OWNER = r"\b(?:of|on|in|at|from|by) (?:the|our|my|your|all|these|those|this|that) "
_CLOSED = (
    r"(?=\s*$|[?!.,;:)]| (?:in|over|per|by|for|during|within|of|on|at|and|right|now|is|are)\b)"
)
# What may be measured of anything: who asks for one wants no other.
_QUANTITIES = frozenset(
    map(
        stem,
        "temperature humidity noise voltage power energy pressure weight price cost revenue"
        " distance altitude brightness".split(),
    )
)
_QUOTES = "[\"'`]?"


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A word that stands beside the noun of a label; `closest` are values that the label has.

    `label` is empty where the metric has none that the noun means.
    """

    text: str
    label: str
    closest: tuple[str, ...] = ()


def unknown_value(choice: Choice, asked: Asked) -> UnknownValue | None:
    """Return the first value, or product, that a question names and the metric has not, if any."""
    labels = choice.subject.labels.values
    names = tuple(label for label in labels if label not in _NO_NAMES)
    for term in unexplained(choice, asked.frame):
        for noun in _nouns(term, asked):
            if label := label_of(noun, names):
                closest = get_close_matches(term.text, labels[label], _CLOSEST, cutoff=0.0)
                return UnknownValue(term.text, label, tuple(closest))
            if stem(noun) in _KINDS:
                return UnknownValue(term.text, "")
        if _is_called(term, asked.words) or _is_elsewhere(term, asked):
            return UnknownValue(term.text, "")
    return None


def _is_elsewhere(term: Term, asked: Asked) -> bool:
    """Say whether it is a thing or a quantity that nothing here tells of: swap of the printers."""
    if term.stem in _QUANTITIES or _is_counted(term, asked):
        return True
    if asked.task.catalogue.index.lexicon.knows(term.text) or term.text in _GENERAL:
        return False
    owner = rf"{_OWNER}(?:[a-z]+ )?{re.escape(term.text)}{_CLOSED}"
    if "-" in term.text:
        owner = rf"\b(?:of|on|in|at|from|for|to|by) (?:the |our )?{re.escape(term.text)}(?!\S)"
    return re.search(owner, asked.words) is not None


def _is_counted(term: Term, asked: Asked) -> bool:
    """Say whether the number of it is asked for, which another metric may tell: orders."""
    frame = asked.frame
    counted = frame.operation in (Operation.COUNT, Operation.INCREASE) and frame.entity is not None
    known = asked.task.catalogue.index.lexicon.knows(term.text)
    return counted and known and term.text in (frame.entity or "").split()


def _is_called(term: Term, words: str) -> bool:
    """Say whether a word can only be what something is called, whatever stands beside it."""
    if is_name(term.text) or len(term.text) == 1 or is_operation(term.text, words):
        return True
    return re.search(rf"[\"'`]{re.escape(term.text)}[\"'`]", words) is not None


def _nouns(term: Term, asked: Asked) -> Iterator[str]:
    """Yield the words beside a term that may say what kind of thing is called so."""
    if term.text in _GENERAL:
        return
    words = in_plain_words(asked.task.question.text)
    nouns = {word for noun in _things(asked.frame) for word in noun.split()}
    known, value = asked.task.catalogue.index.lexicon.knows(term.text), re.escape(term.text)
    # A word that measures something may be a value too where a place is told: in database orders.
    place = _PLACE if known else ""
    before = re.search(
        rf"{place}(?<!\w)([a-z_]+)(?: (?:called|named))?[ =:]+{_QUOTES}{value}(?!\w)", words
    )
    after = re.search(rf"(?<!\w){value}(?:'s)?{_QUOTES} ([a-z_]+)", words)
    # Behind several things stands what they do: pods flapping.
    if before and before.group(1) not in nouns and not _is_verb(before.group(1), term):
        yield before.group(1)
    if after and not known and term.text not in nouns:
        yield after.group(1)


def _things(frame: Frame) -> tuple[str, ...]:
    """Return what is grouped by or ranked: none of it is a value."""
    return (*frame.groups, frame.entity or "")


def _is_verb(noun: str, term: Term) -> bool:
    return noun.endswith("s") and noun not in _SINGULAR and term.text.isalpha()
