"""What is said around a question and asks for nothing: greetings, thanks, what it is for."""

import re

_OCCASIONS = (
    r"(?:meeting|report|review|stand-?up|call|presentation|post-?mortem|slides?|deck|audit|ticket"
    r"|dashboard|planning|newsletter|workshop|boss|manager|management|customer|incident|handover)"
)
_GREETING = (
    r"(?:hey+|hi|hello|hallo|moin|good (?:morning|afternoon|evening)|guys|folks|team|everyone|dear"
    r" \w+|ok(?:ay)?|um+|well|btw|by the way|fyi|quick question|question|urgent|sorry|thanks|please"
    r"|pls|plz)(?: (?:all|there|team|guys|folks|everyone|bot))?"
)
_BEFORE = re.compile(
    rf"^\s*(?:{_GREETING}(?:\s*[,:;!.–-]+\s*|\s+)"
    rf"|(?:this is )?for (?:the|our|my|a|an|this|next|tomorrow'?s) (?:[\w'-]+ ){{0,3}}?{_OCCASIONS}"
    r"\s*[,:;–-]\s*)(?=\S+\s+\S)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:\s*[,;(–-]\s*|\s+)(?:please|pls|plz|thanks?(?: you)?(?: in advance)?|thx|cheers|kindly"
    r"|asap|or so|if (?:possible|you can|you could)|roughly|approximately)\s*\)?\s*([?!.]*)\s*$",
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
