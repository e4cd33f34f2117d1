"""Where a query's selectors stand, and at what times each of them looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import promql_parser

from app.domain import Window
from app.pipeline.parse import Expr, metric_name, selector_text, walk

_ABSENCE = frozenset({"absent", "absent_over_time"})


@dataclass(frozen=True, slots=True)
class Reach:
    """A vector selector, what stands around it (outermost first), and the times it looks at.

    `window` is the request's own, moved by offsets and `@` and widened by ranges and subqueries.
    """

    selector: Expr
    ancestors: tuple[Expr, ...]
    window: Window

    @property
    def text(self) -> str:
        """Return the selector as text, without range, offset and `@`."""
        return selector_text(self.selector)

    @property
    def asks_absence(self) -> bool:
        """Say whether the query asks for exactly this not to be there."""
        return any(
            isinstance(node, promql_parser.Call) and node.func.name in _ABSENCE
            for node in self.ancestors
        )

    @property
    def metric(self) -> str | None:
        """Return the exact name of its metric, None where it names none."""
        return metric_name(self.selector)


def reaches(expr: Expr, window: Window) -> Iterator[Reach]:
    """Yield every vector selector of a query, in the order in which they stand."""
    for node, ancestors in walk(expr):
        if isinstance(node, promql_parser.VectorSelector):
            yield Reach(node, ancestors, _window(node, ancestors, window))


def seconds(duration: timedelta | None) -> float:
    """Return a duration of the parser in seconds, 0 where there is none."""
    return duration.total_seconds() if duration is not None else 0.0


def _window(selector: Expr, ancestors: tuple[Expr, ...], asked: Window) -> Window:
    window = asked
    for node in ancestors:
        if isinstance(node, promql_parser.SubqueryExpr):
            window = _widened(_moved(node, window, asked), seconds(node.range))
    window = _moved(selector, window, asked)
    inside = ancestors[-1] if ancestors else None
    if isinstance(inside, promql_parser.MatrixSelector):
        window = _widened(window, seconds(inside.range))
    return window


def _moved(node: Expr, window: Window, asked: Window) -> Window:
    fixed = _fixed_at(node.at, asked)
    start, end = (window.start_seconds, window.end_seconds) if fixed is None else (fixed, fixed)
    offset = seconds(node.offset)
    return Window(start - offset, end - offset, window.step_seconds)


def _fixed_at(at: Expr | None, asked: Window) -> float | None:
    if at is None:
        return None
    if at.type == promql_parser.AtModifierType.Start:
        return asked.start_seconds
    if at.type == promql_parser.AtModifierType.End:
        return asked.end_seconds
    return float(at.at.timestamp())


def _widened(window: Window, range_seconds: float) -> Window:
    return Window(window.start_seconds - range_seconds, window.end_seconds, window.step_seconds)
