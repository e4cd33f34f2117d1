"""Which requests reach the upstream: an exact allow-list of method and canonical path.

The table has a row for every route that a Prometheus server has, so that none is forgotten; what
is not in it is not forwarded either.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from app.errors import BadRequestError, MethodNotAllowedError, NotFoundError, ProxyError

PREFIX = "/api/v1/"


class Access(Enum):
    """Whether a route is forwarded."""

    ALLOW = auto()
    OPT_IN = auto()  # where EXTRA_ROUTES names it
    DENY = auto()


class Query(Enum):
    """What a route does with the pseudo metric that carries questions."""

    NONE = auto()  # nothing: the request goes through unread
    INSTANT = auto()
    RANGE = auto()
    EXEMPLARS = auto()  # answered with an empty list


@dataclass(frozen=True, slots=True)
class Route:
    """One row. In `path`, `{name}` is one segment and a closing `*` is any rest.

    Clients may use `methods`; one that is not in `upstream_methods` goes upstream as a GET.
    """

    path: str
    access: Access
    upstream_methods: tuple[str, ...]
    query: Query = Query.NONE
    methods: tuple[str, ...] = ("GET", "HEAD", "OPTIONS", "POST")

    @property
    def segments(self) -> list[str]:
        """Return the path's segments."""
        return self.path.split("/")


_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
_WRITE = ("POST", "PUT")
_ALLOW, _OPT_IN, _DENY = Access.ALLOW, Access.OPT_IN, Access.DENY

# Grafana posts to read endpoints too; HEAD and OPTIONS are the web's own.
# fmt: off
ROUTES = (
    Route("/api/v1/query",                        _ALLOW,  _BOTH, Query.INSTANT),
    Route("/api/v1/query_range",                  _ALLOW,  _BOTH, Query.RANGE),
    Route("/api/v1/query_exemplars",              _ALLOW,  _BOTH, Query.EXEMPLARS),
    Route("/api/v1/format_query",                 _ALLOW,  _BOTH),
    Route("/api/v1/parse_query",                  _ALLOW,  _BOTH),
    Route("/api/v1/series",                       _ALLOW,  _BOTH),
    Route("/api/v1/labels",                       _ALLOW,  _BOTH),
    Route("/api/v1/label/{name}/values",          _ALLOW,  _GET),
    Route("/api/v1/metadata",                     _ALLOW,  _GET),
    Route("/api/v1/rules",                        _ALLOW,  _GET),
    Route("/api/v1/alerts",                       _ALLOW,  _GET),
    Route("/api/v1/status/buildinfo",             _ALLOW,  _GET),
    Route("/api/v1/features",                     _ALLOW,  _GET),

    Route("/api/v1/alertmanagers",                _OPT_IN, _GET),
    Route("/api/v1/targets",                      _OPT_IN, _GET),
    Route("/api/v1/targets/metadata",             _OPT_IN, _GET),
    Route("/api/v1/targets/relabel_steps",        _OPT_IN, _GET),
    Route("/api/v1/scrape_pools",                 _OPT_IN, _GET),
    Route("/api/v1/scrape_pools/config",          _OPT_IN, _GET),
    Route("/api/v1/status/config",                _OPT_IN, _GET),
    Route("/api/v1/status/flags",                 _OPT_IN, _GET),
    Route("/api/v1/status/runtimeinfo",           _OPT_IN, _GET),
    Route("/api/v1/status/self_metrics",          _OPT_IN, _GET),
    Route("/api/v1/status/tsdb",                  _OPT_IN, _GET),
    Route("/api/v1/status/tsdb/blocks",           _OPT_IN, _GET),
    Route("/api/v1/status/walreplay",             _OPT_IN, _GET),
    Route("/api/v1/search/metric_names",          _OPT_IN, _BOTH),
    Route("/api/v1/search/label_names",           _OPT_IN, _BOTH),
    Route("/api/v1/search/label_values",          _OPT_IN, _BOTH),
    Route("/api/v1/notifications",                _OPT_IN, _GET),
    Route("/api/v1/notifications/live",           _OPT_IN, _GET),
    Route("/api/v1/openapi.yaml",                 _OPT_IN, _GET),
    Route("/api/v1/read",                         _OPT_IN, _POST, methods=("OPTIONS", "POST")),
    Route("/federate",                            _OPT_IN, _GET),

    # They change the server, its data or its life.
    Route("/api/v1/admin/tsdb/delete_series",     _DENY,   _WRITE),
    Route("/api/v1/admin/tsdb/clean_tombstones",  _DENY,   _WRITE),
    Route("/api/v1/admin/tsdb/snapshot",          _DENY,   _WRITE),
    Route("/api/v1/write",                        _DENY,   _POST),
    Route("/api/v1/otlp/v1/metrics",              _DENY,   _POST),
    Route("/-/reload",                            _DENY,   _WRITE),
    Route("/-/quit",                              _DENY,   _WRITE),
    # They tell what is none of a dashboard's business, or hold the server's processor.
    Route("/debug/*",                             _DENY,   _BOTH),
    Route("/consoles/*",                          _DENY,   _GET),
    Route("/user/*",                              _DENY,   _GET),
    # The server's own pages; the proxy has its own `/`, `/metrics` and `/-/…`.
    Route("/",                                    _DENY,   _GET),
    Route("/metrics",                             _DENY,   _GET),
    Route("/version",                             _DENY,   _GET),
    Route("/-/healthy",                           _DENY,   _GET),
    Route("/-/ready",                             _DENY,   _GET),
    Route("/agent",                               _DENY,   _GET),
    Route("/alerts",                              _DENY,   _GET),
    Route("/alertmanager-discovery",              _DENY,   _GET),
    Route("/config",                              _DENY,   _GET),
    Route("/flags",                               _DENY,   _GET),
    Route("/graph",                               _DENY,   _GET),
    Route("/query",                               _DENY,   _GET),
    Route("/rules",                               _DENY,   _GET),
    Route("/service-discovery",                   _DENY,   _GET),
    Route("/starting",                            _DENY,   _GET),
    Route("/status",                              _DENY,   _GET),
    Route("/targets",                             _DENY,   _GET),
    Route("/tsdb-status",                         _DENY,   _GET),
    Route("/classic/*",                           _DENY,   _GET),
    Route("/static/*",                            _DENY,   _GET),
    Route("/assets/*",                            _DENY,   _GET),
    Route("/favicon.ico",                         _DENY,   _GET),
    Route("/favicon.svg",                         _DENY,   _GET),
    Route("/manifest.json",                       _DENY,   _GET),
)
# fmt: on

