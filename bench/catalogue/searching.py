"""How long a search takes, and the whole retrieval of which it is a part."""

import time
from collections.abc import Sequence

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.reading.reading import read
from app.pipeline.retrieve import retrieve
from app.question import ask
from bench.catalogue.figures import Figure, percentile
from bench.catalogue.retrieval_data import Wanted

_LIMIT = 60
_ROUNDS = 3
_SECONDS = 30.0
_MOST_MS = 2.0


def search_figures(catalogue: Catalogue, questions: Sequence[Wanted]) -> list[Figure]:
    """Return what a search for the words of a question takes, and what its retrieval does."""
    searched = _searched(catalogue, questions)
    searches = [_search_ms(catalogue, words) for _ in range(_ROUNDS) for words in searched]
    whole = [_retrieve_ms(catalogue, wanted) for _ in range(_ROUNDS) for wanted in questions]
    return [
        Figure("search: p50", percentile(searches, 50), "ms", at_most=_MOST_MS),
        Figure("search: p95", percentile(searches, 95), "ms"),
        Figure("retrieve: p50", percentile(whole, 50), "ms"),
        Figure("retrieve: p95", percentile(whole, 95), "ms"),
    ]


def _searched(catalogue: Catalogue, questions: Sequence[Wanted]) -> list[str]:
    """Return the words of each question that are searched for."""
    frames = (read(wanted.question, catalogue.index.lexicon.understands) for wanted in questions)
    return [" ".join(term.text for term in frame.terms) for frame in frames]


def _search_ms(catalogue: Catalogue, words: str) -> float:
    started = time.perf_counter()
    catalogue.search(words, _LIMIT)
    return (time.perf_counter() - started) * 1e3


def _retrieve_ms(catalogue: Catalogue, wanted: Wanted) -> float:
    question = ask("", wanted.question)
    started = time.perf_counter()
    retrieve(question, catalogue, Deadline.after(_SECONDS))
    return (time.perf_counter() - started) * 1e3
