"""Whether the upstream that is configured is this very server."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit


def points_at(url: str, listening: Iterable[object]) -> bool:
    """Say whether `url` leads to one of the addresses that this server listens on.

    `listening` are addresses as sockets tell them; those of Unix sockets are none for a URL. A
    loop through another machine is not seen.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ours = [address[0] for address in listening if isinstance(address, tuple) if address[1] == port]
    return bool(ours) and any(
        host in ours or (_is_everywhere(ours) and _is_local(host))
        for host in _resolved(parts.hostname or "")
    )


def _resolved(host: str) -> set[str]:
    try:
        return {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return set()


def _is_everywhere(hosts: Iterable[str]) -> bool:
    return any(host in ("0.0.0.0", "::") for host in hosts)  # noqa: S104 - no socket is bound to it


def _is_local(host: str) -> bool:
    """Say whether an address is one of this machine's: only those can be bound to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True
