"""Request parameters as Prometheus reads them: Go's rules for URL and form body."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from app.errors import BadRequestError, UnsupportedMediaTypeError
from app.prometheus import durations

Pairs = tuple[tuple[str, str], ...]

_MAX_FIELDS = 1_000
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
# Go drops such a pair and reads the others: it may hide the one that the server runs.
_DROPPED_BY_GO = re.compile(r";|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one request: those of the form body come before those of the URL."""

    body: Pairs
    url: Pairs

    def first(self, name: str) -> str | None:
        """Return the value that the server would use: the first, the body's before the URL's."""
        for key, value in (*self.body, *self.url):
            if key == name:
                return value
        return None

    def one_query(self) -> str:
        """Return the `query`, "" where there is none.

        Raises `BadRequestError` where body and URL hold different ones.
        """
        in_body, in_url = (Parameters((), pairs).first("query") for pairs in (self.body, self.url))
        if in_body is not None and in_url is not None and in_body != in_url:
            raise BadRequestError('the parameter "query" is given twice with different text')
        return in_body or in_url or ""

    def timeout_seconds(self) -> float | None:
        """Return how long the client lets the server evaluate, None where it does not say."""
        return durations.seconds(self.first("timeout") or "")

    def with_query(self, promql: str) -> "Parameters":
        """Return the same parameters with another query, which stands in the body."""
        return Parameters(
            (("query", promql), *_without_query(self.body)), tuple(_without_query(self.url))
        )

    def with_default(self, name: str, value: str) -> "Parameters":
        """Return the same parameters, with one more in the body where it is not given."""
        if self.first(name) is not None:
            return self
        return Parameters((*self.body, (name, value)), self.url)

    def encoded_body(self) -> bytes:
        """Return the body as a form."""
        return urlencode(self.body).encode()

    def encoded_url(self) -> str:
        """Return the URL's query string."""
        return urlencode(self.url)


def read(method: str, query_string: str, content_type: str, body: bytes) -> Parameters:
    """Return the parameters of a request, as Go's `FormValue` would see them.

    The body counts for POST only, and only as a form. Raises `UnsupportedMediaTypeError` for a
    multipart body: what is inspected must be what runs. Raises `BadRequestError` for more
    parameters than anybody sends by hand: reading millions would hold up every other request.
    """
    url = _pairs(query_string)
    media_type = content_type.partition(";")[0].strip().lower()
    if method != "POST" or not body:
        return Parameters((), url)
    if media_type == _MULTIPART:
        raise UnsupportedMediaTypeError(f"send the parameters as {_FORM}")
    return Parameters(_pairs(body.decode("utf-8", "replace")) if media_type == _FORM else (), url)


def _pairs(encoded: str) -> Pairs:
    if encoded.count("&") >= _MAX_FIELDS:
        raise BadRequestError(f"too many parameters: at most {_MAX_FIELDS} are read")
    kept = (pair for pair in encoded.split("&") if not _DROPPED_BY_GO.search(pair))
    return tuple(parse_qsl("&".join(kept), keep_blank_values=True))


def _without_query(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[0] != "query")
