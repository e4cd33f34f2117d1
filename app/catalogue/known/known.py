"""The words that people use for a metric and that neither its name nor its help has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from app.catalogue.known.hosts import HOSTS
from app.catalogue.known.kubernetes import KUBERNETES
from app.catalogue.known.products import ALSO, GENERAL, PRODUCTS
from app.catalogue.known.programs import ENDINGS, PROGRAMS
from app.catalogue.known.storage import STORAGE
from app.catalogue.known.web import WEB
from app.catalogue.words import split, stems

Stems = frozenset[str]
_NOTHING: Stems = frozenset()


def _stemmed(table: Mapping[str, str]) -> dict[str, Stems]:
    return {name: frozenset(stems(words)) for name, words in table.items()}


_PRODUCTS = _stemmed(PRODUCTS)
_TOLD = _stemmed({**HOSTS, **KUBERNETES, **STORAGE, **WEB, **PROGRAMS})
_ENDINGS = _stemmed(ENDINGS)
KNOWN_STEMS: Stems = _NOTHING.union(*_PRODUCTS.values(), *_TOLD.values(), *_ENDINGS.values())
# What names a product, of those that name no other thing.
GENERAL_NAMES: Stems = frozenset(stems(GENERAL))
_NAMED = (f"{name} {said.split()[0]}" for name, said in PRODUCTS.items() if "_" not in name)
PRODUCT_NAMES: Stems = frozenset(stems(" ".join((ALSO, *_NAMED)))) - GENERAL_NAMES
_FIRST_WORDS = frozenset(name.split("_")[0] for name in (*_PRODUCTS, *_TOLD))
_LONGEST_ENDING = max(name.count("_") for name in _ENDINGS) + 1


@dataclass(frozen=True, slots=True)
class Known:
    """The stems of what people call the product of a metric, and what it measures."""

    product: Stems
    told: Stems


_UNKNOWN = Known(_NOTHING, _NOTHING)


@lru_cache(maxsize=20_000)
def known_of(name: str) -> Known:
    """Return what is known of a metric; nothing where its exporter is not widespread."""
    begun = [part for part in _beginnings(name) if part in _TOLD or part in _PRODUCTS]
    ended = [part for part in _endings(name) if part in _ENDINGS]
    if not begun and not ended:
        return _UNKNOWN
    product = (_PRODUCTS[part] for part in begun if part in _PRODUCTS)
    told = (_TOLD[part] for part in begun if part in _TOLD)
    return Known(
        _NOTHING.union(*product), _NOTHING.union(*told, *(_ENDINGS[part] for part in ended))
    )


def _beginnings(name: str) -> Iterable[str]:
    """Return the name up to each underscore; of one without any also the first word."""
    if ":" in name:
        return [begun for part in name.split(":") for begun in _beginnings(part)]
    if "_" not in name:
        return {name, *split(name)[:1]}
    first, *rest = name.split("_")
    return accumulate(rest, _joined, initial=first) if first in _FIRST_WORDS else ()


def _endings(name: str) -> Iterable[str]:
    """Return the ends of the name that begin behind an underscore, and the name if it is short."""
    *rest, last = name.rsplit("_", _LONGEST_ENDING)[-_LONGEST_ENDING:]
    return accumulate(reversed(rest), lambda end, word: _joined(word, end), initial=last)


def _joined(one: str, other: str) -> str:
    return f"{one}_{other}"
