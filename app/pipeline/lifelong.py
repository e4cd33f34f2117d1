"""What is worked out once for an object, and kept as long as the object lives."""

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar, cast

T = TypeVar("T")
V = TypeVar("V")


class Lifelong(Generic[T, V]):
    """One value for each object, by identity; safe to share between threads.

    The value must not hold the object, which would then never go. For objects that cannot be
    referred to weakly it is worked out each time.
    """

    def __init__(self, work_out: Callable[[T], V]) -> None:
        self._work_out = work_out
        self._kept: dict[int, V] = {}
        self._lock = threading.Lock()

    def of(self, thing: T) -> V:
        """Return the value for an object; two threads at first may both work it out."""
        key = id(thing)
        if key in self._kept:
            return cast("V", self._kept.get(key))
        value = self._work_out(thing)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            try:
                # Called before another object can have this identity.
                weakref.finalize(thing, self._kept.pop, key, None).atexit = False
            except TypeError:
                return value
            self._kept[key] = value
        return value

    def __len__(self) -> int:
        """Return for how many living objects a value is kept."""
        return len(self._kept)
