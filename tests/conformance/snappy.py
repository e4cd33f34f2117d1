"""Snappy's block format around bytes that stay as they are: nothing needs to be smaller."""

from tests.conformance.protobuf import varint

_LITERAL_WITH_FOUR_LENGTH_BYTES = 63 << 2


def stored(content: bytes) -> bytes:
    """Return the block that unpacks to `content`, which is not empty."""
    length = (len(content) - 1).to_bytes(4, "little")
    return varint(len(content)) + bytes([_LITERAL_WITH_FOUR_LENGTH_BYTES]) + length + content
