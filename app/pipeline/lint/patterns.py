"""What can be told of a regular expression by reading it; no pattern of others is ever run here."""

import re
from collections.abc import Iterator

_CLASS = r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]"
_QUANTIFIER = re.compile(r"(?:[*+?]|\{[^}]*\})\??")
_FLAGS = r"\(\?[A-Za-z-]+\)"
_GROUP = r"\((?:\?(?:P?<\w+>|[A-Za-z-]*:))?"
_PIECE = re.compile(rf"\\.|{_CLASS}|{_QUANTIFIER.pattern}|{_FLAGS}|{_GROUP}|.", re.DOTALL)
_ONE_CHARACTER = re.compile(r"\\[^A-Za-z0-9]|\\[dDsSwW]|\[.+|[^\\]", re.DOTALL)
_SAYS_NOTHING = re.compile(rf"[\^$]|{_FLAGS}")
_MAY_BE_NONE = re.compile(r"[*?]|\{0+[,}]")
_WITHOUT_END = re.compile(r"[*+]|\{\d+,\}")
# Any character, all but some, or a class with a whole alphabet.
_WIDE = re.compile(
    r"\.|\\[wSD]|\[(?:\^|.*(?:a-z|A-Z|\\[wSD]|:(?:al(?:num|pha)|graph|lower|print|upper|word):)).*",
    re.DOTALL,
)
_MAX_LENGTH = 1000
_MAX_GROUPS = 50  # each is read by recursion


def matches_nearly_all(pattern: str) -> bool:
    """Say whether nearly every text matches, because nothing in the pattern is spelled out."""
    if len(pattern) > _MAX_LENGTH:
        return False
    pieces = _pieces(pattern)
    if pieces and pieces[0].startswith("(") and pieces[-1] == ")":
        pieces = pieces[1:-1]
    if any(piece[0] in "()" for piece in pieces):
        return False
    return any(_is_wide(alternative) for alternative in _split(pieces))


def matches_nothing(pattern: str) -> bool | None:
    """Say whether the empty text matches, None where that cannot be told."""
    if len(pattern) > _MAX_LENGTH or pattern.count("(") > _MAX_GROUPS:
        return None
    return _any_is_empty(iter(_pieces(pattern)))


def _pieces(pattern: str) -> list[str]:
    return [piece for piece in _PIECE.findall(pattern) if not _SAYS_NOTHING.fullmatch(piece)]


def _split(pieces: list[str]) -> Iterator[list[str]]:
    alternative: list[str] = []
    for piece in pieces:
        if piece == "|":
            yield alternative
            alternative = []
        else:
            alternative.append(piece)
    yield alternative


def _is_wide(pieces: list[str]) -> bool:
    quantifiers = [piece for piece in pieces if _QUANTIFIER.fullmatch(piece)]
    characters = [piece for piece in pieces if not _QUANTIFIER.fullmatch(piece)]
    return any(map(_WITHOUT_END.match, quantifiers)) and all(map(_WIDE.fullmatch, characters))


def _any_is_empty(pieces: Iterator[str]) -> bool | None:
    """Read alternatives up to the end of their group; say whether one of them can be empty."""
    alternatives: list[bool | None] = []
    parts: list[bool | None] = []
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            alternatives.append(_all_are_empty(parts))
            parts = []
        elif _QUANTIFIER.fullmatch(piece) and parts:
            parts[-1] = bool(_MAY_BE_NONE.match(piece)) or parts[-1]
        elif piece.startswith("("):
            parts.append(_any_is_empty(pieces))
        else:
            parts.append(False if _ONE_CHARACTER.fullmatch(piece) else None)
    alternatives.append(_all_are_empty(parts))
    return True if True in alternatives else None if None in alternatives else False


def _all_are_empty(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True
