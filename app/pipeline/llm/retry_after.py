"""How long an endpoint asks to wait before the next try."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNSAID_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)


def pause_seconds(retry_after: str | None, now: Callable[[], datetime] = _now) -> float:
    """Return the wait that a `Retry-After` header (seconds, or an HTTP date) asks for.

    One second where it says nothing that can be read.
    """
    text = (retry_after or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        return _until(text, now)
    return max(0.0, seconds) if math.isfinite(seconds) else _UNSAID_SECONDS


def _until(text: str, now: Callable[[], datetime]) -> float:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return _UNSAID_SECONDS
    if moment.tzinfo is None:  # "-0000": a time in UTC, says RFC 5322
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now()).total_seconds())
