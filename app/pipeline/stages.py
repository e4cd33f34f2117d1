"""How long the stages of a translation took."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


class Stages:
    """Adds up the milliseconds of each stage; for one translation, in one thread.

    A stage within another is not a part of the other.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._milliseconds: dict[str, float] = {}
        self._within = [0.0]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what goes on inside as a part of this stage."""
        began = self._clock()
        self._within.append(0.0)
        try:
            yield
        finally:
            took = (self._clock() - began) * 1000
            own = took - self._within.pop()
            self._within[-1] += took
            self._milliseconds[name] = self._milliseconds.get(name, 0.0) + own

    @property
    def milliseconds(self) -> Mapping[str, float]:
        """Return what each stage took so far."""
        return dict(self._milliseconds)
