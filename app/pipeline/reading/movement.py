"""Whether it is asked that something rose or fell: did it drop since, a rise in it within."""

import re

SINCE_THEN = re.compile(r"\bsince (yesterday|last (?:hour|week|month)|the day before)\b")
_UP = "rise|rose|risen|grow|grew|grown|increase|increased|climb|climbed|go up|gone up|went up"
_DOWN = (
    "fall|fell|fallen|drop|dropped|decrease|decreased|decline|declined|shrink|shrank|shrunk"
    "|go down|gone down|went down"
)
_MORE = "more|less|fewer|bigger|smaller|larger|lower|higher"
_THEN = r"(?=$| (?:since|in|over|during|within|by|from|below|compared|vs|versus|at all)\b)"
# What is dropped or increased stands behind the deed, what drops or increases before it.
_DID = rf"^(?:did|has|have|had)\b.{{1,80}}\b(?:{_UP}|{_DOWN}|get (?:{_MORE})){_THEN}"
_NOUNS = "rise|fall|drop|growth|decline|decrease|reduction|jump|uptick|dip"
_A_MOVE = (
    rf"(?:^|\b(?:the|an?|any|percent|percentage|total|net|overall) )(?:{_NOUNS}) (?:in|of)\b"
    r"(?! the (?:last|past|previous)\b)"
)
_MOVED = re.compile(f"{_DID}|{_A_MOVE}")


def is_move(text: str) -> bool:
    """Say whether a question (lower case) is about the rise or fall of something."""
    return _MOVED.search(text) is not None
