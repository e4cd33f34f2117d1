"""How people write the values of labels: in words of their own, in part, the other way round."""

import re
from functools import lru_cache
from itertools import pairwise

from app.catalogue.words import stem

SEPARATORS = "-:./_@ "
_PAIR = 2
# A dot is a word of its own but within another: 1.2.
_WORD = re.compile(r"\w+|(?<!\w)\.|\.(?!\w)")


def is_inside(name: str, value: str) -> bool:
    """Say whether a name is a part of a value: a.example.com of https://a.example.com/login."""
    bounds = re.escape(SEPARATORS)
    return re.search(rf"(?:^|[{bounds}]){re.escape(name)}(?:[{bounds}]|$)", value) is not None


def is_half_said(value: str, text: str, words: str) -> bool:
    """Say whether two words of a longer value are said together: major gc of end of major GC."""
    parts = set(map(stem, words_of(value)))
    if len(parts) <= _PAIR or stem(text) not in parts:
        return False
    return any(
        stem(text) in pair and parts.issuperset(pair) and len(set(pair)) == _PAIR
        for pair in pairwise(_stemmed(words).split())
        if "".join(pair).isalpha()
    )


def is_said(value: str, text: str, words: str) -> bool:
    """Say whether a question (`words`) writes all of a value, around one word of it (`text`)."""
    return spelt_out(value, text, words) or _written_apart(value.casefold(), text, words)


def spelt_out(value: str, text: str, words: str) -> bool:
    """Say whether the question writes a value of several words apart: billing web, web billing."""
    parts = tuple(map(stem, words_of(value)))
    if len(parts) < 2 or not {stem(part) for part in words_of(text)} <= set(parts):
        return False
    orders = (parts, parts[::-1]) if len(parts) == _PAIR else (parts,)
    return any(f" {' '.join(each)} " in f" {_stemmed(words)} " for each in orders)


def _written_apart(value: str, text: str, words: str) -> bool:
    """Say whether the question writes as two words what the value writes as one: no data."""
    before = value.removesuffix(text) if value.endswith(text) else ""
    after = value.removeprefix(text) if value.startswith(text) else ""
    pairs = ((before, text) if len(before) > 1 else (), (text, after) if len(after) > 1 else ())
    return any(
        re.search(rf"(?<!\w){re.escape(pair[0])}[- ]{re.escape(pair[1])}(?!\w)", words)
        for pair in pairs
        if pair
    )


@lru_cache(maxsize=1_000)
def _stemmed(words: str) -> str:
    """Return the words in their common form; of "memory or disk pressure" memory pressure too."""
    shared = re.sub(r"\b(\w+) (?:or|and) (\w+) (\w+)\b", r"\g<0> . \1 \3", words)
    return " ".join(stem(word) if word != "." else word for word in _WORD.findall(shared))


@lru_cache(maxsize=20_000)
def words_of(value: str) -> tuple[str, ...]:
    """Return the words of a value: memory, pressure of MemoryPressure."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "-", value).casefold()
    return tuple(part for part in re.split(rf"[{re.escape(SEPARATORS)}]+", apart) if part)
