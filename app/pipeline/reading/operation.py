"""Which operation the words of a question ask for."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.frame import Operation


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
    return (
        (Operation.QUANTILE, "quantile" in found),
        (Operation.PREDICT, "ahead_seconds" in found or says(r"\b(?:predict|forecast)\w*")),
        (Operation.UNTIL, says(lexicon.UNTIL)),
        (Operation.CHANGE, _compares(draft)),
        (Operation.RATIO, _shares(draft)),
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
    said = re.sub(patterns.SINCE, " ", draft.full)
    return "offset_seconds" not in draft.found and re.search(lexicon.AGE, said) is not None


def _compares(draft: Draft) -> bool:
    compared = draft.says(lexicon.CHANGE) or draft.says(lexicon.COMPARED)
    return "offset_seconds" in draft.found and compared


def _shares(draft: Draft) -> bool:
    return any(map(draft.says, (lexicon.SHARE, lexicon.ERROR_SHARE, lexicon.AT_LIMIT, lexicon.BEYOND)))