_NOT_HERE = "no such path here: the proxy serves Prometheus' query API under /api/v1/"
_FORBIDDEN_BYTES = re.compile(rb"[\x00-\x1f\x7f\\]")
_WILD = re.compile(r"\\{\w+\\}")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A request that may go upstream: its row, and its path as it was sent."""

    route: Route
    path: str


class RouteTable:
    """The rows that are in force."""

    def __init__(self, extra: Collection[str] = (), routes: Sequence[Route] = ROUTES) -> None:
        """Switch the paths of `extra` on.

        Raises `ValueError` where two rows overlap, or a path of `extra` cannot be switched on.
        """
        _refuse_overlaps(routes)
        choices = [route.path for route in routes if route.access is Access.OPT_IN]
        if unknown := sorted(set(extra) - set(choices)):
            raise ValueError(f"{', '.join(unknown)}: choose from {', '.join(choices)}")
        self._on = [r for r in routes if r.access is Access.ALLOW or r.path in extra]
        self._off = {r.path for r in routes if r.access is Access.OPT_IN and r.path not in extra}
        self._exact = {route.path: route for route in self._on if "{" not in route.path}
        self._wild = [(_pattern(route), route) for route in self._on if "{" in route.path]

    def match(self, method: str, raw_path: str) -> Forwarded:
        """Return the row for a request, `raw_path` being the path as it came over the wire.

        Raises `BadRequestError` for a path that is not canonical, `NotFoundError` for one that is
        not in force, `MethodNotAllowedError` for a method that it does not take.
        """
        route = self._exact.get(raw_path) or self._by_pattern(raw_path)
        if method not in route.methods:
            raise MethodNotAllowedError(route.methods)
        return Forwarded(route, raw_path)

    def refusal(self, raw_path: str) -> ProxyError:
        """Return why a path that is no route of the proxy is not served."""
        try:
            _refuse_ambiguous(raw_path)
        except BadRequestError as error:
            return error
        if raw_path in self._off:
            return NotFoundError(f"this path is off: EXTRA_ROUTES={raw_path} switches it on")
        return NotFoundError(_NOT_HERE)

    def _by_pattern(self, raw_path: str) -> Route:
        _refuse_ambiguous(raw_path)
        for pattern, route in self._wild:
            if pattern.fullmatch(raw_path):
                return route
        raise self.refusal(raw_path)


def raw_target(environ: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return path and query string of a WSGI request as they came over the wire.

    The query string is None where there is not even a `?`.
    """
    target = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ["PATH_INFO"])
    if not target.startswith("/"):
        parts = urlsplit(target)  # the absolute form, which HTTP allows
        return parts.path, parts.query if "?" in target else None
    path, asked, query_string = target.partition("?")
    return path, query_string if asked else environ.get("QUERY_STRING") or None


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile(_WILD.sub("[^/]+", re.escape(route.path)))


def _refuse_overlaps(routes: Sequence[Route]) -> None:
    both = next((pair for pair in combinations(routes, 2) if _overlap(*pair)), None)
    if both is not None:
        raise ValueError(f"two rows for the same path: {both[0].path} and {both[1].path}")


def _overlap(one: Route, other: Route) -> bool:
    """Say whether some path matches both rows."""
    pairs: Iterator[tuple[str, str]] = zip(one.segments, other.segments, strict=False)
    for pair in pairs:
        if "*" in pair:
            return True
        if pair[0] != pair[1] and not any(segment.startswith("{") for segment in pair):
            return False
    return len(one.segments) == len(other.segments)


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
