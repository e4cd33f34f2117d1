"""Times and durations as Prometheus writes and reads them."""

import math
import re

# In the order in which they must stand, each once at most.
_UNIT_SECONDS = {
    "y": 31_536_000,
    "w": 604_800,
    "d": 86_400,
    "h": 3600,
    "m": 60,
    "s": 1,
    "ms": 0.001,
}
_DURATION = re.compile("".join(f"(?:([0-9]+){unit})?" for unit in _UNIT_SECONDS))
# Python reads more than Prometheus does: spaces, other alphabets' digits.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def duration_seconds(text: str) -> float:
    """Return a Prometheus duration such as `1m30s` in seconds, 0 where it is none."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return 0.0
    counted = zip(found.groups("0"), _UNIT_SECONDS.values(), strict=True)
    return sum(int(count) * unit_seconds for count, unit_seconds in counted)


def number(text: str) -> float | None:
    """Return a finite decimal number, None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def seconds(text: str) -> float | None:
    """Return what a parameter such as `step` or `timeout` says: seconds, or a duration."""
    value = number(text)
    return (duration_seconds(text) or None) if value is None else value
