"""How metric names and prose fall into words, and the common form in which words are compared."""

import re
from functools import lru_cache

from app.catalogue.vocabulary import SPELLINGS

_WORD = re.compile(
    r"[kK]8[sS]|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+[kKmMgG]?(?![a-z])|\d+"
)
_VOWEL = re.compile(r"[aeiouy]")


def split(text: str) -> tuple[str, ...]:
    """Return the lower-case words of a metric name or a sentence, in order.

    `node_memory_MemAvailable_bytes` is node, memory, mem, available, bytes.
    """
    return tuple(map(str.lower, _WORD.findall(text)))


@lru_cache(maxsize=20_000)
def written_together(name: str) -> tuple[str, ...]:
    """Return what a name begins with as one word where capitals part it: clickhouse."""
    product = re.split(r"[^a-zA-Z0-9]", name, maxsplit=1)[0]
    words = () if product.islower() else split(product)
    return tuple(dict.fromkeys(("".join(words[:2]), "".join(words)))) if len(words) > 1 else ()


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the words of `text` in their common form, in order."""
    return tuple(stem(word) for word in split(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the common form of a word: abbreviations written out, endings dropped.

    Not a word of any language; good for comparing only.
    """
    word = word.lower()
    word = SPELLINGS.get(word, word)
    return _without_ending(SPELLINGS.get(_singular(word), _singular(word)))


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")


def _without_ending(word: str) -> str:
    for ending in ("ations", "ation", "ions", "ion", "ing", "ed", "ly"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            return _undoubled(root).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def _undoubled(root: str) -> str:
    doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeioslz"
    return root[:-1] if doubled else root
