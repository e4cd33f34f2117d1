"""The counter of all of which another counts some: orders received of which some were cancelled."""

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import measured_unit

# Words by which the names of counters tell that they count all there were.
_ALL = frozenset(
    stems(
        "total received requests scanned processed attempts attempted created started sent handled"
        " served submitted calls checked queries messages msgs packets opened placed read"
    )
)
_SAYS_NOTHING = frozenset(stems("total count sum seconds bytes"))


def whole_counter(subject: Subject, catalogue: Catalogue) -> str | None:
    """Return the counter whose name differs from that of the subject in the words for the part.

    These must have been said; where several counters may be the whole, there is none.
    """
    metric = subject.metric
    said = _said(subject, catalogue)
    prefix = metric.name.split("_")[0]
    wholes = {
        other.name: order
        for other in catalogue.beside(metric.name, prefix)
        if _is_of_kind(metric, other) and (order := _order(metric, other, said)) is not None
    }
    best = [name for name, order in wholes.items() if order == min(wholes.values())]
    return best[0] if len(best) == 1 else None


def _is_of_kind(part: Metric, other: Metric) -> bool:
    return shape.counts_events(other) and measured_unit(part) == measured_unit(other)


def _order(part: Metric, whole: Metric, said: frozenset[str]) -> int | None:
    """Return 0 where the whole lacks a word, 1 where another stands for it, else None."""
    own, other = _words(part), _words(whole)
    only, others = own - other, other - own
    if not only or not only <= said or part.name == whole.name:
        return None
    if not others:
        return 0
    return 1 if others <= _ALL | said - own and len(own & other) > 1 else None


def _words(metric: Metric) -> frozenset[str]:
    return frozenset(stems(metric.name)) - _SAYS_NOTHING


def _said(subject: Subject, catalogue: Catalogue) -> frozenset[str]:
    """Return the words of the question as the catalogue knows them, also where misspelt."""
    known = catalogue.index.lexicon.known
    return frozenset(
        word
        for term in subject.frame.terms
        for word in (term.stem, known(term.text), stem(term.text))
    ) | frozenset(subject.frame.words)
