"""Writes requests of the remote read API, whose messages are those of prompb/remote.proto."""

from collections.abc import Mapping

from tests.conformance.protobuf import message, unsigned
from tests.conformance.snappy import stored

SAMPLES, STREAMED_CHUNKS = 0, 1


def read_request(
    labels: Mapping[str, str], start_seconds: int, end_seconds: int, answer_type: int
) -> bytes:
    """Return the body of a request for the series with these labels."""
    is_equal = unsigned(1, 0)
    matchers = [
        message(3, is_equal + message(2, name.encode()) + message(3, value.encode()))
        for name, value in labels.items()
    ]
    window = unsigned(1, start_seconds * 1000) + unsigned(2, end_seconds * 1000)
    query = message(1, window + b"".join(matchers))
    return stored(query + unsigned(2, answer_type))
