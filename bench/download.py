"""Downloads one large answer, and throws it away as it comes."""

import socket
import time
from urllib.parse import urlsplit

from bench.load import Load

_BUFFER_BYTES = 256 * 1024
_TIMEOUT_SECONDS = 120


def download(url: str, at_least_bytes: int) -> Load:
    """Return how one download went: an error where it failed, or ended too early."""
    started = time.monotonic()
    try:
        is_whole = _read(url) >= at_least_bytes
    except OSError:
        is_whole = False
    seconds = time.monotonic() - started
    return Load(
        requests=1,
        requests_per_second=1 / seconds,
        p50_ms=seconds * 1000,
        p99_ms=None,
        errors=0 if is_whole else 1,
    )


def _read(url: str) -> int:
    """Return how many bytes came with status 200, head and framing included; else 0."""
    parts = urlsplit(url)
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    buffer = bytearray(_BUFFER_BYTES)
    with socket.create_connection((parts.hostname, parts.port), _TIMEOUT_SECONDS) as connection:
        connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
        total = count = connection.recv_into(buffer)
        is_ok = buffer.startswith(b"HTTP/1.1 200 ")
        while count:
            count = connection.recv_into(buffer)
            total += count
    return total if is_ok else 0
