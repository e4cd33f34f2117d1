"""What is done with the values: shares, aggregates, and what is said of their state."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.frame import Mood
from app.pipeline.reading.kinds import kind_of, past_bound
from app.pipeline.reading.shares import share_of


def share(draft: Draft) -> None:
    """Read what is a part of what; the words in between tell neither."""
    share = share_of(draft.full)
    draft.found["share"] = share is not None
    draft.found["kind"] = kind_of(draft.full)
    if "threshold" in draft.found and (bound := patterns.BOUND.search(draft.full)):
        draft.found["past_bound"] = past_bound(draft.full, bound.start())
    if share is None:
        return
    draft.found["part"], draft.found["thing"] = share.part, share.thing
    draft.found["divided"] = share.group is not None
    per = f" per {share.group} " if share.group else " "
    draft.rest = re.sub(r"\b(?:of|among) all\b", " ", draft.rest)
    if share.taken:
        draft.take(rf"(?<!\w){re.escape(share.taken)}(?!\w)")
    draft.rest += per


def aggregate(draft: Draft) -> None:
    """Read which value of many is wanted."""
    for op, pattern in (
        ("stddev", lexicon.DEVIATION),
        ("avg", lexicon.AVERAGE),
        ("max", lexicon.MAXIMUM),
        ("min", lexicon.MINIMUM),
    ):
        # The maximum that something is compared with is not what is asked for.
        if op == "avg" and "window_seconds" in draft.found and _has_extreme(draft.rest):
            continue  # the largest of averages is no average
        if re.search(pattern, re.sub(lexicon.AT_LIMIT, " ", draft.rest)) and not (
            "top" in draft.found or draft.says(lexicon.REACHED)
        ):
            draft.found["aggregate"] = op
            break
    if "top" not in draft.found and (hit := patterns.HOW_MUCH_AT_MOST.search(draft.full)):
        draft.found["aggregate"] = "min" if hit.group(1) else "max"
    draft.found["everything"] = draft.says(lexicon.EVERYTHING)


def _has_extreme(rest: str) -> bool:
    return re.search(f"{lexicon.MAXIMUM}|{lexicon.MINIMUM}", rest) is not None


def flags(draft: Draft) -> None:
    """Read what is said of the state of things."""
    asked = draft.rest if draft.found.get("past_bound") else draft.full
    draft.found["percent"] = re.search(lexicon.PERCENT, asked) is not None
    draft.found["succeeded"] = draft.says(lexicon.SUCCEEDED)
    draft.found["errors"] = draft.says(lexicon.ERRORS) and not draft.found["succeeded"]
    draft.found["none"] = draft.says(lexicon.NONE)
    draft.found["at_limit"] = draft.says(lexicon.REACHED)
    draft.take(lexicon.REACHING)
    draft.found["rated"] = draft.says(lexicon.RATE)
    draft.found["yes_no"] = draft.says(lexicon.YES_NO)
    # What went up or down by so much is in no state.
    moved = draft.says(lexicon.BY_HOW_MUCH)
    said = re.sub(lexicon.MOVED, " ", draft.full) if moved else draft.full
    if re.search(lexicon.BAD, said):
        draft.found["mood"] = Mood.BAD
    elif re.search(lexicon.GOOD, said):
        draft.found["mood"] = Mood.GOOD
