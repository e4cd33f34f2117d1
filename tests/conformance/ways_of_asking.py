"""The ways in which a client may send one query."""

from collections.abc import Iterator

from tests.conformance.exchange import Sent
from tests.conformance.queries import Query


def plainly(query: Query) -> Iterator[Sent]:
    """Yield the query for an instant and for a range, as a GET without compression."""
    for target, parameters in _asked(query):
        yield Sent.get(f"{target}?{parameters}")


def in_every_way(query: Query) -> Iterator[list[Sent]]:
    """Yield, for an instant and for a range, the query by GET and POST, with and without gzip."""
    for target, parameters in _asked(query):
        accepted = [(("Accept-Encoding", encoding),) for encoding in ("identity", "gzip")]
        yield [
            *(Sent.get(f"{target}?{parameters}", headers) for headers in accepted),
            *(Sent.form(target, parameters, headers) for headers in accepted),
        ]


def _asked(query: Query) -> Iterator[tuple[str, str]]:
    yield "/api/v1/query", query.instant
    yield "/api/v1/query_range", query.range
