"""How a word with accents may be written: with all of them, spelled out, or without."""

import unicodedata
from collections.abc import Mapping


def spelled(word: str, spellings: Mapping[str, str]) -> tuple[str, ...]:
    """Return a word as it is, with its letters spelled out, and without its accents."""
    out = "".join(spellings.get(letter, letter) for letter in word)
    return tuple(dict.fromkeys((word, out, "".join(map(_bare, word)))))


def spelled_pattern(pattern: str, spellings: Mapping[str, str]) -> str:
    """Return a regular expression that takes each letter with an accent in all its spellings."""
    return "".join(_either(letter, spellings) for letter in pattern)


def _either(letter: str, spellings: Mapping[str, str]) -> str:
    if not letter.isalpha() or letter.isascii():
        return letter
    return f"(?:{'|'.join(spelled(letter.casefold(), spellings))})"


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]
