"""What only capitals tell from words of every sentence: LIST requests, GETs, belt A."""

import re

_NAME = "get|put|list|set|find|show|use|take|give|select|check|watch"
_NAMES = f"{_NAME}|post|patch|delete|head|options|create|update|insert|replace"
_KINDS = r"(?:requests?|calls?|commands?|operations?|ops|methods?|verbs?|queries|statements?)"
# What is called so, where it stands before what it is: put requests, a LIST call.
_NAMED = rf"(?<!\w)%s (?:\w+ )?{_KINDS}\b"
_IN_CAPITALS = rf"\b(?:{_NAME.upper()})(?:[sS])?\b"
# In small letters only where nobody is told to do so: of get requests, all list calls.
_BESIDE = rf"(?<=of )(?:{_NAME})(?= {_KINDS}\b)|(?<=all )(?:{_NAME})(?= {_KINDS}\b)"
# A letter by itself is what something is called: belt A, but not the I that asks.
_LETTER = r"(?<=[a-z] )[A-HJ-Z](?=\s|[,;?)]|$)"
_OPERATIONS = re.compile(f"{_IN_CAPITALS}|{_BESIDE}|{_LETTER}")


def lowered(text: str) -> str:
    """Return a question in lower case, but for operations and letters that this would hide.

    One that is written in capitals throughout is lower case throughout.
    """
    if text.isupper():
        return text.casefold()
    kept = _OPERATIONS.sub(lambda hit: f"\0{hit.group()}\0", text).split("\0")
    return "".join(
        part.upper() if place % 2 else part.casefold() for place, part in enumerate(kept)
    )


def is_operation(word: str, text: str) -> bool:
    """Say whether a word is an operation in a question (lower case): patch requests."""
    if re.fullmatch(_NAMES, word) is None:
        return False
    return re.search(_NAMED % re.escape(word), text) is not None
