"""A query of the benchmark, and the shapes that queries have."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain import Window


class Shape(StrEnum):
    """What stands outermost in a query, as far as its cost goes by it."""

    SELECTOR = "selector"
    RANGE_FUNCTION = "range function"
    AGGREGATION = "aggregation of a selector"
    AGGREGATED_RATE = "aggregation of a range function"
    SCALAR_AND_VECTOR = "scalar and vector"
    VECTOR_AND_VECTOR = "vector and vector"
    SET_OPERATION = "and, or, unless"
    SUBQUERY = "subquery"
    SUBQUERY_OF_RATE = "subquery of a range function"
    HISTOGRAM_QUANTILE = "histogram_quantile"
    ABSENT = "absent"
    LABEL_REPLACE = "label_replace"
    LITERAL = "literal"
    MANY_AGGREGATED = "sum by over 100,000 series"
    MANY_RETURNED = "selector of 40,000 series"
    SHORT_LIVED = "series that come and go"


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL, the window it is asked for, and its shape."""

    shape: Shape
    promql: str
    window: Window
