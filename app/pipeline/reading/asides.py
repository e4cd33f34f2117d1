"""What is said around a question and asks for nothing: greetings, thanks, what it is for."""

import re

_OCCASIONS = (
    r"(?:meeting|report|review|stand-?up|call|presentation|post-?mortem|slides?|deck|audit|ticket"
    r"|dashboard|planning|newsletter|workshop|boss|manager|management|customer|incident|handover)"
)
# Where more may be meant, such as a team, only what is set apart by a comma is an aside.
_GREETING = r"(?:hey+|hi|hello|hallo|moin|guys|folks|um+|btw|fyi|please|pls|plz)(?: there| bot)?"
_SET_APART = (
    r"(?:good (?:morning|afternoon|evening)|team|everyone|all|dear [\w ]+|ok(?:ay)?|well|by the way"
    r"|(?:quick )?question|urgent|sorry|thanks|(?:hey+|hi|hello) (?:all|team|guys|folks|everyone))"
)
_PAUSE = r"\s*[,:;!.–-]+\s*"
_BEFORE = re.compile(
    rf"^\s*(?:{_GREETING}(?:{_PAUSE}|\s+)|{_SET_APART}{_PAUSE}"
    rf"|(?:this is )?for (?:the|our|my|a|an|this|next|tomorrow'?s) (?:[\w'-]+ ){{0,3}}?{_OCCASIONS}"
    r"\s*[,:;–-]\s*)(?=\S+\s+\S)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:\s*[,;(–-]\s*|\s+)(?:please|pls|plz|thanks?(?: you)?(?: in advance)?|thx|cheers|kindly"
    r"|asap|atm|rn|tbh|imo|ty|or so|if (?:possible|you can|you could)|roughly|approximately)"
    r"\s*\)?\s*([?!.]*)\s*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?<=\s)(?:or so|please|pls|plz)(?=[\s,;])|\b(?:please|pls|plz)\s+(?=show|list|tell|give|plot)"
    r"|(?<=\d|\w)(?<=s|m|h|d) ?(?:-ish|ish)\b",
    re.IGNORECASE,
)
_MOST = 3


def without_asides(text: str) -> str:
    """Return a question without what is said around it; one that is nothing else as it is."""
    plain = text
    for _ in range(_MOST):
        plain = _BEHIND.sub(r"\1", _BEFORE.sub("", plain))
    plain = _WITHIN.sub(" ", plain)
    return plain if plain.strip() else text
