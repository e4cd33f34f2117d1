"""Times and durations as Prometheus writes and reads them."""

import math
import re

_UNIT_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "y": 31_536_000,
}
_PART = re.compile(r"(\d+)(ms|[smhdwy])")
# Python reads more than Prometheus does: spaces, other alphabets' digits.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def duration_seconds(text: str) -> float:
    """Return a Prometheus duration such as `1m30s` in seconds, 0 where it is none."""
    parts = _PART.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        return 0.0
    return sum(int(number) * _UNIT_SECONDS[unit] for number, unit in parts)


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
