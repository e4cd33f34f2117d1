"""The search index over metric families: words in, ranked families out; names in, families out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import tantivy

from app.catalogue.compounds import Compounds
from app.catalogue.families import Families
from app.catalogue.known.known import known_of
from app.catalogue.lexicon import Lexicon, related
from app.catalogue.metric import Match, Metric, MetricType
from app.catalogue.text import Text, texts_of
from app.catalogue.words import split, stem

_WRITER_BYTES = 200_000_000
# Of more families two threads write the index; of fewer one, which keeps their order.
_MANY = 20_000
_DIGITS = 4
_BOOSTS = (("name_stems", 3.0), ("told_stems", 2.0), ("help_stems", 1.0))
_MAX_WORDS = 40
# Fields that hold a whole value, and fields that hold stems with blanks between them.
_WHOLE = ("family", "series", "type", "help", "unit", "pieces")
_STEMS = ("name_stems", "help_stems", "told_stems")
_HIDDEN = ("series",)
_MOST_KEPT = 4_000
_NEVER = Metric("", MetricType.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Found:
    """A family, how well it fits, and the words that its name writes together."""

    metric: Metric
    score: float
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """An immutable index, in memory or memory-mapped; any number of threads may search it."""

    engine: tantivy.Index
    lexicon: Lexicon
    _looked_up: dict[tuple[str, str], Metric | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def open(cls, folder: Path, lexicon: Lexicon) -> "Index":
        """Return the index that was built in a folder; raises `ValueError` where none is."""
        return cls(tantivy.Index.open(str(folder)), lexicon)

    @property
    def size(self) -> int:
        """Return how many families there are."""
        return int(self.engine.searcher().num_docs)

    def search(
        self, words: str, limit: int, *, of_type: MetricType | None = None
    ) -> tuple[Match, ...]:
        """Return the families that fit the words best, at most `limit`, of one type or of any.

        With a type, families that no word fits come last.
        """
        terms = [self.lexicon.known(word) for word in dict.fromkeys(split(words)[:_MAX_WORDS])]
        found = self.find(dict.fromkeys(terms, 1.0), limit, of_type=of_type)
        return tuple(Match(each.metric, each.score) for each in found)

    def find(
        self, weights: Mapping[str, float], limit: int, *, of_type: MetricType | None = None
    ) -> tuple[Found, ...]:
        """Return the families that fit weighted stems best, at most `limit`."""
        clauses = [
            (tantivy.Occur.Should, self._clause(term, weight)) for term, weight in weights.items()
        ]
        if of_type is not None:
            clauses.append((tantivy.Occur.Must, self._is("type", of_type.value)))
        if not clauses or limit < 1:
            return ()
        searcher = self.engine.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False)
        # What fits as well differs in the last digits, by the order in which it was added up.
        hits = (_found(searcher.doc(at), round(score, _DIGITS)) for score, at in found.hits)
        return tuple(sorted(hits, key=lambda each: (-each.score, each.metric.name)))

    def family(self, name: str) -> Metric | None:
        """Return the family of this name."""
        return self._one("family", name)

    def family_of(self, series: str) -> Metric | None:
        """Return the family that a series name belongs to."""
        return self._one("series", series)

    def _one(self, field: str, value: str) -> Metric | None:
        """Return a family by its name or a series; the last ones looked up are kept."""
        if (kept := self._looked_up.get((field, value), _NEVER)) is not _NEVER:
            return kept
        searcher = self.engine.searcher()
        found = searcher.search(self._is(field, value), 1, count=False)
        one = _metric(searcher.doc(found.hits[0][1])) if found.hits else None
        if len(self._looked_up) >= _MOST_KEPT:
            self._looked_up.clear()
        self._looked_up[field, value] = one
        return one

    def _is(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.engine.schema, field, value, "basic")

    def _clause(self, term: str, asked: float) -> tantivy.Query:
        query = tantivy.Query
        alternatives = [
            query.boost_query(
                query.term_query(self.engine.schema, field, word), boost * weight * asked
            )
            for word, weight in related(term)
            for field, boost in _BOOSTS
        ]
        return query.disjunction_max_query(alternatives, 0.1)


def build(families: Families, folder: Path | None = None) -> Index:
    """Return an index over these families, in an empty folder or in memory."""
    path = str(folder) if folder is not None else None
    engine = tantivy.Index(_schema(), path=path)
    series = _series(families.of)
    texts = texts_of(families.all)
    compounds = Compounds.of(texts)
    writer = engine.writer(_WRITER_BYTES, 2 if len(families.all) > _MANY else 1)
    for metric, text in zip(families.all, texts, strict=True):
        pieces = compounds.pieces_of(text)
        writer.add_json(_document(metric, series.get(metric.name, ()), text, pieces))
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    return Index(engine, Lexicon.read(texts, compounds))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for whole in _WHOLE:
        builder.add_text_field(
            whole, stored=whole not in _HIDDEN, tokenizer_name="raw", index_option="basic"
        )
    for stemmed in _STEMS:
        builder.add_text_field(stemmed, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _series(of: Mapping[str, Metric]) -> Mapping[str, list[str]]:
    """Return family name → names of its series."""
    series: dict[str, list[str]] = {}
    for name, family in of.items():
        series.setdefault(family.name, []).append(name)
    return series


def _document(metric: Metric, series: Iterable[str], text: Text, pieces: tuple[str, ...]) -> str:
    """Return a family as JSON, which the index reads sooner than it does Python's objects."""
    known = known_of(metric.name)
    fields = {
        "family": metric.name,
        "series": list(series),
        "type": metric.type.value,
        "help": metric.help,
        "unit": metric.unit,
        "pieces": " ".join(pieces),
        "name_stems": _stems((*text.name, *pieces)),
        "help_stems": _stems(text.help),
        "told_stems": " ".join(known.product | known.told),
    }
    return orjson.dumps(fields).decode()


def _found(document: tantivy.Document, score: float) -> Found:
    pieces = str(document.get_first("pieces") or "")
    return Found(_metric(document), score, tuple(pieces.split()))


def _metric(document: tantivy.Document) -> Metric:
    name, kind, told, unit = (
        str(document.get_first(field) or "") for field in ("family", "type", "help", "unit")
    )
    return Metric(name, MetricType(kind), told, unit)


def _stems(words: Iterable[str]) -> str:
    return " ".join(map(stem, words))
