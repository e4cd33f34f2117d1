"""The metrics that a question is probably about."""

import re

from app.catalogue.catalogue import Catalogue, Match, Metric, MetricType
from app.catalogue.words import stems
from app.deadline import Deadline
from app.domain import Question
from app.pipeline.reading.fit import fit
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.reading import read
from app.pipeline.reading.siblings import whole_of

_NAME = re.compile(r"[a-zA-Z_:][\w:]*")
_SEARCHED = 60
_SIBLINGS_OF = 4


def retrieve(
    question: Question, catalogue: Catalogue, deadline: Deadline, limit: int = 12
) -> tuple[Match, ...]:
    """Return the best metrics for a question, best first.

    Names in the question come first, then the index's ranking corrected by how well the type
    fits (a rate wants a counter, a percentile a histogram), then what the best ones are part of.
    """
    frame = read(question.text, catalogue.index.knows)
    found = catalogue.search(" ".join(term.text for term in frame.terms), _SEARCHED)
    best = max((match.score for match in found), default=1.0)
    ranked = sorted(
        (Match(match.metric, match.score / best + fit(match.metric, frame)) for match in found),
        key=lambda match: match.score,
        reverse=True,
    )
    named = [Match(metric, 2.0) for metric in _named(question.text, catalogue)]
    siblings = _siblings([*named, *ranked][:_SIBLINGS_OF], frame, catalogue)
    kept = [*named, *ranked][: limit - len(siblings)]
    return tuple(
        {match.metric.name: match for match in (*siblings, *kept)}[name]
        for name in _order(kept, siblings)
    )


def _order(kept: list[Match], siblings: list[Match]) -> list[str]:
    return list(dict.fromkeys(match.metric.name for match in (*kept, *siblings)))


def _named(text: str, catalogue: Catalogue) -> list[Metric]:
    found = (catalogue.family(name) for name in _NAME.findall(text) if "_" in name or name == "up")
    return [metric for metric in found if metric is not None]


def _siblings(matches: list[Match], frame: Frame, catalogue: Catalogue) -> list[Match]:
    if frame.operation is not Operation.RATIO:
        return []
    wholes = (
        (whole_of(match.metric, catalogue), match.score)
        for match in matches
        if match.metric.type is MetricType.GAUGE and stems(match.metric.name)
    )
    return [Match(whole, score) for whole, score in wholes if whole]
