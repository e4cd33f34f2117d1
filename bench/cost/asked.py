"""Asks Prometheus a query, and reads from its answer what that took."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import orjson

from app.domain import Window
from bench.cost.query import Query

# Longer than the two minutes that Prometheus gives a query.
_TIMEOUT_SECONDS = 150
# What only an answer with statistics has.
_STATISTICS = re.compile(rb',"stats":\{"timings":\{[^{}]*\},"samples":\{[^{}]*\}\}')


class RefusedError(Exception):
    """Prometheus does not answer a query; `str()` has the query and its words."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What a query took; `answer_bytes` is the length of its JSON without statistics."""

    touched_samples: int
    peak_samples: int
    answer_bytes: int
    returned_series: int


def ask(query: Query, url: str) -> Actual:
    """Return what a query took the Prometheus at `url`; raises `RefusedError` and `OSError`."""
    try:
        with build_opener(ProxyHandler({})).open(_target(query, url), timeout=_TIMEOUT_SECONDS) as (
            answer
        ):
            return read(answer.read())
    except HTTPError as error:
        raise RefusedError(f"{query.promql}: {error.read().decode()}") from error


def read(body: bytes) -> Actual:
    """Return what the body of an answer to `stats=all` tells."""
    data = orjson.loads(body)["data"]
    samples = data["stats"]["samples"]
    return Actual(
        touched_samples=samples["totalQueryableSamples"],
        peak_samples=samples["peakSamples"],
        answer_bytes=len(_STATISTICS.sub(b"", body)),
        # A scalar is one time and value, and no list of series.
        returned_series=len(data["result"]) if data["resultType"] != "scalar" else 1,
    )


def _target(query: Query, url: str) -> str:
    path = "query" if query.window.step_seconds is None else "query_range"
    parameters = {"query": query.promql, **_times(query.window), "stats": "all"}
    return f"{url}/api/v1/{path}?{urlencode(parameters)}"


def _times(window: Window) -> Mapping[str, str]:
    if window.step_seconds is None:
        return {"time": f"{window.end_seconds:.3f}"}
    return {
        "start": f"{window.start_seconds:.3f}",
        "end": f"{window.end_seconds:.3f}",
        "step": f"{window.step_seconds:g}",
    }
