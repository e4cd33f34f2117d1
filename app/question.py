"""When two questions are the same one: the normal form of the words, and the hash of it."""

import re
import unicodedata
from hashlib import blake2b

from app.domain import Question

KEY_VERSION = 1

_QUOTED = re.compile(r'"[^"]*"|`[^`]*`|(?<!\w)\'[^\']*\'(?!\w)')
_QUOTES = str.maketrans("“”„", '"""')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_CLOSING = ".?!…。！？"


def ask(tenant: str, text: str) -> Question:
    """Return the question that `text` is for this tenant; invisible characters are dropped."""
    visible = _visible(text)
    normalised = normalise(visible)
    return Question(tenant, visible, normalised, hash_of(tenant, normalised))


def normalise(text: str) -> str:
    """Return the form in which questions are compared (rule `KEY_VERSION`).

    Unicode NFKC, white space collapsed, case folded outside quotes, closing punctuation dropped.
    """
    # NFKC turns the one-character ellipsis and full-width marks into ASCII ones.
    plain = " ".join(unicodedata.normalize("NFKC", _visible(text)).translate(_QUOTES).split())
    return _fold_outside_quotes(plain).rstrip(_CLOSING + " ")


def hash_of(tenant: str, normalised: str) -> str:
    """Return the decimal of 63 bits of BLAKE2b over tenant and normalised text."""
    key = f"{tenant}\0{normalised}".encode()
    number = int.from_bytes(blake2b(key, digest_size=8).digest(), "big")
    return str(number >> 1)


def _visible(text: str) -> str:
    """Return the text without control and format characters and lone surrogates."""
    return "".join(
        letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE
    )


def _fold_outside_quotes(text: str) -> str:
    folded: list[str] = []
    end = 0
    for quoted in _QUOTED.finditer(text):
        folded += [text[end : quoted.start()].casefold(), quoted.group()]
        end = quoted.end()
    return "".join([*folded, text[end:].casefold()])
