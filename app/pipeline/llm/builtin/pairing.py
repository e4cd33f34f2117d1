"""Which metrics can be set against each other, and how likely they are meant together."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from app.catalogue.known.pairs import PAIRS
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.fit import counts, measured_unit
from app.pipeline.reading.pairs import Pair

_KIN, _CLOSER, _MOST_CLOSER = 0.3, 0.05, 3
_KNOWN, _SAME_LABELS = 0.5, 0.1
# What some of all are, which nobody means by all.
_PARTIAL = frozenset(
    stems(
        "unassigned failed pending idle free used active unused broken offline healthy waiting"
        " blocked queued dropped rejected failures errors timeout retry offline unavailable missing"
    )
)
_SPEEDS = frozenset(stems("speed bandwidth throughput rate"))


def fit_together(pair: Pair, subjects: list[Subject]) -> bool:
    """Say whether the metrics can be put together at all, as the pair wants it."""
    if any(shape.is_timestamp(each.metric) for each in subjects):
        return False
    if len({(each.metric.name, each.matchers) for each in subjects}) < len(subjects):
        return False
    if pair.by_kin and _are_strangers(subjects):
        return False
    if pair.share and not _is_whole_of(*subjects):
        return False
    if pair.op == "/":
        return not pair.by_kin or _count_alike(subjects)
    kinds = {(measured_unit(each.metric), shape.is_counter(each.metric)) for each in subjects}
    return len(kinds) == 1


def _count_alike(subjects: list[Subject]) -> bool:
    """Say whether all tell what happens, or all what is, and none is a mean by itself.

    The last one has to be the number of what it is asked for: of "errors per backend" backends.
    """
    if any(shape.is_distribution(each.metric) for each in subjects):
        return False
    counted, product = subjects[-1], subjects[-1].metric.name.split("_")[0]
    words = " ".join(word for word in counted.frame.words if word != stem(product))
    if not counts(counted.metric, replace(counted.frame, entity=words)):
        return False
    return len({_happens(each) for each in subjects}) == 1


def kinship(pair: Pair, subjects: list[Subject]) -> float:
    """Return how likely the metrics belong together: siblings of one exporter likelier."""
    names = [each.metric.name for each in subjects]
    score = 0.0
    if are_kin(subjects):
        score += _KIN + _CLOSER * min(_MOST_CLOSER, _common_words(names) - 1)
    if any(other in PAIRS.get(names[0], ()) for other in names[1:]):
        score += _KNOWN
    if len({frozenset(each.labels.values) for each in subjects}) == 1:
        score += _SAME_LABELS
    return score


def are_kin(subjects: Iterable[Subject]) -> bool:
    """Say whether all are of one exporter."""
    return len({each.metric.name.split("_")[0] for each in subjects}) == 1


def _common_words(names: list[str]) -> int:
    """Return with how many words in common the names begin."""
    columns = zip(*(name.split("_") for name in names), strict=False)
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, columns))


def _is_whole_of(part: Subject, whole: Subject) -> bool:
    """Say whether a metric can be all of which another is a part: what happens, or what is."""
    if measured_unit(part.metric) != measured_unit(whole.metric):
        return False
    words = set(stems(whole.metric.name))
    if words & _PARTIAL - set(whole.frame.words):
        return False  # itself but a part
    return _happens(part) == _happens(whole) or not _SPEEDS.isdisjoint(words)


def _happens(subject: Subject) -> bool:
    """Say whether the metric counts or times what happens, and does not tell what is."""
    return shape.counts_events(subject.metric) or shape.is_distribution(subject.metric)


def _are_strangers(subjects: list[Subject]) -> bool:
    """Say whether metrics of one exporter measure different parts of it, or are the same."""
    if len({each.metric.name for each in subjects}) < len(subjects):
        return True
    beginnings = {tuple(each.metric.name.split("_")[:2]) for each in subjects}
    return not are_kin(subjects) or (len(beginnings) > 1 and not _tell_of_the_same(subjects))


def _tell_of_the_same(subjects: list[Subject]) -> bool:
    """Say whether all labels of the one are labels of the others, and not only those of targets."""
    labels = sorted((frozenset(each.labels.values) for each in subjects), key=len)
    nested = all(labels[0] <= each for each in labels)
    return nested and (labels[0] == labels[-1] or not labels[0] <= TARGET_LABELS - {"region"})
