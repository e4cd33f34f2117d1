"""Writes series into a Prometheus over its remote write API, at times of our own.

The messages are those of prompb/remote.proto and prompb/types.proto.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from urllib.request import ProxyHandler, Request, build_opener

from scripts.processes import Server
from tests.conformance.protobuf import (
    double,
    message,
    packed_double,
    packed_signed,
    signed,
    unsigned,
)
from tests.conformance.snappy import stored
from tests.conformance.stored_series import Series
from tests.conformance.written_series import NativeHistogram, NativeSeries


def write(server: Server, series: Iterable[Series], natives: Iterable[NativeSeries]) -> None:
    """Write all of it in one request, as what follows the newest sample by hours is refused."""
    written = [
        *(_time_series(one.labels, [_sample(*pair) for pair in one.samples]) for one in series),
        *(
            _time_series(one.labels, [_histogram(value) for value in one.samples])
            for one in natives
        ),
    ]
    request = Request(
        f"{server.url}/api/v1/write",
        data=stored(b"".join(message(1, one) for one in written)),
        headers={
            "Content-Type": "application/x-protobuf",
            "Content-Encoding": "snappy",
            "X-Prometheus-Remote-Write-Version": "0.1.0",
        },
    )
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        assert answer.status in (200, 204)


def _time_series(labels: Mapping[str, str], samples: list[bytes]) -> bytes:
    pairs = [
        message(1, name.encode()) + message(2, value.encode())
        for name, value in sorted(labels.items())
    ]
    return b"".join([*(message(1, pair) for pair in pairs), *samples])


def _sample(seconds: int, value: float) -> bytes:
    return message(2, double(1, value) + unsigned(2, seconds * 1000))


def _histogram(value: NativeHistogram) -> bytes:
    fields = (
        unsigned(1, value.count),
        double(3, value.sum),
        signed(4, value.schema),
        double(5, 0.001 if value.zero else 0.0),
        unsigned(6, value.zero),
        *_buckets(8, value.first, value.negative),
        *_buckets(11, value.first, value.positive),
        unsigned(14, value.hint),
        unsigned(15, value.seconds * 1000),
        packed_double(16, value.bounds),
    )
    return message(4, b"".join(fields))


def _buckets(field: int, first: int, counts: tuple[int, ...]) -> tuple[bytes, ...]:
    """Return one span over all buckets, and each count as its distance from the one before."""
    if not counts:
        return ()
    deltas = [after - before for before, after in pairwise((0, *counts))]
    span = signed(1, first) + unsigned(2, len(counts))
    return message(field, span), packed_signed(field + 1, deltas)
