"""How sure a pair of metrics is: what both say together of the words of both."""

import re
from collections.abc import Iterable

from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.evidence import Rarity
from app.pipeline.llm.builtin.pair_sides import Way
from app.pipeline.llm.builtin.promql import Expr
from app.pipeline.llm.builtin.sureness import Signs, sureness
from app.pipeline.llm.builtin.undone import undone, unscaled, untimely
from app.pipeline.reading.fit import fit
from app.pipeline.reading.frame import Term
from app.pipeline.reading.pairs import Pair

_MOST_AHEAD, _TIE = 0.4, 0.015
_MOST_MISSING, _MOST_SURPLUS = 3.0, 4.0
_TELLING = 0.5
_RANKS = 10


def both(pair: Pair, ways: tuple[Way, ...], ahead: float, expr: Expr, asked: Asked) -> float:
    """Return how sure it is that these metrics are meant; `ahead` of all other pairs."""
    catalogue, promql = asked.task.catalogue, str(expr)
    words = _without_counted(asked.words) if pair.by_kin and not pair.share else asked.words
    rarity = Rarity.of(catalogue)
    terms = {term.text: term for way in ways for term in way.asked.frame.terms}
    missed = _missed(ways, terms.values())
    telling = [term for term in missed if term.weight >= _TELLING]
    known = catalogue.index.lexicon.knows
    return sureness(
        Signs(
            covered=min(_covered(way, rarity) for way in ways),
            place=max(_place(way, asked) for way in ways),
            ahead=max(-_MOST_AHEAD, min(_MOST_AHEAD, ahead)),
            fits=sum(fit(way.subject.metric, way.asked.frame) for way in ways) / len(ways),
            missing=min(_MOST_MISSING, sum(t.weight * rarity(t.stem) for t in telling)),
            unknown=min(_MOST_MISSING, sum(not known(term.text) for term in telling)),
            left_over=float(sum(0.1 < term.weight < _TELLING for term in missed)),
            surplus=min(_MOST_SURPLUS, max(_surplus(way) for way in ways)),
            tie=float(abs(ahead) < _TIE),
            undone=float(_lacks_part(pair, ways, missed))
            + float(undone(words, promql) + untimely(asked.frame, promql))
            + unscaled(asked.frame, promql),
        )
    )


def _lacks_part(pair: Pair, ways: tuple[Way, ...], missed: list[Term]) -> bool:
    """Say whether nobody speaks of a word that tells which part is meant: mildewed of sacks."""
    own = {term.text for term in ways[0].asked.frame.terms if term.weight >= _TELLING}
    both_say = own & {term.text for term in ways[-1].asked.frame.terms}
    return pair.share and any(term.text in own - both_say for term in missed)


def _without_counted(words: str) -> str:
    """Return the words without that of which each has so much: the request of bytes per request."""
    return re.sub(r"\b(?:per|for (?:each|every)) \w+", " ", words, count=1)


def _missed(ways: tuple[Way, ...], terms: Iterable[Term]) -> list[Term]:
    """Return the terms that neither of the metrics speaks of."""
    found = {text for way in ways if way.subject.evidence for text in way.subject.evidence.found}
    return [term for term in terms if term.text not in found]


def _covered(way: Way, rarity: Rarity) -> float:
    evidence = way.subject.evidence
    return evidence.coverage(way.asked.frame.terms, rarity) if evidence else 0.0


def _surplus(way: Way) -> float:
    return way.subject.evidence.surplus if way.subject.evidence else 0.0


def _place(way: Way, asked: Asked) -> float:
    names = [match.metric.name for match in asked.task.matches[:_RANKS]]
    name = way.subject.metric.name
    return 1 - names.index(name) / _RANKS if name in names else 0.0
