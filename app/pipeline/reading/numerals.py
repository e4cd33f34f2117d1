"""Numbers and lengths of time in many writings, rewritten in the one that the rules read."""

import re
from collections.abc import Callable
from functools import partial

from app.pipeline.reading.durations import NUMBER, number

_HALVES = {"a quarter": 0.25, "half": 0.5, "a half": 0.5, "three quarters": 0.75}
_UNITS = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
# In the case they were written in: 2M messages are not two minutes.
_THOUSANDS = {"k": 1e3, "K": 1e3, "M": 1e6, "Mio": 1e6, "mio": 1e6, "bn": 1e9, "B": 1e9, "G": 1e9}
_BIG = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_COUNTED_BIG = re.compile(
    rf"(?<![\w.-])(\d+(?:\.\d+)?)\s?({'|'.join(_THOUSANDS)})(?=\s+(?:of\b|[A-Za-z]{{3,}})|\s*(?:[?!,;)]|$))"
)
_BINARY = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)\s?([KMGT]i)\b")
_BIG_WORD = re.compile(rf"({NUMBER})\s+(thousand|million|billion)\b")
_AND_A_HALF = re.compile(
    rf"\b({NUMBER})\s+and\s+(a\s+half|a\s+quarter|three\s+quarters)\s+({_UNITS})"
)
_UNIT_AND_A_HALF = re.compile(
    rf"\b(?:({NUMBER})\s+)?({_UNITS})\s+and\s+(a\s+half|a\s+quarter|three\s+quarters)\b"
)
_FRACTION = re.compile(rf"\b(?:(\d+)\s+)?([13])/([24])\s*-?({_UNITS})")
_HALF = re.compile(rf"\b(?<!and )(?:a\s+)?half(?:\s+an?|-an?|-)?\s*({_UNITS})\b")
_QUARTERS = re.compile(
    rf"\b(?:(three)\s+quarters|(?:a\s+)?quarter)\s+(?:of\s+)?(?:an?\s+)?({_UNITS})\b"
)

_AND = r"\s?(?:and\s)?"
_HOURS, _MINUTES = r"(?:h|hrs?|hours?)", r"(?:m|mins?|minutes?)"
_COMPOUND = (
    (re.compile(rf"\b(\d+)\s?(?:d|days?){_AND}(\d+)\s?{_HOURS}\b"), 24, "hours"),
    (re.compile(rf"\b(\d+)\s?{_HOURS}{_AND}(\d+)\s?{_MINUTES}\b"), 60, "minutes"),
    (re.compile(rf"\b(\d+)\s?{_MINUTES}{_AND}(\d+)\s?(?:s|secs?|seconds?)\b"), 60, "seconds"),
)


def with_digits(text: str) -> str:
    """Return a text as written with 1k, 2M and 512Mi in digits; by case, so before folding it."""
    text = _BINARY.sub(lambda hit: f"{hit[1]} {hit[2]}B", text)
    return _COUNTED_BIG.sub(lambda hit: _plain(float(hit[1]) * _THOUSANDS[hit[2]]), text)


def with_plain_lengths(text: str) -> str:
    """Return a text (lower case) with an hour and a half as 1.5 hours, half hour as 0.5 hours."""
    for pattern, rewritten in _REWRITINGS:
        text = pattern.sub(rewritten, text)
    for pattern, size, unit in _COMPOUND:
        text = pattern.sub(partial(_summed, size, unit), text)
    return text


def _summed(size: int, unit: str, hit: re.Match[str]) -> str:
    """Return two lengths in the smaller unit: 1h 45m as 105 minutes."""
    return f"{int(hit[1]) * size + int(hit[2])} {unit}"


def _plain(value: float) -> str:
    return f"{value:.12g}" if value < 1e12 else f"{value:.0f}"


def _part(said: str) -> float:
    return _HALVES[" ".join(said.split())]


def _fraction(hit: re.Match[str]) -> str:
    value = float(hit[1] or 0) + int(hit[2]) / int(hit[3])
    return f"{_plain(value)} {hit[4]}"


def _quarters(hit: re.Match[str]) -> str:
    return f"{0.75 if hit[1] else 0.25} {hit[2]}"


_REWRITINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_BIG_WORD, lambda hit: _plain(number(hit[1]) * _BIG[hit[2]])),
    (_AND_A_HALF, lambda hit: f"{_plain(number(hit[1]) + _part(hit[2]))} {hit[3]}"),
    (_UNIT_AND_A_HALF, lambda hit: f"{_plain(number(hit[1] or '1') + _part(hit[3]))} {hit[2]}"),
    (_FRACTION, _fraction),
    (_HALF, lambda hit: f"0.5 {hit[1]}"),
    (_QUARTERS, _quarters),
)
