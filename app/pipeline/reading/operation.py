"""Which operation the words of a question ask for."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.frame import Operation
from app.pipeline.reading.movement import SINCE_THEN, is_move


def operation_of(draft: Draft) -> Operation:
    """Return the first operation that is asked for; the value as it is where none is."""
    for operation, asked in _operations(draft):
        if asked:
            return operation
    return Operation.VALUE


def _operations(draft: Draft) -> tuple[tuple[Operation, bool], ...]:
    found, says = draft.found, draft.says
    count = says(lexicon.COUNT)
    windowed = "window_seconds" in found
    aggregate = found.get("aggregate") is not None
    if found.get("vanished"):
        return ()
    return (
        (Operation.QUANTILE, "quantile" in found),
        (Operation.PREDICT, "ahead_seconds" in found or says(r"\b(?:predict|forecast)\w*")),
        (Operation.UNTIL, says(lexicon.UNTIL) and "offset_seconds" not in found),
        (Operation.SLOPE, says(lexicon.TRENDS)),
        (Operation.CHANGE, _compares(draft) or _changed_within(draft)),
        (Operation.RATIO, _shares(draft)),
        (Operation.OVER_TIME, windowed and found.get("aggregate") in ("max", "min")),
        (Operation.RATE, says(r"\bper[- ]?sec|/ ?s\b|\bqps\b|\brps\b") or "scale" in found),
        (Operation.SLOPE, says(lexicon.SLOPE)),
        (Operation.FLAPS, says(lexicon.FLAPPED)),
        (Operation.CHANGE, says(lexicon.CHANGE)),
        (Operation.FLAPS, says(lexicon.FLAPS)),
        (Operation.AGE, _asks_age(draft)),
        (Operation.OVER_TIME, windowed and aggregate),
        (Operation.RATE, says(lexicon.RATE)),
        (
            Operation.INCREASE,
            says(lexicon.INCREASE) or (windowed and (count or found["everything"])),
        ),
        (Operation.COUNT, count),
    )


def _asks_age(draft: Draft) -> bool:
    said = re.sub(SINCE_THEN, " ", re.sub(patterns.SINCE, " ", draft.full))
    said = re.sub(lexicon.HOW_LONG_ON_AVERAGE, " ", said)
    # How long something is on average is a length of it, not its age.
    if "aggregate" in draft.found and re.search(lexicon.HOW_LONG_IS, said):
        return False
    return "offset_seconds" not in draft.found and re.search(lexicon.AGE, said) is not None


def compared(draft: Draft) -> Operation | None:
    """Return what is compared with an earlier time, where it is more than a value or a rate."""
    if not _compares(draft):
        return None
    if "quantile" in draft.found:
        return Operation.QUANTILE
    shares = draft.says(lexicon.SHARE_ITSELF) and not draft.says(lexicon.BY_HOW_MUCH)
    return Operation.RATIO if shares else None


def _changed_within(draft: Draft) -> bool:
    said = draft.says(lexicon.BY_HOW_MUCH) or is_move(draft.full)
    return said and ("window_seconds" in draft.found or "offset_seconds" in draft.found)


def _compares(draft: Draft) -> bool:
    compared = any(
        map(draft.says, (lexicon.CHANGE, lexicon.COMPARED, lexicon.BY_HOW_MUCH, lexicon.AS_MANY))
    )
    return "offset_seconds" in draft.found and compared


def _shares(draft: Draft) -> bool:
    return any(
        map(
            draft.says,
            (
                lexicon.SHARE,
                lexicon.ERROR_SHARE,
                lexicon.OUTCOME_RATE,
                lexicon.AT_LIMIT,
                lexicon.BEYOND,
            ),
        )
    )
