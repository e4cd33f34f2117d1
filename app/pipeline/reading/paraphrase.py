"""Words that a question explains by others in brackets: articles (SKUs), cordoned (gesperrt)."""

import re
from collections.abc import Callable

from app.pipeline.reading.everyday import is_everyday
from app.pipeline.reading.lexicon import STOP_WORDS

_EXPLAINED = re.compile(r"(?<!\w)(?P<said>[^\W\d_]{3,}) \((?P<meant>[^\W\d_][\w.-]{2,})\)")


def with_meant(text: str, knows: Callable[[str], bool]) -> str:
    """Return a question with the word in brackets in place of the one before that none knows."""
    return _EXPLAINED.sub(lambda hit: _either(hit, knows), text)


def _either(hit: re.Match[str], knows: Callable[[str], bool]) -> str:
    said = hit["said"].casefold()
    known = said in STOP_WORDS or is_everyday(said) or knows(said)
    return hit.group() if known else hit["meant"]
