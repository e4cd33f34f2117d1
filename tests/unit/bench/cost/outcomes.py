"""Outcomes to compare and to print."""

from app.domain import Window
from bench.cost.asked import Actual
from bench.cost.comparison import Outcome
from bench.cost.estimated import Estimate
from bench.cost.query import Query, Shape
from bench.cost.targets import START

UNKNOWN = Estimate()


def outcome(
    shape: Shape, actual: int, estimate: Estimate, promql: str = "up", step: float | None = None
) -> Outcome:
    window = Window(START + 600, START + (600 if step is None else 1500), step)
    return Outcome(Query(shape, promql, window), Actual(actual, actual, actual, actual), estimate)
