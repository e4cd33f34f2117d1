"""Ranks what the index finds: what is spoken of, how the type fits, and which labels it has."""

from collections.abc import Mapping

from app.catalogue.catalogue import Catalogue, Match
from app.catalogue.index import Found
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.ranking.coverage import coverage, speech_of, surplus
from app.pipeline.ranking.labelled import carriers
from app.pipeline.ranking.wanted import Wanted, wanted
from app.pipeline.reading.fit import fit
from app.pipeline.reading.frame import Frame

_SEARCHED = 100
_CARRYING = 30
_PARTS = ("", "_bucket", "_count", "_sum")
# What the index's own score, what is spoken of, and what nobody asked for count.
_INDEX, _COVERAGE, _SURPLUS = 0.5, 1.5, -0.2

Carried = Mapping[str, frozenset[str]]


def rank(frame: Frame, catalogue: Catalogue, deadline: Deadline) -> list[Match]:
    """Return the families that fit a question, best first; looks up a few labels."""
    asked = wanted(frame, catalogue.index)
    found = catalogue.index.find(dict.fromkeys(asked.weights, 1.0), _SEARCHED)
    carried = carriers(frame, asked, catalogue, deadline)
    found += _carrying(carried, asked, {each.metric.name for each in found}, catalogue)
    best = max((each.score for each in found), default=0.0) or 1.0
    matches = (Match(each.metric, _score(each, best, asked, frame, carried)) for each in found)
    return sorted(matches, key=lambda match: (-match.score, match.metric.name))


def _score(found: Found, best: float, asked: Wanted, frame: Frame, carried: Carried) -> float:
    speech = speech_of(found)
    as_labels = [word for word, names in carried.items() if _is_in(found.metric.name, names)]
    return (
        _INDEX * found.score / best
        + _COVERAGE * coverage(speech, asked, as_labels)
        + _SURPLUS * surplus(speech, asked)
        + fit(found.metric, frame)
    )


def _carrying(
    carried: Carried, asked: Wanted, found: set[str], catalogue: Catalogue
) -> tuple[Found, ...]:
    """Return families that only labels speak for; of many those whose names say most besides."""
    series = frozenset[str]().union(*carried.values())
    likely = sorted(series, key=lambda name: (-len(asked.asked.intersection(stems(name))), name))
    families = (catalogue.family(name) for name in likely[:_CARRYING])
    new = dict.fromkeys(each for each in families if each and each.name not in found)
    return tuple(Found(family, 0.0) for family in new)


def _is_in(family: str, series: frozenset[str]) -> bool:
    return any(family + part in series for part in _PARTS)
