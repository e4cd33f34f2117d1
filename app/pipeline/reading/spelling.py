"""Misspelt words of the kind that say what is done with a metric."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORDS = tuple(
    """
    average percentage percent percentile maximum minimum highest lowest largest smallest slowest
    fastest biggest latency duration received requests failures connections available utilization
    throughput between difference different compared utilisation increase increased without
    together separately which
    restarted restarts containers deployments namespace namespaces database databases certificates
    certificate expires temperature bandwidth responses messages consumer memory seconds minutes
    """.split()
)
_SHORTEST, _LONG = 6, 9


@lru_cache(maxsize=5_000)
def spelt_right(word: str) -> str:
    """Return the word that another one is a slip of: two letters swapped, one more or less."""
    if len(word) < _SHORTEST or not word.isalpha() or word in _WORDS:
        return word
    slips = 2 if len(word) >= _LONG else 1
    near = process.extractOne(word, _WORDS, scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near and _is_slip(word, near[0]) else word


def _is_slip(word: str, right: str) -> bool:
    """Say whether it begins alike and is no other form of the word, as averages is of average."""
    return word[0] == right[0] and word.rstrip("sdreg") != right.rstrip("sdreg")
