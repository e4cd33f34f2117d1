"""Waiting inside a receive: one system call where a poll before it makes two.

Each system call lets go of Python's lock, and with many threads taking it back is what costs.
"""

import socket
import struct


def set_receive_timeout(sock: socket.socket, seconds: float) -> None:
    """Let a blocking `recv` of this socket raise `BlockingIOError` after so long, see socket(7).

    Python's own `settimeout` polls before it receives.
    """
    whole, fraction = divmod(seconds, 1)
    timeval = struct.pack("@ll", int(whole), int(fraction * 1e6))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)
