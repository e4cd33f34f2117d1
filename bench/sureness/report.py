"""The table: at each threshold, how many questions are answered, and how many of those right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.sureness.answers import Answer

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers to one set of questions; where not `answerable`, none of them should be."""

    name: str
    answers: Sequence[Answer]
    answerable: bool = True


def table(measured: Sequence[Measured]) -> str:
    """Return a row a threshold in Markdown."""
    headings = ["sure"]
    for each in measured:
        size = len(each.answers)
        headings += [f"{each.name} ({size}): answered"]
        headings += ["right of those"] if each.answerable else []
    rows = [headings, *([f"{least:.2f}", *_cells(measured, least)] for least in THRESHOLDS)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "|".join("-" * (width + 1) + ":" for width in widths)
    lines = [
        f"| {' | '.join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def misses(measured: Sequence[Measured], least: float) -> str:
    """Return a line for each answer that is surer than it should be."""
    wrong = [
        (each.name, answer)
        for each in measured
        for answer in each.answers
        if answer.sureness >= least and not answer.is_right
    ]
    wrong.sort(key=lambda pair: -pair[1].sureness)
    lines = (
        f"- {answer.sureness:.2f} {name}: {answer.question}\n    given: {answer.promql}"
        for name, answer in wrong
    )
    return "\n".join([f"Sure and wrong at {least:.2f}: {len(wrong)}", *lines])


def _cells(measured: Sequence[Measured], least: float) -> list[str]:
    cells: list[str] = []
    for each in measured:
        sure = [answer for answer in each.answers if answer.sureness >= least]
        if not each.answerable:
            cells.append(str(len(sure)))
            continue
        cells.append(_percent(len(sure), len(each.answers)))
        cells.append(_percent(sum(answer.is_right for answer in sure), len(sure)))
    return cells


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
