"""Answers as small tables of text."""

from collections.abc import Mapping, Sequence

from scripts.grafana import Series

_MAX_ROWS = 8


def table(instant: Sequence[Series], ranged: Sequence[Series]) -> list[str]:
    """Return lines: labels, the value now, and the lowest and highest of the range."""
    names = sorted({name for one in instant for name in one.labels if name != "__name__"})
    lines = {_key(one.labels): one.values for one in ranged}
    rows = [
        [*(one.labels.get(name, "") for name in names), number(one.values[-1]), *_span(lines, one)]
        for one in instant[:_MAX_ROWS]
    ]
    drawn = _aligned([[*names, "now", "lowest", "highest", "points"], *rows], len(names))
    left_out = len(instant) - len(rows)
    return [*drawn, *([f"… and {left_out} more"] if left_out else [])]


def number(value: float) -> str:
    """Return a value with the digits that a reader needs."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def _span(lines: Mapping[frozenset[tuple[str, str]], Sequence[float]], one: Series) -> list[str]:
    values = lines.get(_key(one.labels))
    return [number(min(values)), number(max(values)), str(len(values))] if values else ["", "", "0"]


def _key(labels: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(labels.items())


def _aligned(rows: Sequence[Sequence[str]], text_columns: int) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths, text_columns)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int], text_columns: int) -> list[str]:
    """Pad the cells: labels to the left, numbers to the right."""
    padded = zip(row, widths, strict=True)
    return [
        cell.ljust(width) if column < text_columns else cell.rjust(width)
        for column, (cell, width) in enumerate(padded)
    ]
