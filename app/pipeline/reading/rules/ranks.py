"""Which and how many of the largest or smallest a question asks for."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import number
from app.pipeline.reading.frame import Top
from app.pipeline.reading.rules.nouns import whose

# How many are shown where "the largest" are asked for without a number.
_SEVERAL = 5


def top(draft: Draft) -> None:
    """Read how many of the most or least are wanted, and of what."""
    if hit := draft.take(*patterns.TOP):
        draft.found["top"] = Top(int(number(hit.group(1) or str(_SEVERAL))))
    elif hit := draft.take(*patterns.BOTTOM):
        draft.found["top"] = Top(int(number(hit.group(1) or str(_SEVERAL))), smallest=True)
    elif draft.take(lexicon.FIRST_TO_END):
        draft.found["top"] = Top(1, smallest=True)
    elif draft.says(lexicon.REACHED) or _is_of_moments(draft):
        return
    elif one := re.search(patterns.WHICH_ONE, draft.full):
        _top_of(draft, one.group(1))
    elif hit := re.match(patterns.SUPERLATIVE_ONE, draft.full):
        draft.found["top"] = Top(1, smallest=bool(hit.group(1)))
        draft.found["entity"] = hit.group(2)
    elif hit := patterns.WITH_MOST.match(draft.full):
        draft.found["entity"] = hit.group(1)
        _top_of(draft, hit.group(1))
    elif hit := re.search(patterns.SUPERLATIVE_PLURAL, draft.full):
        draft.found["top"] = Top(_SEVERAL, smallest=bool(hit.group(1)))
        draft.found["entity"] = hit.group(2)
    if "top" in draft.found:
        draft.rest += " temperature" if draft.says(lexicon.HOTTEST) else ""
        draft.take(rf"\b(?:the )?(?:{lexicon.MOST}|{lexicon.LEAST})\b")
        if noun := whose(draft.full):
            draft.found.setdefault("entity", noun)
        elif hit := patterns.AMONG.search(draft.full):
            draft.found["entity"] = hit.group(1)
        elif hit := re.search(patterns.RANKED, draft.full):
            draft.found.setdefault("entity", next(filter(None, hit.groups())))


def _is_of_moments(draft: Draft) -> bool:
    """Say whether the largest of many moments is meant, and not of many things."""
    own = "rate_window_seconds" in draft.found
    return own or ("window_seconds" in draft.found and draft.says(patterns.EXTREME_OF_TIME))


def _is_one(noun: str) -> bool:
    return not noun.endswith("s") or noun.endswith(("ss", "us"))


def _top_of(draft: Draft, noun: str) -> None:
    """Read which one, or which ones, have the most."""
    count = 1 if _is_one(noun) else _SEVERAL
    if draft.take(rf"\b(?:the )?{lexicon.MOST}\b"):
        draft.found["top"] = Top(count)
    elif draft.take(rf"\b(?:the )?{lexicon.LEAST}\b"):
        draft.found["top"] = Top(count, smallest=True)
