"""The metrics that a question is probably about."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from app.catalogue.catalogue import Catalogue, Match, Metric
from app.deadline import Deadline
from app.domain import Problem, Question
from app.pipeline.lessons import NO_LESSONS, Lessons
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
_NAMED_SCORE = 4.0
_PARTNERS_OF, _PARTNERS_EACH = 2, 2
_POPULARITY = 0.15
_LEANING = 0.6


def retrieve(
    question: Question,
    catalogue: Catalogue,
    deadline: Deadline,
    limit: int = 40,
    lessons: Lessons = NO_LESSONS,
) -> tuple[Match, ...]:
    """Return the best metrics for a question, best first.

    Names in the question come first, then what speaks of most of its words and is of a type that
    fits (a rate wants a counter, a percentile a histogram), each followed by what it is compared
    with where the question compares. What approved questions use rises, more so where they are
    like this one. Asks Prometheus for labels a few times; without an answer they do not count.
    """
    spoken = question.text.casefold()
    frame = read(question.text, catalogue.index.lexicon.understands)
    ranked = _raised(rank(frame, catalogue, deadline), question, lessons, catalogue)
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


def _raised(
    ranked: list[Match], question: Question, lessons: Lessons, catalogue: Catalogue
) -> list[Match]:
    """Let what approved questions use rise, a little, and much where they are like this one."""
    popularity = _of_families(lessons.popularity, catalogue)
    leaning = _of_families(lessons.leaning(question), catalogue)
    if not popularity and not leaning:
        return ranked
    most = max((match.score for match in ranked), default=0.0)
    scores = {match.metric: match.score for match in ranked}
    for name, share in leaning.items():
        family = catalogue.family(name)
        if family is not None:
            scores[family] = scores.get(family, 0.0) + _LEANING * max(most, 1.0) * share
    raised = (
        Match(metric, score + _POPULARITY * max(most, 0.0) * popularity.get(metric.name, 0.0))
        for metric, score in scores.items()
    )
    return sorted(raised, key=lambda match: match.score, reverse=True)


def _of_families(shares: Mapping[str, float], catalogue: Catalogue) -> Mapping[str, float]:
    """Return the shares of series as those of their families."""
    of_families: dict[str, float] = {}
    for name, share in shares.items():
        family = catalogue.family(name)
        if family is not None:
            best = max(share, of_families.get(family.name, share))
            of_families[family.name] = best
    return of_families


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
