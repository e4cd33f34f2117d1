"""Which quantile a question asks for."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import number


def quantile(draft: Draft) -> None:
    """Read the quantile that is named."""
    if hit := draft.take(patterns.QUANTILE):
        after_p, fraction, percent, ordinal, plain, named, median = hit.groups()
        percent = percent or ordinal
        if median:
            draft.found["quantile"] = 0.5
        elif after_p:
            draft.found["quantile"] = _behind_p(after_p, fraction or "")
        else:
            value = float(percent or plain or named)
            draft.found["quantile"] = round(value / 100 if value > 1 else value, 6)


def _behind_p(digits: str, fraction: str) -> float:
    """Return the quantile that p95, p99.9, p999 or p100 is."""
    if digits == "100":
        return 1.0
    return float(f"0.{digits.zfill(2)}{fraction}")


def tail(draft: Draft) -> None:
    """Read the slowest 1 % as the quantile above which they are, whether p99 is named or not."""
    if hit := draft.take(patterns.TAIL):
        share = number(hit.group(2)) / 100
        quantile = share if re.match(lexicon.LEAST, hit.group(1)) else 1 - share
        draft.found.setdefault("quantile", round(quantile, 6))
