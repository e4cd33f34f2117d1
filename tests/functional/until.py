"""Waits for what happens beside a test."""

import time
from collections.abc import Callable

STUCK_SECONDS = 10.0


def until(is_true: Callable[[], bool]) -> None:
    """Return as soon as it is true; fails where it does not come to be."""
    end = time.monotonic() + STUCK_SECONDS
    while not is_true():
        assert time.monotonic() < end, f"not so in {STUCK_SECONDS:.0f} s"
        time.sleep(0.01)
