"""What evaluating an expression takes, and what computing it from its arguments adds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.pipeline.cost.label_sets import ALL, WITHOUT_NAME, Labels, LabelSets
from app.pipeline.cost.probe import Seen

ONE: LabelSets = frozenset({frozenset()})


@dataclass(frozen=True, slots=True)
class Steps:
    """At how many times an expression is evaluated, over how many seconds."""

    count: int
    span_seconds: float

    def inside(self, range_seconds: float, step_seconds: float, *, closed: bool) -> "Steps":
        """Return the steps of a subquery; those of closed windows include the very beginning."""
        span = self.span_seconds + range_seconds
        return Steps(max(1, int(span // step_seconds) + closed), span)


@dataclass(frozen=True, slots=True)
class Load:
    """What an expression takes: series of the result, samples touched, most samples held at once.

    `bound` is the most series the result may have where `series` is not known. `sets` are the
    result's label sets, where known; else it carries those labels of the selector `source` that
    are in `kept`. `presence` is the share of the series that is there at any one step. `inside` are
    samples touched within subqueries, which Prometheus does not count as touched.
    """

    series: int | None
    bound: int
    touched: float
    peak: float
    sets: LabelSets | None = None
    source: str | None = None
    kept: Labels = ALL
    presence: float = 1.0
    inside: float = 0.0

    @property
    def read(self) -> float:
        """Return all samples that are touched, those within subqueries too."""
        return self.touched + self.inside

    def held(self, steps: Steps) -> float:
        """Return how many samples the result is."""
        return (self.bound if self.series is None else self.series) * self.presence * steps.count


class Known(Protocol):
    """What was found out about the selectors of a query."""

    @property
    def default_step_seconds(self) -> float:
        """The step of a subquery that names none."""
        ...

    @property
    def before_3(self) -> bool:
        """Whether the server is a Prometheus before 3.0, which evaluates otherwise."""
        ...

    def seen(self, selector: str) -> Seen:
        """Return what a selector matches."""
        ...

    def interval_seconds(self, selector: str) -> float:
        """Return how far its samples lie apart."""
        ...

    def groups(self, selector: str, labels: Labels) -> int | None:
        """Return into how many groups labels divide what it matches."""
        ...

    def groups_at_once(self, selector: str, labels: Labels) -> int | None:
        """Return how many of these groups are there at any one time."""
        ...


def over(arguments: Sequence[Load], result: Load, steps: Steps) -> Load:
    """Return what computing a result from its arguments takes."""
    held = peak = 0.0
    for argument in arguments:
        peak = max(peak, held + argument.peak)
        held += argument.held(steps)
    one_step = held / steps.count
    peak = max(peak, held + result.held(steps) + one_step)
    return replace(
        result,
        touched=sum(a.touched for a in arguments),
        peak=peak,
        inside=sum(a.inside for a in arguments),
    )


def single() -> Load:
    """Return the load of one series, to be put over its arguments."""
    return Load(1, 1, 0, 0, ONE)


def with_sets(sets: LabelSets) -> Load:
    """Return the load of series with these labels, to be put over its arguments."""
    return Load(len(sets), len(sets), 0, 0, sets)


def unnamed(load: Load) -> Load:
    """Return the same without the name of the metric."""
    return load if load.sets is None else replace(load, sets=WITHOUT_NAME.kept(load.sets))
