"""PromQL text as tokens: a linear scan that knows strings and comments, and never recurses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    SPACE = auto()
    COMMENT = auto()
    STRING = auto()
    WORD = auto()
    NUMBER = auto()
    PLACEHOLDER = auto()
    OPEN = auto()
    CLOSE = auto()
    OPERATOR = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; the pieces joined are the text again."""

    kind: Kind
    text: str


class UnterminatedStringError(ValueError):
    """A quote is opened and never closed."""


# Possessive quantifiers (*+) keep a hostile text from making the scan go back.
_TOKEN = re.compile(
    r"""
    (?P<SPACE>\s++)
  | (?P<COMMENT>\#[^\r\n]*+)
  | (?P<STRING>"(?:\\.|[^"\\])*+" | '(?:\\.|[^'\\])*+' | `[^`]*+`)
  | (?P<UNTERMINATED>["'`])
  | (?P<WORD>[A-Za-z_:][\w:]*+)
  | (?P<NUMBER>[0-9.][\w.]*+)
  | (?P<PLACEHOLDER>\$\w++|\$\{[^}]*+\})
  | (?P<OPEN>[(\[{])
  | (?P<CLOSE>[)\]}])
  | (?P<OPERATOR>=~|!~|==|!=|<=|>=|[-+*/%^<>=@])
  | (?P<OTHER>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of any text.

    Raises `UnterminatedStringError` at a quote that is never closed.
    """
    for found in _TOKEN.finditer(text):
        name = found.lastgroup or "OTHER"
        if name == "UNTERMINATED":
            raise UnterminatedStringError(f"the quote at character {found.start() + 1} never ends")
        yield Token(Kind[name], found.group())


def unquote(literal: str) -> str:
    """Return the text that a string literal in any of the three quote styles stands for."""
    if literal.startswith("`"):
        return literal[1:-1]
    return _ESCAPE.sub(_unescape, literal[1:-1])


def quoted(text: str) -> str:
    """Return `text` as a double-quoted PromQL string literal."""
    return '"' + "".join(_ESCAPED.get(letter, letter) for letter in text) + '"'


_ESCAPED = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL
)


def _unescape(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2] or found[3]
    if hexadecimal or found[4]:
        number = int(hexadecimal, 16) if hexadecimal else int(found[4], 8)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _SIMPLE.get(found[5], found[5])
