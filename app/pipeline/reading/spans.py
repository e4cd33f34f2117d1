"""Stretches of time that ended a while ago, or that end now, in the writings people use."""

import re
from collections.abc import Callable

from app.pipeline.reading import lexicon
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import COUNTED_DURATION, DURATION, NUMBER, seconds
from app.pipeline.reading.movement import SINCE_THEN, is_move

_IN = r"(?:\b(?:in|for|over|during|within|of|from)\s+)?(?:the\s+)?"
_LAST = r"(?:last|past|previous|latest)"
_ENDED = re.compile(
    rf"{_IN}({DURATION})\s+(?:that|which)?\s*(?:ended|ending|finished|up to|until|till|before)\s+"
    rf"(?:about\s+|exactly\s+)?({COUNTED_DURATION})\s+(?:ago|earlier|back)\b"
)
# The hour before the last one, the 30 minutes before the last hour.
_BEFORE_LAST = re.compile(
    rf"{_IN}({DURATION})\s+(?:before|prior to|preceding)\s+(?:the\s+)?{_LAST}\s+(one|{DURATION})"
)
_FROM_TO = re.compile(
    rf"(?:\bfrom\s+)?({COUNTED_DURATION}|{NUMBER})\s+(?:ago\s+)?(?:to|until|till|through|and|-)\s+"
    rf"({COUNTED_DURATION})\s+(?:ago|before)\b"
)
_BRACKETED = re.compile(
    rf"[(\[]\s*(?:(?:over\s+)?(?:the\s+)?{_LAST}\s+)?({COUNTED_DURATION})\s*[)\]]"
)
# Where it is set against what was then, it is another time, and no stretch of it.
_AGAINST = (
    rf"{lexicon.COMPARED}|{lexicon.BY_HOW_MUCH}"
    r"|\b(?:changes?|differences?|growth|delta) (?:in|of)\b|\bhow much\b.*\bchanged?\b"
)
_AT_END = re.compile(rf"(?:,|\bfor|\bover)\s+({COUNTED_DURATION})\s*\??$|^({COUNTED_DURATION})\s*:")


def spans(draft: Draft) -> None:
    """Read a stretch of time that is written in another way than the last so many minutes."""
    for pattern, read in _READINGS:
        if (hit := pattern.search(draft.rest)) and read(draft, hit):
            draft.rest = f"{draft.rest[: hit.start()]} {draft.rest[hit.end() :]}"
            return


def _ended(draft: Draft, hit: re.Match[str]) -> bool:
    return _between(draft, seconds(hit[1]) + seconds(hit[2]), seconds(hit[2]))


def _before_last(draft: Draft, hit: re.Match[str]) -> bool:
    length = seconds(hit[1])
    ends = length if hit[2] == "one" else seconds(hit[2])
    return _between(draft, ends + length, ends)


def _from_to(draft: Draft, hit: re.Match[str]) -> bool:
    unit = re.sub(rf"^{NUMBER}\s*", "", hit[2])
    said = hit[1] if re.search(r"[a-z]$", hit[1]) else f"{hit[1]} {unit}"
    return _between(draft, seconds(said), seconds(hit[2]))


def _between(draft: Draft, begins: float, ends: float) -> bool:
    """Take a stretch that began and ended so many seconds ago."""
    if begins == ends:
        return False
    draft.found["window_seconds"] = abs(begins - ends)
    draft.found["offset_seconds"] = min(begins, ends)
    return True


def _since_then(draft: Draft, hit: re.Match[str]) -> bool:
    """Take what happened, or was, from another time until now: restarts since yesterday."""
    if draft.says(_AGAINST) or is_move(draft.full):
        return False
    said = hit[1].removeprefix("last ")
    draft.found["window_seconds"] = 86400.0 if "day" in said else seconds(said)
    return True


def _window(draft: Draft, hit: re.Match[str]) -> bool:
    draft.found["window_seconds"] = seconds(next(filter(None, hit.groups())))
    return True


_READINGS: tuple[tuple[re.Pattern[str], Callable[[Draft, re.Match[str]], bool]], ...] = (
    (_ENDED, _ended),
    (_BEFORE_LAST, _before_last),
    (_FROM_TO, _from_to),
    (SINCE_THEN, _since_then),
    (_BRACKETED, _window),
    (_AT_END, _window),
)
