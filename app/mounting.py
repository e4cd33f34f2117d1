"""Serves the application under a path, as a WSGI server's SCRIPT_NAME does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication

import orjson

from app.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Mounted:
    """Takes `root_path` off the path, as it was sent; what lies outside of it is 404."""

    application: WSGIApplication
    root_path: str

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request as WSGI has it."""
        target = _origin_form(str(environ.get("RAW_URI") or environ["PATH_INFO"]))
        below = target.removeprefix(self.root_path)
        if below == target or (not below.startswith(("/", "?")) and below):
            return self._outside(start_response)
        below = below if below.startswith("/") else f"/{below}"
        path = unquote_to_bytes(below.partition("?")[0]).decode("latin-1")
        mounted = {"RAW_URI": below, "REQUEST_URI": below, "PATH_INFO": path}
        return self.application(
            {**environ, **mounted, "SCRIPT_NAME": self.root_path}, start_response
        )

    def _outside(self, start_response: StartResponse) -> Iterable[bytes]:
        error = NotFoundError(f"the proxy is served under {self.root_path} (ROOT_PATH)")
        start_response("404 Not Found", [("Content-Type", "application/json")])
        return [orjson.dumps(error.body())]


def _origin_form(target: str) -> str:
    """Return path and query of a target that may be a whole URL."""
    if target.startswith("/"):
        return target
    parts = urlsplit(target)
    return parts.path + (f"?{parts.query}" if "?" in target else "")
