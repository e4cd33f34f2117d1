"""Windows, other times, how long something lasts, and when something ends."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.denial import denials
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import seconds
from app.pipeline.reading.frame import Threshold


def calendar(draft: Draft) -> None:
    """Read a date that cannot be kept."""
    if hit := re.search(lexicon.CALENDAR, draft.full):
        draft.found["calendar"] = hit.group()


def lasting(draft: Draft) -> None:
    """Read how long something is down, or has not been so."""
    if _is_about_a_state(draft) and (hit := draft.take(patterns.LASTING)):
        draft.found["threshold"] = Threshold(">", seconds(hit.group(1)), "seconds")


def _is_about_a_state(draft: Draft) -> bool:
    return bool(denials(draft.full)) or draft.says(lexicon.BAD)


def since(draft: Draft) -> None:
    """Read a stretch of time that ends now, or that ended a while ago."""
    if "window_seconds" in draft.found:
        return
    if hit := draft.take(patterns.BETWEEN):
        ends = seconds(hit.group(2))
        said = hit.group(1)
        unit = re.sub(r"^[\d.,\s-]+", "", hit.group(2))
        begins = seconds(said if re.search(r"[a-z]", said) else f"{said} {unit}")
        if begins != ends:
            draft.found["offset_seconds"] = min(begins, ends)
            draft.found["window_seconds"] = abs(begins - ends)
    elif hit := draft.take(patterns.OLDER):
        draft.found["threshold"] = Threshold(
            ">" if hit.group(1) else "<", seconds(hit.group(2)), "seconds"
        )
    elif hit := draft.take(patterns.SINCE):
        draft.found["window_seconds"] = seconds(hit.group(1))


def offset(draft: Draft) -> None:
    """Read how long ago is meant."""
    if re.search(patterns.LONG_AGO, draft.full) or "offset_seconds" in draft.found:
        return
    if hit := draft.take(*patterns.AGO):
        said = hit.group(1)
        steps = patterns.CALENDAR_STEPS.get(said)
        draft.found["offset_seconds"] = steps or _step(said)


def _step(said: str) -> float:
    return 86400.0 if "day" in said and not re.search(r"\d", said) else seconds(said)


def expiring(draft: Draft) -> None:
    """Read within which time something ends as the bound of the time that is left."""
    if draft.says(r"\bexpir\w*") and (hit := draft.take(*patterns.AHEAD)):
        draft.found["threshold"] = Threshold("<", seconds(hit.group(1)), "seconds")


def ahead(draft: Draft) -> None:
    """Read for which time something is foretold."""
    if draft.says(lexicon.PREDICT) and (hit := draft.take(*patterns.AHEAD)):
        draft.found["ahead_seconds"] = seconds(hit.group(1))


def window(draft: Draft) -> None:
    """Read over which time is looked."""
    if "window_seconds" in draft.found:
        _own_window(draft, "rate_window_seconds")
    elif hit := draft.take(*patterns.WINDOWS):
        draft.found["window_seconds"] = seconds(hit.group(1))
        _own_window(draft, "rate_window_seconds")
        if draft.says(patterns.GRAPH) and not draft.says(lexicon.OVER_TIME):
            del draft.found["window_seconds"]
    else:
        _own_window(draft, "window_seconds")


def _own_window(draft: Draft, name: str) -> None:
    """Read the window that a rate or an average itself is taken over."""
    if hit := draft.take(patterns.OWN_WINDOW):
        draft.found[name] = seconds(hit.group(1))


def vanished(draft: Draft) -> None:
    """Read what was there a while ago, or within a window, and is not any more."""
    apart = draft.found.get("offset_seconds") or draft.found.get("window_seconds")
    if apart and draft.take(lexicon.VANISHED):
        draft.found |= {"vanished": True, "offset_seconds": apart, "window_seconds": None}
        while draft.take(lexicon.REPORTED):
            pass
