"""Writes the fields of a protocol buffer message."""

import struct


def varint(value: int) -> bytes:
    """Return an unsigned number, seven bits a byte, the lowest first."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def unsigned(field: int, value: int) -> bytes:
    """Return a field of type uint32, uint64, int64 (not negative) or enum."""
    return varint(field << 3) + varint(value)


def signed(field: int, value: int) -> bytes:
    """Return a field of type sint32 or sint64."""
    return unsigned(field, _zigzag(value))


def double(field: int, value: float) -> bytes:
    """Return a field of type double."""
    return varint(field << 3 | 1) + struct.pack("<d", value)


def message(field: int, encoded: bytes) -> bytes:
    """Return a field that holds bytes, a string in UTF-8 or an encoded message."""
    return varint(field << 3 | 2) + varint(len(encoded)) + encoded


def packed_signed(field: int, values: list[int]) -> bytes:
    """Return a repeated field of type sint64."""
    return message(field, b"".join(varint(_zigzag(value)) for value in values)) if values else b""


def packed_double(field: int, values: tuple[float, ...]) -> bytes:
    """Return a repeated field of type double."""
    return message(field, struct.pack(f"<{len(values)}d", *values)) if values else b""


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1
