"""The figures as one table in Markdown, and the questions whose metrics are not found."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

from bench.catalogue.figures import Figure
from bench.catalogue.recall import Outcome

_NONE = "–"
_HEADINGS = ("figure", "measured", "to reach", "reached")
_TEXT_COLUMNS = {0, 3}
_REACHED = {True: "yes", False: "no", None: _NONE}
_SHOWN = 3

LEGEND = """\
- build: of a child process of the service, median of 3; fetch and index alone leave out the start
  of that process, and its being nice to others.
- search: for the words that retrieval searches for, 60 families; retrieve: the whole retrieval.
- worker: the resident memory (VmRSS, mapped files included) of the larger of two.
- prompt: the largest over all questions, instructions included, for a model on this host; the last
  attempt follows two refused ones, long and with a long problem each, and rejections. Labels have
  one value of one letter, or else all series have the 12 labels of eight pods, with hashes in them.
  Tokens are those of the small model of the tests, which takes one for each digit.
- retrieval: of how many questions the metrics that answer them are among the first 10.\
"""


def described(families: int, names: int, words: int) -> str:
    """Return the line that tells what was measured, and where."""
    return (
        f"{families:,} families, {names:,} names of series, {words:,} words;"
        f" {len(os.sched_getaffinity(0))} cores ({platform.machine()}),"
        f" Python {platform.python_version()}, tantivy {version('tantivy')}"
    )


def table(figures: Sequence[Figure]) -> str:
    """Return a row a figure, the columns aligned for people who read it as text."""
    rows = [_HEADINGS, *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = [
        "-" * width if column in _TEXT_COLUMNS else "-" * (width - 1) + ":"
        for column, width in enumerate(widths)
    ]
    return "\n".join(
        [_aligned(rows[0], widths), f"| {' | '.join(rule)} |"]
        + [_aligned(row, widths) for row in rows[1:]]
    )


def failures(of_parts: Sequence[str]) -> str:
    """Return a line for each part that could not be measured."""
    return "\n".join(f"- Not measured: {failure}" for failure in of_parts)


def misses(title: str, outcomes: Sequence[Outcome]) -> str:
    """Return a line for each question whose metrics are not found."""
    missed = [outcome for outcome in outcomes if not outcome.is_met]
    return "\n".join([f"{title}: {len(missed)}", *map(_miss, missed)])


def _row(figure: Figure) -> tuple[str, ...]:
    bounds = ((figure.at_most, "≤"), (figure.at_least, "≥"))
    to_reach = [
        f"{sign} {bound:,.15g} {figure.unit}".rstrip()
        for bound, sign in bounds
        if bound is not None
    ]
    return (
        figure.name,
        f"{_number(figure.value)} {figure.unit}".rstrip(),
        " ".join(to_reach) or _NONE,
        _REACHED[figure.reached],
    )


def _miss(outcome: Outcome) -> str:
    wanted = (" and " if outcome.wanted.all else " or ").join(outcome.wanted.metrics)
    found = ", ".join(outcome.found[:_SHOWN]) or "nothing"
    return f"- {outcome.wanted.question}: {wanted}; found {found}"


def _number(value: float) -> str:
    """Return three digits or more."""
    size = abs(value)
    return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.ljust(width) if column in _TEXT_COLUMNS else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join(cells)} |"
