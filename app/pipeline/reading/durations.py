"""Lengths of time as people write them, and as PromQL writes them."""

import re

_UNITS = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
    "w": 604800,
    "week": 604800,
    "fortnight": 1209600,
    "month": 2592000,
    "y": 31536000,
    "year": 31536000,
}
NUMBER_WORDS = {
    "zero": 0.0,
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "half a": 0.5,
    "half an": 0.5,
    "quarter of an": 0.25,
    "a couple of": 2.0,
    "couple of": 2.0,
    "a dozen": 12.0,
    "half a dozen": 6.0,
    "dozen": 12.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "eleven": 11.0,
    "twelve": 12.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "hundred": 100.0,
    "a hundred": 100.0,
}
_LONGEST_FIRST = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
NUMBER = rf"(?:(?<!\d)\d+(?:[.,]\d+)?|\b(?:{_LONGEST_FIRST})\b)"
_UNIT = (
    r"(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|hr|h"
    r"|days?|d|weeks?|w|fortnights?|months?|years?|y)(?![a-z])"
)
_COUNTED = rf"{NUMBER}\s?-?\s?{_UNIT}"
# Bounded, since what may be read in several ways takes exponential time where it repeats freely.
_MORE = rf"(?:\s?(?:and\s)?{_COUNTED}){{0,3}}"
COUNTED_DURATION = rf"{_COUNTED}{_MORE}"
DURATION = rf"(?:{NUMBER}\s*-?\s*)?{_UNIT}{_MORE}"
_PARTS = re.compile(rf"(?P<number>{NUMBER})?\s?-?\s?(?P<unit>{_UNIT})")


def number(text: str) -> float:
    """Return the value of a number in digits or words that `NUMBER` matched."""
    text = text.strip()
    return NUMBER_WORDS[text] if text in NUMBER_WORDS else float(text.replace(",", "."))


def seconds(text: str) -> float:
    """Return the length of what `DURATION` matched: `90s`, `1.5h`, `half an hour`, `hour`."""
    return sum(
        number(part["number"] or "1") * _UNITS[_singular(part["unit"])]
        for part in _PARTS.finditer(text)
    )


def promql(length_seconds: float) -> str:
    """Return a PromQL duration, in the largest unit that fits without a rest."""
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if length_seconds >= size and length_seconds % size == 0:
            return f"{int(length_seconds // size)}{unit}"
    return f"{max(1, round(length_seconds * 1000))}ms"


def _singular(unit: str) -> str:
    return unit if unit in _UNITS else unit.removesuffix("s")
