"""The results as one table in Markdown, and what its columns mean."""

from collections.abc import Iterator, Sequence

from bench.figures import Figures
from bench.load import Load
from bench.rounds import Result
from bench.ways import DIRECT, NGINX

_NONE = "–"
_HEADINGS = (
    *("request", "connections", "way"),
    *("requests/s", "of direct", "of nginx", "p50 ms", "over direct ms", "p99 ms"),
    *("errors", "CPU µs", "memory MB"),
)
_TEXT_COLUMNS = {0, 2}

LEGEND = """\
- way: `direct` asks Prometheus itself; `nginx` (2 workers) and `proxy` (gunicorn, 2 workers) stand
  before that same Prometheus.
- requests/s: answers a second in the median round; `of direct` and `of nginx` are what part of
  theirs that is (1.00: as many).
- p50, p99: half, and 99 in 100, of the answers took at most so many milliseconds; `over direct` is
  p50 less that of `direct`. Of the range query, one download at a time is timed to its last byte.
- errors: sockets that failed or timed out, answers other than 2xx and 3xx, in all rounds.
- CPU: processor time a request of the way's own processes, in microseconds over all rounds. Of
  `direct` that is Prometheus' time, which is not in that of the others.
- memory: by how much the resident memory of one process of the way grew in a round at most, in MB.\
"""


def table(results: Sequence[Result]) -> str:
    """Return the table, its columns aligned for people who read it as text."""
    rows = [_HEADINGS, *(row for result in results for row in _rows(result))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = [
        "-" * width if column in _TEXT_COLUMNS else "-" * (width - 1) + ":"
        for column, width in enumerate(widths)
    ]
    lines = [_aligned(row, widths) for row in rows]
    return "\n".join([lines[0], f"| {' | '.join(rule)} |", *lines[1:]])


def disturbed(percent: float) -> str:
    """Return the line that tells whether the machine was quiet."""
    return (
        f"- Other programs and the hypervisor took {percent:.0f} % of the processors meanwhile; on"
        " a quiet machine that is near 0."
    )


def _rows(result: Result) -> Iterator[tuple[str, ...]]:
    for way, figures in result.figures.items():
        yield (
            *(result.name, str(result.connections), way),
            *_cells(figures, result.figures[DIRECT], result.figures[NGINX]),
        )


def _cells(figures: Figures, direct: Figures, nginx: Figures) -> Iterator[str]:
    load = figures.load
    yield _number(load.requests_per_second)
    yield _part(load, direct.load, compared=figures is not direct)
    yield _part(load, nginx.load, compared=figures is not direct and figures is not nginx)
    yield _number(load.p50_ms)
    yield _NONE if figures is direct else _number(load.p50_ms - direct.load.p50_ms)
    yield _number(load.p99_ms)
    yield f"{load.errors:,}"
    yield _number(figures.cpu_us)
    yield f"{figures.memory_mb:,.1f}"


def _part(load: Load, of: Load, *, compared: bool) -> str:
    if not compared or not of.requests_per_second:
        return _NONE
    return f"{load.requests_per_second / of.requests_per_second:.2f}"


def _number(value: float | None) -> str:
    """Return three digits or more."""
    if value is None:
        return _NONE
    size = abs(value)
    return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.ljust(width) if column in _TEXT_COLUMNS else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join(cells)} |"
