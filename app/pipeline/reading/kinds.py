"""Words that may tell the part of a share, and bounds that do."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.frame import PastBound
from app.pipeline.reading.share_words import CLOSING, SHARE_NOUN

# What stands before the noun of the whole, or before the word for a share, may be its part.
KINDS_OF = re.compile(
    # What is so much of all has been told before: idle ones as a share of all.
    rf"(?<!\bas a )(?<!\bas an )\b{SHARE_NOUN} (?:of|for)\s+(?:(?:the|all|our|their|its)\s+)*"
    rf"(?P<kind>.+?)"
    rf"(?: (?:that|which|who|whose)\b|{CLOSING})"
)
_KIND_BEFORE = re.compile(
    rf"\b(?P<kind>[\w./-]+(?: [\w./-]+)?) (?:{SHARE_NOUN}|ratios?|rates?)\b"
    r"(?! of (?:each|every))"
)
_ASKS = lexicon.STOP_WORDS | {"highest", "lowest", "worst", "average", "peak", "total"}
# A share of things, or of the time, that is past a bound: nodes with less than 2 GB.
_OF_TIME = re.compile(
    rf"\b{SHARE_NOUN} of (?:the |all )?(?:time\b|(?:last|past|previous) )|\bhow much of the time\b"
)
_OF_THINGS = re.compile(
    rf"(?:\b{SHARE_NOUN}|%) of (?:the |all |our |its )*[a-z_-]+(?: [a-z_-]+){{0,2}}? "
    r"(?:that|which|whose|with|having|have|has|are|is|were|was|take|took|run|running|use|using|sit)\b"
)


def kind_of(text: str) -> tuple[str, ...]:
    """Return the words that may tell the part of a share: bounced of "the bounced share of mails".

    They do so only where a label has them as a value; most often they name the whole.
    """
    before, of = _KIND_BEFORE.search(text), KINDS_OF.search(text)
    words = patterns.TOKEN.findall(before["kind"]) if before else []
    words = [word for word in words if word not in _ASKS]
    if words or of is None:
        return tuple(words)
    return tuple(patterns.TOKEN.findall(of["kind"]))


def past_bound(text: str, bound_at: int) -> PastBound | None:
    """Return what a share is of where a bound behind it tells which: things or time."""
    if (hit := _OF_TIME.search(text)) and hit.end() <= bound_at:
        return PastBound.TIME
    hit = _OF_THINGS.search(text)
    return PastBound.THINGS if hit and hit.end() <= bound_at else None
