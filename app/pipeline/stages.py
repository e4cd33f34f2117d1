"""How long the stages of a translation took."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Stages:
    """Adds up the milliseconds of each stage; for one translation, in one thread."""

    def __init__(self) -> None:
        self._milliseconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what goes on inside as a part of this stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            took = (time.perf_counter() - began) * 1000
            self._milliseconds[name] = self._milliseconds.get(name, 0.0) + took

    @property
    def milliseconds(self) -> Mapping[str, float]:
        """Return what each stage took so far."""
        return dict(self._milliseconds)
