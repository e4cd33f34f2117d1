"""A point in time after which nobody waits any more."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock; handed down so that every wait is bounded by it."""

    at_monotonic: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the moment `seconds` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def remaining_seconds(self) -> float:
        """Return what is left, never below zero."""
        return max(0.0, self.at_monotonic - time.monotonic())

    @property
    def passed(self) -> bool:
        """Say whether nothing is left."""
        return self.remaining_seconds <= 0

    def at_most(self, seconds: float) -> "Deadline":
        """Return the earlier of this deadline and `seconds` from now."""
        return Deadline(min(self.at_monotonic, time.monotonic() + seconds))
