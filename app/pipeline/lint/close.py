"""Did you mean: which known words look most like one that is not known."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SIMILARITY = 0.6


def close(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the known words that look like `word`, or hold it, the closest first."""
    listed = sorted(known)
    near = process.extract(
        word,
        listed,
        scorer=OSA.normalized_similarity,
        limit=limit,
        score_cutoff=_SIMILARITY,
        processor=str.casefold,
    )
    folded = word.casefold()
    holding = [other for other in listed if folded and folded in other.casefold()]
    return tuple(dict.fromkeys([*(found for found, _, _ in near), *holding]))[:limit]
