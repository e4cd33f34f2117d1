"""Of how many questions the metrics that answer them are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.retrieve import retrieve
from app.question import ask
from bench.catalogue.figures import Figure
from bench.catalogue.kept_labels import KeptLabels
from bench.catalogue.retrieval_data import Family, Wanted

_FIRST = 10
_SECONDS = 30.0
_LEAST_PERCENT = 95.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, and the families that were found for it, best first."""

    wanted: Wanted
    found: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Say whether the first of them are enough."""
        return self.wanted.is_met(self.found[:_FIRST])


def catalogue_of(families: Sequence[Family]) -> Catalogue:
    """Return a catalogue in memory."""
    metrics = (family.metric for family in families)
    return Catalogue.of(metrics, labels=KeptLabels.of_families(families))


def outcomes(catalogue: Catalogue, questions: Iterable[Wanted]) -> list[Outcome]:
    """Return what is found for each question."""
    return [Outcome(wanted, _found(catalogue, wanted)) for wanted in questions]


def recall(name: str, found: Sequence[Outcome]) -> Figure:
    """Return the part of the questions that can be answered from what was found."""
    met = sum(outcome.is_met for outcome in found)
    return Figure(name, met / len(found) * 100, "%", at_least=_LEAST_PERCENT)


def _found(catalogue: Catalogue, wanted: Wanted) -> tuple[str, ...]:
    matches = retrieve(ask("", wanted.question), catalogue, Deadline.after(_SECONDS))
    return tuple(match.metric.name for match in matches)
