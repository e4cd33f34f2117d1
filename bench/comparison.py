"""Compares the ways, one request after the other."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench import wrk
from bench.cases import LARGE, REPEATED, Case
from bench.download import download
from bench.load import Load
from bench.rounds import Result, interleaved
from bench.ways import Way
from scripts.processes import fetch

_WARM_UP_REQUESTS = 20
# A download is over in less than a second: we can afford some more of them.
_MORE_DOWNLOADS = 2


class DifferentError(Exception):
    """A way answers something else than Prometheus does: there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often and how long each way is asked; the first way is the direct one."""

    wrk: str
    ways: Sequence[Way]
    seconds: int
    rounds: int

    def results(self) -> Iterator[Result]:
        """Yield the result of each request; raises `DifferentError` and what rounds raise."""
        for case in REPEATED:
            self._warm_up(case)
            yield self._repeated(case)
        yield self._large()

    def _warm_up(self, case: Case) -> None:
        expected = fetch(self.ways[0].server.url + case.target)
        for way in self.ways:
            for _ in range(_WARM_UP_REQUESTS):
                if fetch(way.server.url + case.target) != expected:
                    raise DifferentError(f"{way.name} changes the answer to {case.target}")

    def _repeated(self, case: Case) -> Result:
        def send(way: Way) -> Load:
            return wrk.run(self.wrk, way.server.url, case, self.seconds)

        _tell(case.name, case.connections)
        return Result(case.name, case.connections, interleaved(self.ways, self.rounds, send))

    def _large(self) -> Result:
        size = len(fetch(self.ways[0].server.url + LARGE))
        name = f"range query, {size / 1e6:.0f} MB"

        def send(way: Way) -> Load:
            return download(way.server.url + LARGE, size)

        _tell(name, connections=1)
        return Result(name, 1, interleaved(self.ways, self.rounds + _MORE_DOWNLOADS, send))


def _tell(name: str, connections: int) -> None:
    sys.stderr.write(f"bench: {name}, {connections} at once …\n")
