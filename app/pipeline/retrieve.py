"""The metrics that a question is probably about."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType

from app.catalogue.catalogue import Catalogue, Match, Metric
from app.deadline import Deadline
from app.domain import Problem, Question
from app.pipeline.ranking.partners import partners
from app.pipeline.ranking.rank import rank
from app.pipeline.reading.frame import Operation
from app.pipeline.reading.lexicon import STATE_WORDS
from app.pipeline.reading.reading import read

_NAME = re.compile(r"[a-zA-Z_:][\w:]*")
_SCRAPED = re.compile(
    r"\b(?:targets?|instances?|jobs?|servers?|hosts?|machines?|nodes?|vms?|exporters?|endpoints?"
    r"|services?|scrap\w+|everything|anything)\b"
)
_BESIDE = re.compile(
    r"\b(?:vs\.?|versus|compared?|against|relative to|out of|limits?|quotas?|full|exhausted)\b"
    r"|\w ?/ ?\w"
)
_NO_POPULARITY: Mapping[str, float] = MappingProxyType({})
_NAMED_SCORE = 4.0
_PARTNERS_OF, _PARTNERS_EACH = 2, 2
_POPULARITY = 0.15


def retrieve(
    question: Question,
    catalogue: Catalogue,
    deadline: Deadline,
    limit: int = 12,
    popularity: Mapping[str, float] = _NO_POPULARITY,
) -> tuple[Match, ...]:
    """Return the best metrics for a question, best first.

    Names in the question come first, then what speaks of most of its words and is of a type that
    fits (a rate wants a counter, a percentile a histogram), each followed by what it is compared
    with where the question compares. `popularity` is the share of the approved questions that use
    a series name, 0 to 1. Asks Prometheus for labels a few times; without an answer they do not
    count.
    """
    spoken = question.text.casefold()
    frame = read(question.text, catalogue.index.lexicon.understands)
    ranked = _popular(rank(frame, catalogue, deadline), _of_families(popularity, catalogue))
    best = _once((*_named(question.text, catalogue), *_states(spoken, catalogue), *ranked))
    if frame.operation is Operation.RATIO or _BESIDE.search(spoken):
        best = _with_partners(best, catalogue)
    return tuple(best[:limit])


def with_suggested(
    matches: tuple[Match, ...], problems: Iterable[Problem], catalogue: Catalogue
) -> tuple[Match, ...]:
    """Return the metrics with those first that a check suggested in place of others."""
    names = dict.fromkeys(name for problem in problems for name in problem.suggestions)
    suggested = [family for name in names if (family := catalogue.family(name)) is not None]
    first = [Match(family, _NAMED_SCORE) for family in dict.fromkeys(suggested)]
    rest = [match for match in matches if match.metric not in suggested]
    return (*first, *rest)


def _of_families(popularity: Mapping[str, float], catalogue: Catalogue) -> Mapping[str, float]:
    """Return the shares of series as those of their families."""
    shares: dict[str, float] = {}
    for name, share in popularity.items():
        family = catalogue.family(name)
        if family is not None:
            shares[family.name] = max(share, shares.get(family.name, 0.0))
    return shares


def _popular(ranked: list[Match], popularity: Mapping[str, float]) -> list[Match]:
    """Let what approved questions use rise a little."""
    if not popularity or not ranked:
        return ranked
    most = _POPULARITY * max(ranked[0].score, 0.0)
    raised = (
        Match(match.metric, match.score + most * popularity.get(match.metric.name, 0.0))
        for match in ranked
    )
    return sorted(raised, key=lambda match: match.score, reverse=True)


def _with_partners(matches: list[Match], catalogue: Catalogue) -> list[Match]:
    """Put behind each of the best what it is compared with."""
    found = [match.metric for match in matches]
    paired: list[Match] = []
    for match in matches[:_PARTNERS_OF]:
        beside = islice(partners(match.metric, found, catalogue), _PARTNERS_EACH)
        paired += [match, *(Match(partner, match.score) for partner in beside)]
    return _once((*paired, *matches))


def _once(matches: Iterable[Match]) -> list[Match]:
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.metric.name, match)
    return list(first.values())


def _named(text: str, catalogue: Catalogue) -> list[Match]:
    found = (catalogue.family(name) for name in _NAME.findall(text) if "_" in name or name == "up")
    return [Match(metric, _NAMED_SCORE) for metric in found if metric is not None]


def _states(spoken: str, catalogue: Catalogue) -> list[Match]:
    """Return `up` where a question asks what is up or down of what Prometheus scrapes."""
    asked = re.search(STATE_WORDS, spoken) and _SCRAPED.search(spoken)
    up: Metric | None = catalogue.family("up") if asked else None
    return [Match(up, _NAMED_SCORE)] if up is not None else []
