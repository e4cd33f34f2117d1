"""The queries: two hundred of all shapes, the same in every run, and those of unusual series."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from app.domain import Window
from bench.cost import pairs, vectors
from bench.cost.draft import Draft
from bench.cost.metrics import FLOW_BYTES, SESSION_INFO, STEP_SECONDS
from bench.cost.query import Query, Shape
from bench.cost.targets import END, START
from bench.cost.windows import window

_SEED = 20231114

_WRITERS: Mapping[Shape, tuple[int, Callable[[Random], Draft]]] = {
    Shape.SELECTOR: (24, vectors.selected),
    Shape.RANGE_FUNCTION: (28, vectors.range_function),
    Shape.AGGREGATION: (24, vectors.aggregation),
    Shape.AGGREGATED_RATE: (24, vectors.aggregated_rate),
    Shape.SCALAR_AND_VECTOR: (16, pairs.scalar_and_vector),
    Shape.VECTOR_AND_VECTOR: (20, pairs.vector_and_vector),
    Shape.SET_OPERATION: (14, pairs.set_operation),
    Shape.SUBQUERY: (14, vectors.subquery),
    Shape.SUBQUERY_OF_RATE: (12, vectors.subquery_of_rate),
    Shape.HISTOGRAM_QUANTILE: (10, vectors.histogram_quantile),
    Shape.ABSENT: (5, vectors.absent),
    Shape.LABEL_REPLACE: (5, vectors.label_replace),
    Shape.LITERAL: (4, vectors.literal),
}
# Their few samples lie in the last quarter of an hour.
_LATE = Window(END - 10, END - 10)
_ALL = Window(START, END - 10, 60)
_LAST_HOUR = Window(END - 3610, END - 10, 30)


def queries() -> Iterator[Query]:
    """Yield the two hundred, shape by shape."""
    random = Random(_SEED)  # noqa: S311 - the same in every run, and no secret
    for shape, (count, write) in _WRITERS.items():
        for _ in range(count):
            draft = write(random)
            yield Query(shape, draft.promql, window(random, draft.reach_seconds))


def of_many_series() -> Iterator[Query]:
    """Yield a cheap query and a dear one that touch a hundred thousand and 40,000 series."""
    yield Query(Shape.MANY_AGGREGATED, f"sum by (instance)({FLOW_BYTES.name})", _LATE)
    yield Query(Shape.MANY_RETURNED, SESSION_INFO.name, _LATE)


def of_short_lived_series() -> Iterator[Query]:
    """Yield queries over 15,000 series of which 2,500 are there at any one time."""
    name = STEP_SECONDS.name
    for promql, asked in (
        (name, _ALL),
        (name, _LAST_HOUR),
        (name, _LATE),
        (f"rate({name}[5m])", _ALL),
        (f"increase({name}[2h])", _LATE),
        (f"sum by (pod) (rate({name}[5m]))", _ALL),
        (f"sum by (namespace) (rate({name}[5m]))", _ALL),
        (f"sum(rate({name}[5m]))", _LAST_HOUR),
        (f"max_over_time(sum by (pod) ({name})[1h:1m])", _LATE),
    ):
        yield Query(Shape.SHORT_LIVED, promql, asked)
