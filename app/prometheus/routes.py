"""Which requests reach the upstream: an exact allow-list of method and canonical path.

Everything that is not in the table is not forwarded: administration, lifecycle, writing,
debugging, consoles, and whatever a later server adds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from app.errors import BadRequestError, MethodNotAllowedError, NotFoundError, ProxyError

PREFIX = "/api/v1/"


class Query(Enum):
    """Whether a route evaluates PromQL, and so can carry a question."""

    NONE = auto()
    INSTANT = auto()
    RANGE = auto()
    EXEMPLARS = auto()


@dataclass(frozen=True, slots=True)
class Route:
    """One row: a path below `/api/v1/` and the methods that the upstream takes there."""

    pattern: str
    upstream_methods: tuple[str, ...]
    query: Query = Query.NONE


_GET = ("GET",)
_GET_POST = ("GET", "POST")

ROUTES = (
    Route("query", _GET_POST, Query.INSTANT),
    Route("query_range", _GET_POST, Query.RANGE),
    Route("query_exemplars", _GET_POST, Query.EXEMPLARS),
    Route("format_query", _GET_POST),
    Route("parse_query", _GET_POST),
    Route("series", _GET_POST),
    Route("labels", _GET_POST),
    Route("label/[^/]+/values", _GET),
    Route("metadata", _GET),
    Route("rules", _GET),
    Route("alerts", _GET),
    Route("status/buildinfo", _GET),
    Route("features", _GET),
)

# Grafana posts to read endpoints too; HEAD and OPTIONS are the web's own.
METHODS = ("GET", "HEAD", "OPTIONS", "POST")

_COMPILED = tuple((re.compile(route.pattern), route) for route in ROUTES)
_NOT_HERE = "no such path here: the proxy serves Prometheus' query API under /api/v1/"
_FORBIDDEN_BYTES = re.compile(rb"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A request that may go upstream: its row, and its path below `/api/v1/` as it was sent."""

    route: Route
    path: str


def match(method: str, raw_path: str) -> Forwarded:
    """Return the row for a request, `raw_path` being the path as it came over the wire.

    Raises `BadRequestError` for a path that is not canonical, `NotFoundError` for one that is not
    in the table, `MethodNotAllowedError` for a method that no read endpoint takes.
    """
    _refuse_ambiguous(raw_path)
    if raw_path.startswith(PREFIX):
        path = raw_path.removeprefix(PREFIX)
        for pattern, route in _COMPILED:
            if pattern.fullmatch(path):
                if method not in METHODS:
                    raise MethodNotAllowedError(METHODS)
                return Forwarded(route, path)
    raise NotFoundError(_NOT_HERE)


def refusal(raw_path: str) -> ProxyError:
    """Return why a path that is no route of the proxy is not served."""
    try:
        _refuse_ambiguous(raw_path)
    except BadRequestError as error:
        return error
    return NotFoundError(_NOT_HERE)


def raw_path(environ: Mapping[str, Any]) -> str:
    """Return the path of a WSGI request as it came over the wire."""
    target = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ["PATH_INFO"])
    if not target.startswith("/"):
        target = urlsplit(target).path  # the absolute form, which HTTP allows
    return target.partition("?")[0]


def _refuse_ambiguous(raw_path: str) -> None:
    """Refuse what one server would read differently from the next."""
    decoded = unquote_to_bytes(raw_path)
    ambiguous = (
        "//" in raw_path
        or "%25" in raw_path
        # Dots between slashes that are escaped too: a server in between may decode those first.
        or any(segment in (b".", b"..") for segment in decoded.split(b"/"))
        or _FORBIDDEN_BYTES.search(decoded)
    )
    if ambiguous:
        raise BadRequestError("the path is not canonical: send it without dots, %25, // or \\")
