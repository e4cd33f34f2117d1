"""Which series carry the labels, and the label values, that a question speaks of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.errors import ProxyError
from app.pipeline.ranking.wanted import Wanted
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.grouping import label_of

_MAX_REQUESTS = 3
_MAX_SECONDS = 2.0
_TOO_MANY = 400
_SHORTEST_VALUE = 3
# Labels of the scrape: that a series carries one tells nothing, its value does.
_OF_TARGETS = frozenset({"instance", "job", "cluster", "endpoint", "service", "prometheus"})
# Where the same value stands in several labels, the ones that tell most.
_LIKELIEST = ("job", "code", "app", "status", "service", "reason", "state", "container")

Known = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A term as it is written, and the label that it names or of which it is a value."""

    term: str
    label: str
    value: str | None = None


def carriers(
    frame: Frame, wanted: Wanted, catalogue: Catalogue, deadline: Deadline
) -> Mapping[str, frozenset[str]]:
    """Return for stems that name a label, or a value of one, the series that carry it.

    Asks Prometheus a few times at most; what it does not answer in time is left out.
    """
    bounded = deadline.at_most(_MAX_SECONDS)
    found: dict[str, frozenset[str]] = {}
    for asked in _asked(frame, wanted, catalogue.labels.everywhere()):
        series = _series(asked, catalogue, bounded)
        for word in wanted.texts[asked.term]:
            found[word] = found.get(word, frozenset()) | series
    return found


def _asked(frame: Frame, wanted: Wanted, everywhere: Known) -> list[Asked]:
    """Return what to ask for: each term once, then what else terms may be."""
    found = [*_values(wanted, everywhere), *_labels(frame, everywhere)]
    known = [asked for asked in found if asked.term in wanted.texts]
    first: dict[str, Asked] = {}
    for asked in known:
        first.setdefault(asked.term, asked)
    return list(dict.fromkeys((*first.values(), *known)))[:_MAX_REQUESTS]


def _labels(frame: Frame, everywhere: Known) -> Iterator[Asked]:
    """Yield the words that are names of labels."""
    labels = [label for label in everywhere if label not in _OF_TARGETS]
    for noun in (*frame.groups, *filter(None, (frame.entity,))):
        if label := label_of(noun, labels):
            yield from (Asked(term, label) for term in (*noun.split(), "".join(noun.split())))


def _values(wanted: Wanted, everywhere: Known) -> Iterator[Asked]:
    """Yield the words that are values of labels, the likeliest labels first."""
    forms = {
        form: term
        for term in wanted.texts
        if len(term) >= _SHORTEST_VALUE
        for form in (term, term.upper(), term.capitalize())
    }
    for label in sorted(everywhere, key=_likelihood):
        for value in sorted(forms.keys() & everywhere[label]):
            yield Asked(forms[value], label, value)


def _likelihood(label: str) -> tuple[int, str]:
    place = _LIKELIEST.index(label) if label in _LIKELIEST else len(_LIKELIEST)
    return place, label


def _series(asked: Asked, catalogue: Catalogue, deadline: Deadline) -> frozenset[str]:
    if deadline.passed:
        return frozenset()
    try:
        series = catalogue.labels.carriers(asked.label, asked.value, deadline)
    except ProxyError:
        # Labels make the ranking better; without them there is one all the same.
        return frozenset()
    return series if len(series) < _TOO_MANY else frozenset()
