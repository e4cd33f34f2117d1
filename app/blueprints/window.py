"""The times in a request's parameters, read as Prometheus reads them."""

import re
import time
from datetime import datetime

from app.domain import Window
from app.errors import BadRequestError
from app.prometheus.durations import number
from app.prometheus.durations import seconds as seconds_or_duration
from app.prometheus.parameters import Parameters

# Python reads other ISO 8601 forms too, which Prometheus does not.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
# Its fractions may have nine digits; Python takes six.
_FRACTION = re.compile(r"(\.\d{6})\d+")
# Prometheus counts times in milliseconds and steps in nanoseconds, each in 64 bits.
_MAX_TIME_SECONDS = 2.0**63 / 1e3
_MAX_STEP_SECONDS = 2.0**63 / 1e9
_MIN_STEP_SECONDS = 1e-9


def window_of(parameters: Parameters, *, is_range: bool) -> Window:
    """Return the window of a request.

    Raises `BadRequestError` in Prometheus' own words for times that cannot be read.
    """
    if not is_range:
        at = parameters.first("time")
        moment = _time("time", at, "invalid time value for 'time': ") if at else time.time()
        return Window(moment, moment)
    start, end = (_time(name, parameters.first(name) or "") for name in ("start", "end"))
    step = _step(parameters.first("step") or "")
    if end < start:
        raise BadRequestError(
            'invalid parameter "end": end timestamp must not be before start time'
        )
    if step < _MIN_STEP_SECONDS:
        raise BadRequestError(
            'invalid parameter "step": zero or negative query resolution step widths are not'
            " accepted. Try a positive integer"
        )
    return Window(start, end, step)


def _time(name: str, text: str, prefix: str = "") -> float:
    seconds = number(text)
    if seconds is None:
        seconds = _moment(text)
    if seconds is None or abs(seconds) > _MAX_TIME_SECONDS:
        raise BadRequestError(
            f'invalid parameter "{name}": {prefix}cannot parse "{text[:50]}" to a valid timestamp'
        )
    return seconds


def _step(text: str) -> float:
    seconds = seconds_or_duration(text)
    if seconds is None:
        raise BadRequestError(
            f'invalid parameter "step": cannot parse "{text[:50]}" to a valid duration'
        )
    if seconds > _MAX_STEP_SECONDS:
        raise BadRequestError(
            f'invalid parameter "step": cannot parse "{text[:50]}" to a valid duration.'
            " It overflows int64"
        )
    return seconds


def _moment(text: str) -> float | None:
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(_FRACTION.sub(r"\1", text)).timestamp()
    except ValueError:
        return None  # a day or minute that does not exist
