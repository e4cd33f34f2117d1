"""How many tokens a text is for a model, told without its tokenizer and rather too high.

Tokenizers agree on prose and differ on the rest: a small one takes each digit for a token. This was
compared with SmolLM2's, which takes more tokens than those of large models (`make bench`).
"""

import re

_PIECE = re.compile(r"[A-Za-z]+|[0-9]|[^\x00-\x7f]|[^\sA-Za-z0-9]+")
_LETTERS_A_TOKEN = 6
_MARKS_A_TOKEN = 2
_TOKENS_A_FOREIGN_LETTER = 2


def estimated_tokens(text: str) -> int:
    """Return an upper estimate: the number of tokens of English and PromQL, or some more."""
    return sum(_tokens(found.group()) for found in _PIECE.finditer(text))


def _tokens(piece: str) -> int:
    if not piece.isascii():
        return _TOKENS_A_FOREIGN_LETTER
    if piece.isalpha():
        return -(-len(piece) // _LETTERS_A_TOKEN)
    return -(-len(piece) // _MARKS_A_TOKEN)
