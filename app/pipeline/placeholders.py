"""Fills `$__rate_interval` and `$__range` in stored PromQL for one request's window."""

import math

from app.domain import Window
from app.pipeline.tokens import Kind, UnterminatedStringError, tokens

_INSTANT_RATE_SECONDS = 60
_INSTANT_RANGE_SECONDS = 3600
# Prometheus counts nanoseconds in 64 bits, some 292 years; the parser that
# checks PromQL here takes no number above 32 bits before a unit.
_DAY_SECONDS = 86_400
_MAX_SECONDS = 106_751 * _DAY_SECONDS
_MAX_FINE_SECONDS = 2**32 - 1
_UNITS = (("d", _DAY_SECONDS), ("h", 3600), ("m", 60))


def fill(promql: str, window: Window, scrape_interval_seconds: float) -> str:
    """Return the PromQL with its placeholders filled, inside square brackets only.

    `$__rate_interval` is max(step + scrape interval, 4 * scrape interval), for an instant query
    4 * scrape interval and at least a minute. `$__range` is the request's range, for an instant
    query an hour. Text that is not PromQL is returned as it is: the parser will say why.
    """
    if "$" not in promql:
        return promql
    values = {
        "$__rate_interval": duration(_rate_interval_seconds(window, scrape_interval_seconds)),
        "$__range": duration(_range_seconds(window)),
    }
    try:
        return _fill(promql, values)
    except UnterminatedStringError:
        return promql


def duration(seconds: float) -> str:
    """Return whole seconds, rounded up, as a PromQL duration in the largest fitting unit.

    What is longer than PromQL's longest duration becomes that one.
    """
    whole = max(1, math.ceil(min(seconds, _MAX_SECONDS)))
    if whole > _MAX_FINE_SECONDS:
        whole = math.ceil(whole / _DAY_SECONDS) * _DAY_SECONDS
    for unit, size in _UNITS:
        if whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"


def _rate_interval_seconds(window: Window, scrape_interval_seconds: float) -> float:
    if window.step_seconds is None:
        return max(4 * scrape_interval_seconds, _INSTANT_RATE_SECONDS)
    return max(window.step_seconds + scrape_interval_seconds, 4 * scrape_interval_seconds)


def _range_seconds(window: Window) -> float:
    if window.step_seconds is None:
        return _INSTANT_RANGE_SECONDS
    return window.end_seconds - window.start_seconds


def _fill(promql: str, values: dict[str, str]) -> str:
    filled = []
    brackets = 0
    for token in tokens(promql):
        if token.kind in (Kind.OPEN, Kind.CLOSE) and token.text in "[]":
            brackets += 1 if token.text == "[" else -1
        in_range = brackets > 0 and token.kind is Kind.PLACEHOLDER
        filled.append(values.get(token.text, token.text) if in_range else token.text)
    return "".join(filled)
