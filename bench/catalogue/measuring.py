"""All that is measured, one part after the other; a part that fails does not end the others."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from app.catalogue.catalogue import Catalogue
from app.catalogue.labels import Labels
from app.catalogue.snapshot import SnapshotError
from app.errors import ProxyError
from bench.catalogue.building import Built, build
from bench.catalogue.fake_prometheus import prometheus
from bench.catalogue.figures import Figure
from bench.catalogue.full_labels import FullLabels
from bench.catalogue.kept_labels import KeptLabels
from bench.catalogue.memory import memory_figures
from bench.catalogue.prompt_figures import Prompts, characters, tokens
from bench.catalogue.prompts import written
from bench.catalogue.recall import Outcome, catalogue_of, outcomes, recall
from bench.catalogue.report import described
from bench.catalogue.retrieval_data import families, questions
from bench.catalogue.searching import search_figures
from bench.catalogue.tokens import NoModelError, counting
from bench.catalogue.workers import RefusedError
from bench.catalogue.world import World, world
from bench.process_tree import EndedError
from scripts.processes import StartError

_FAILURES = (
    EndedError,
    HTTPException,
    NoModelError,
    OSError,
    ProxyError,
    RefusedError,
    SnapshotError,
    StartError,
)


@dataclass
class Measured:
    """What there is to tell."""

    world: str = ""
    figures: list[Figure] = field(default_factory=list)
    small: list[Outcome] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Measuring:
    """One run; what it makes lies in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._measured = Measured()

    def run(self) -> Measured:
        """Measure everything."""
        everything = world()
        with prometheus(everything) as url:
            built = self._build(url, everything)
            self._part("memory of a worker", lambda: self._memory(url))
        if built is not None:
            self._part("search", lambda: search_figures(_opened(built), questions()))
            self._part("prompts", lambda: self._prompts(built))
        self._part("retrieval", self._small)
        if built is not None:
            self._part("retrieval at large", lambda: self._large(_opened(built)))
        return self._measured

    def _part(self, name: str, measure: Callable[[], Iterable[Figure]]) -> None:
        sys.stderr.write(f"bench: {name} …\n")
        try:
            for figure in measure():
                self._measured.figures.append(figure)
        except _FAILURES as error:
            self._measured.failures.append(f"{name}: {error}")

    def _build(self, url: str, everything: World) -> Built | None:
        made: list[Built] = []

        def figures() -> Iterator[Figure]:
            made.append(build(url, self._folder))
            yield from made[0].figures

        self._part("build", figures)
        if not made:
            return None
        about, words = made[0].snapshot.about, len(made[0].snapshot.index.lexicon.words)
        self._measured.world = described(len(everything.families), about.names, words)
        return made[0]

    def _memory(self, url: str) -> Iterator[Figure]:
        return memory_figures(url, self._folder / "service", questions())

    def _prompts(self, built: Built) -> Iterator[Figure]:
        short = Prompts("short values of labels", list(written(_opened(built), questions())))
        full = _opened(built, FullLabels())
        long = Prompts("labels of eight pods", list(written(full, questions())))
        yield from characters((short, long))
        with counting() as count:
            yield from tokens((short, long), count)

    def _small(self) -> Iterator[Figure]:
        self._measured.small = outcomes(catalogue_of(families()), questions())
        yield recall(f"retrieval: of {len(families())} families", self._measured.small)

    def _large(self, catalogue: Catalogue) -> Iterator[Figure]:
        found = outcomes(catalogue, questions())
        yield recall(f"retrieval: of {catalogue.index.size:,} families", found)


def _opened(built: Built, labels: Labels | None = None) -> Catalogue:
    snapshot = built.snapshot
    labels = labels or KeptLabels.of_families(families())
    return Catalogue(snapshot.names, snapshot.index, labels, snapshot.about.fetched_at)
