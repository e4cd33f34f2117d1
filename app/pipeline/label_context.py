"""Which labels, and which of their values, a model is told about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.errors import ProxyError
from app.pipeline.prompt_options import SendValues

_METRICS_WITH_FEW_VALUES = 3
_FEW_VALUES = 10
_MAX_VALUES = 5
_MAX_LABELS = 12
_MAX_LABEL_CHARS = 80
_BOUND_LABEL = "le"  # a histogram's bounds are no words of anybody's question
_WORD = re.compile(r"[^\W_]+")
# Where no value is named as a whole, a word this long matches a part of one ("payments":
# `payments-prod`).
_TELLING_CHARS = 4


@dataclass(frozen=True, slots=True)
class LabelValues:
    """A label with those of its values that the model may see."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelContext:
    """The labels of one metric, and some of their values."""

    names: tuple[str, ...] = ()
    values: tuple[LabelValues, ...] = ()


def read_labels(
    metric_names: Sequence[str],
    question: str,
    catalogue: Catalogue,
    deadline: Deadline,
    send: SendValues,
) -> dict[str, LabelContext]:
    """Return metric name → labels; a metric whose look-up fails is left out.

    Of the values those that match words of the question, where `send` is all for the first metrics
    also all of the labels that have few.
    """
    words = _words(question)
    found = {}
    for place, name in enumerate(metric_names):
        if deadline.passed:
            break
        few = send is SendValues.ALL and place < _METRICS_WITH_FEW_VALUES
        try:
            told = _labels(name, words, catalogue, deadline, few)
            found[name] = told if send is not SendValues.NONE else LabelContext(told.names)
        except ProxyError:
            continue
    return found


def _labels(
    metric_name: str,
    words: frozenset[str],
    catalogue: Catalogue,
    deadline: Deadline,
    all_few_values: bool,
) -> LabelContext:
    names = tuple(
        name for name in catalogue.label_names(metric_name, deadline) if may_be_told(name)
    )[:_MAX_LABELS]
    listed = (
        (name, catalogue.label_values(metric_name, name, deadline))
        for name in names
        if name != _BOUND_LABEL
    )
    chosen = (LabelValues(name, _chosen(values, words, all_few_values)) for name, values in listed)
    return LabelContext(names, tuple(some for some in chosen if some.values))


def _chosen(values: Sequence[str], words: frozenset[str], all_few_values: bool) -> tuple[str, ...]:
    short = [value for value in values if may_be_told(value)]
    if all_few_values and len(values) <= _FEW_VALUES:
        return tuple(short)
    return _matching(short, words)


def matching(values: Sequence[str], question: str) -> tuple[str, ...]:
    """Return the values that match words of a question, and so may be told to any model."""
    return _matching([value for value in values if may_be_told(value)], _words(question))


def _matching(short: Sequence[str], words: frozenset[str]) -> tuple[str, ...]:
    named = [value for value in short if frozenset() < _words(value) <= words]
    telling = {word for word in words if len(word) >= _TELLING_CHARS}
    return tuple(named or [value for value in short if _words(value) & telling])[:_MAX_VALUES]


def may_be_told(text: str, max_chars: int = _MAX_LABEL_CHARS) -> bool:
    """Say whether a name or value that others chose is one to show to a model."""
    return 0 < len(text) <= max_chars and text.isprintable()


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
