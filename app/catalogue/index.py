"""The search index over metric families: words of a question in, ranked families out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.catalogue.metric import Match, Metric
from app.catalogue.vocabulary import RELATED, SPELLINGS
from app.catalogue.words import split, stem

_WRITER_BYTES = 15_000_000
_NAME_BOOST = 3.0
_RELATED_BOOST = 0.5
_MAX_WORDS = 40
_RELATED_STEMS: Mapping[str, tuple[str, ...]] = {
    stem(word): tuple(stem(other) for other in others) for word, others in RELATED.items()
}


@dataclass(frozen=True, slots=True)
class Index:
    """An immutable index in memory; any number of threads may search it.

    `vocabulary` holds all words of names and help, `frequency` each stem and how many families
    speak of it.
    """

    metrics: Sequence[Metric]
    schema: tantivy.Schema
    engine: tantivy.Index
    vocabulary: Sequence[str]
    frequency: Mapping[str, int]

    def search(self, words: str, limit: int) -> tuple[Match, ...]:
        """Return the families that fit the words best, at most `limit`."""
        terms = [self.known(word) for word in dict.fromkeys(split(words)[:_MAX_WORDS])]
        clauses = [(tantivy.Occur.Should, self._clause(term)) for term in dict.fromkeys(terms)]
        if not clauses or limit < 1:
            return ()
        searcher = self.engine.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit)
        return tuple(
            Match(self.metrics[searcher.doc(address)["id"][0]], score)
            for score, address in found.hits
        )

    def knows(self, word: str) -> bool:
        """Say whether some family's name or help has this word, in any of its forms."""
        return stem(word) in self.frequency

    def known(self, word: str) -> str:
        """Return the stem of a word, or that of the known word it looks like a typo of."""
        common = stem(word)
        if common in self.frequency or common in _RELATED_STEMS or len(word) < 5:
            return common
        begun = [known for known in self.frequency if _one_begins_other(known, common)]
        if begun:
            return max(begun, key=len)
        slips = 2 if len(word) >= 8 else 1
        near = process.extractOne(word, self.vocabulary, scorer=OSA.distance, score_cutoff=slips)
        return stem(near[0]) if near and near[0][0] == word[0] else common

    def _clause(self, term: str) -> tantivy.Query:
        query = tantivy.Query
        alternatives = [
            query.boost_query(query.term_query(self.schema, field, word), boost)
            for word, weight in related(term)
            for field, boost in (("name", _NAME_BOOST * weight), ("help", weight))
        ]
        return query.disjunction_max_query(alternatives, 0.1)


def _one_begins_other(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5:
        return False
    return one.startswith(other) or other.startswith(one) or (len(other) > 7 and other in one)


def related(term: str) -> Iterator[tuple[str, float]]:
    """Yield a stem and the stems that often mean the same, each with its weight."""
    yield term, 1.0
    for other in _RELATED_STEMS.get(term, ()):
        if other != term:
            yield other, _RELATED_BOOST


def build(metrics: Iterable[Metric]) -> Index:
    """Return an index over these families."""
    families = tuple(metrics)
    schema = _schema()
    index = tantivy.Index(schema)
    writer = index.writer(_WRITER_BYTES, 1)
    vocabulary: set[str] = set()
    frequency: Counter[str] = Counter()
    for number, metric in enumerate(families):
        names, helps = split(metric.name), split(metric.help)
        vocabulary |= {
            form for word in (*helps, *names) for form in (word, SPELLINGS.get(word, word))
        }
        frequency.update({stem(word) for word in (*helps, *names)})
        writer.add_document(tantivy.Document(id=number, name=_joined(names), help=_joined(helps)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return Index(families, schema, index, sorted(vocabulary), frequency)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    for field in ("name", "help"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _joined(words: Iterable[str]) -> str:
    return " ".join(stem(word) for word in words)
