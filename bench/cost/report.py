"""The estimates beside what was so: a table in Markdown, and the queries that it is wrong about."""

from collections.abc import Sequence

from app.domain import Window
from bench.cost.blocks import Filled
from bench.cost.comparison import Outcome, by_shape, median_ratio, near, worst_ratio
from bench.cost.targets import START

_NONE = "–"
_HEADINGS = (
    *("shape", "queries", "touched", "peak", "bytes", "series"),
    *("median ratio", "worst ratio"),
)

LEGEND = """\
- touched, peak, bytes, series: of how many queries the estimate is within a factor of 2 of what
  Prometheus tells of them: samples touched (`totalQueryableSamples`), the most samples in memory at
  a time (`peakSamples`), bytes of the answer, series in the answer. An unknown estimate is not; an
  estimate of up to 100 is where there was nothing.
- ratio: of samples touched, estimated / actual; the worst one is farthest from 1.\
"""


def world(filled: Filled, version: str) -> str:
    """Return the line that tells what is asked."""
    return (
        f"Prometheus {version}, {filled.series:,} series, {filled.samples:,} samples in two hours"
        f" (most are scraped every 15 s), written in {filled.seconds:.0f} s"
    )


def table(outcomes: Sequence[Outcome]) -> str:
    """Return a row a shape and one of all, the columns aligned for people who read it as text."""
    rows = [
        _HEADINGS,
        *(_row(shape, of_shape) for shape, of_shape in by_shape(outcomes).items()),
        _row("total", outcomes),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:]))
    return "\n".join(_aligned(row, widths) for row in (rows[0], rule, *rows[1:]))


def misses(outcomes: Sequence[Outcome]) -> str:
    """Return a line for each query whose estimate of samples touched is not near."""
    missed = [outcome for outcome in outcomes if not outcome.touched.is_near]
    return "\n".join([f"Misses of samples touched: {len(missed)}", *map(_miss, missed)])


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    touched = [outcome.touched for outcome in outcomes]
    return (
        *(name, str(len(outcomes)), str(near(touched))),
        str(near(outcome.peak for outcome in outcomes)),
        str(near(outcome.answer for outcome in outcomes)),
        str(near(outcome.series for outcome in outcomes)),
        *(_ratio(median_ratio(touched)), _ratio(worst_ratio(touched))),
    )


def _miss(outcome: Outcome) -> str:
    touched = outcome.touched
    estimated = "unknown" if touched.estimated is None else f"{touched.estimated:,.0f}"
    return (
        f"- `{outcome.query.promql}`, {_window(outcome.query.window)}:"
        f" {touched.actual:,} actual, {estimated} estimated"
    )


def _window(window: Window) -> str:
    """Return the times as seconds after the first sample."""
    start, end = window.start_seconds - START, window.end_seconds - START
    if window.step_seconds is None:
        return f"at {end:g}"
    return f"{start:g} to {end:g} step {window.step_seconds:g}"


def _ratio(ratio: float | None) -> str:
    return _NONE if ratio is None else f"{ratio:,.2f}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    cells = (
        first.ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
    )
    return f"| {' | '.join(cells)} |"
