"""How many bytes an answer has, by how Prometheus writes it as JSON."""

from collections.abc import Iterable

import promql_parser

from app.pipeline.parse import Expr, walk

_ENVELOPE_BYTES = 63
_SERIES_BYTES, POINT_BYTES = 23, 16
_ONLY_POINT_BYTES = 36
_LABELS_BYTES = 90  # where no series was seen
_COUNTED_CHARS, _COMPUTED_CHARS = 5, 17
# Their results are as short as the samples themselves.
_COUNTING = frozenset(
    "count_over_time present_over_time last_over_time first_over_time min_over_time max_over_time"
    " sum_over_time changes resets absent absent_over_time label_replace label_join sort sort_desc"
    " abs ceil floor round clamp clamp_min clamp_max timestamp".split()
)
_COMPUTING = frozenset({"avg", "stddev", "stdvar", "quantile"})


def answer_bytes(expr: Expr, series: int, labels_bytes: float, points: float) -> int:
    """Return about how many bytes so many series with so many points each take, on average."""
    chars = value_chars(expr)
    of_points: float = _ONLY_POINT_BYTES + chars
    if points > 1:
        of_points = _SERIES_BYTES + points * (POINT_BYTES + chars)
    return round(_ENVELOPE_BYTES + series * (labels_bytes + of_points))


def value_chars(expr: Expr) -> int:
    """Return how many digits a value has: few where it is counted, many where it is computed."""
    return _COMPUTED_CHARS if any(_computes(node) for node, _ in walk(expr)) else _COUNTED_CHARS


def labels_bytes(sets: Iterable[frozenset[tuple[str, str]]]) -> float:
    """Return how many bytes a label set takes on average."""
    sizes = [2 + sum(len(name) + len(value) + 6 for name, value in labels) for labels in sets]
    return sum(sizes) / len(sizes) if sizes else _LABELS_BYTES


def _computes(node: Expr) -> bool:
    match node:
        case promql_parser.Call():
            return node.func.name not in _COUNTING
        case promql_parser.AggregateExpr():
            return str(node.op) in _COMPUTING
        case promql_parser.BinaryExpr():
            return str(node.op) in ("/", "%", "^")
        case _:
            return False
