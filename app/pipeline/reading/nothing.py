"""What a question asks none of, so that there is no answer: the last 0 minutes, the top -3."""

import re

from app.pipeline.reading.durations import DURATION

_NONE = re.compile(
    rf"\b(?:last|past|previous|next)\s+((?:-\s?\d+|0+|zero)(?:\.0+)?\s*-?\s*{DURATION})"
    r"|\b((?:top|bottom|lowest|highest|largest|smallest)[- ]?(?:\s-\s?\d+|0+|zero))(?![\w.%])"
    r"|\b((?:top|bottom)\s-\d+)"
)


def asked_of_nothing(text: str) -> str | None:
    """Return the part of a question (lower case) that asks for none of something."""
    hit = _NONE.search(text)
    return next(filter(None, hit.groups()), None) if hit else None
