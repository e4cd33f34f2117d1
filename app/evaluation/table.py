"""Rows as a table in Markdown, aligned for those who read it in a shell."""

from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the table; the first row are its headings, the first column names."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:]))
    return "\n".join(_aligned(row, widths) for row in (rows[0], rule, *rows[1:]))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    cells = (
        first.ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
    )
    return f"| {' | '.join(cells)} |"
