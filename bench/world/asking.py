"""Asks the world's Prometheus a query the way a question is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests

from bench.world.questions import Mode
from bench.world.state import State

_TIMEOUT_SECONDS = 30.0
RANGE_SECONDS = 3600
STEP_SECONDS = 60

Points = tuple[tuple[float, float], ...]


class RefusedError(Exception):
    """Prometheus refused a query; `str()` is what it said."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a result."""

    labels: Mapping[str, str]
    points: Points


def ask(state: State, query: str, mode: Mode = Mode.INSTANT) -> tuple[Line, ...]:
    """Return the result at the world's eval time, scalars as one line; raises `RefusedError`."""
    at = state.eval_time
    if mode is Mode.RANGE:
        times = {"start": at - RANGE_SECONDS, "end": at, "step": STEP_SECONDS}
        told = _data(f"{state.url}/api/v1/query_range", {"query": query, **times})
        return tuple(_line(one["metric"], one["values"]) for one in told["result"])
    told = _data(f"{state.url}/api/v1/query", {"query": query, "time": at})
    if told["resultType"] in ("scalar", "string"):
        return (_line({}, [told["result"]]),)
    return tuple(_line(one["metric"], [one["value"]]) for one in told["result"])


def metric_names(state: State) -> list[str]:
    """Return the names of all metrics of the world."""
    names: list[str] = _data(f"{state.url}/api/v1/label/__name__/values", {})
    return names


def _data(url: str, parameters: Mapping[str, str | int]) -> Any:
    answer = requests.get(url, params=parameters, timeout=_TIMEOUT_SECONDS)
    told = json.loads(answer.content)
    if answer.status_code != HTTPStatus.OK:
        raise RefusedError(told.get("error", answer.reason))
    return told["data"]


def _line(metric: Mapping[str, str], values: list[list[Any]]) -> Line:
    return Line(metric, tuple((float(at), float(value)) for at, value in values))
