"""Tells how recipes answered their test questions: a table, what is not there, what failed."""

from collections.abc import Iterable, Mapping, Sequence

from app.evaluation.recipes import Answered, AskedRecipe
from app.evaluation.table import table

_HEADINGS = ("recipes", "here", "not here", "questions", *map(str, Answered))


def text(asked: Mapping[str, Sequence[AskedRecipe]]) -> str:
    """Return the table, by file, with all that a reader has to know of single recipes."""
    everything = [each for of_file in asked.values() for each in of_file]
    rows = [_HEADINGS, *(_row(name, of_file) for name, of_file in asked.items())]
    if len(asked) > 1:
        rows.append(_row("all", everything))
    sections = (_lacking(everything), _without_series(everything), _failed(everything))
    return "\n\n".join([table(rows), *("\n".join(lines) for lines in sections if lines), ""])


def _row(name: str, asked: Sequence[AskedRecipe]) -> tuple[str, ...]:
    answers = [answer for each in asked for answer in each.answers]
    lacking = sum(bool(each.lacks) for each in asked)
    counts = (sum(answer.answered is kind for answer in answers) for kind in Answered)
    numbers = (len(asked) - lacking, lacking, len(answers), *counts)
    return (name, *map(str, numbers))


def _lacking(asked: Iterable[AskedRecipe]) -> list[str]:
    lines = [f"- {each.recipe.id} needs {', '.join(each.lacks)}" for each in asked if each.lacks]
    return [f"Not here, and not asked: {len(lines)}", *lines] if lines else []


def _without_series(asked: Iterable[AskedRecipe]) -> list[str]:
    found = [
        f"- {each.recipe.id}: {answer.question}"
        for each in asked
        for answer in each.answers
        if answer.answered is Answered.NOTHING_NOW
    ]
    return [f"Answered by it, and nothing is so now: {len(found)}", *found] if found else []


def _failed(asked: Iterable[AskedRecipe]) -> list[str]:
    failed = [(each.recipe.id, answer) for each in asked for answer in each.failures]
    lines = [f"Failed: {len(failed)}"]
    for name, answer in failed:
        lines += [f"- {name} ({answer.answered}): {answer.question}"]
        lines += [f"    expected: {answer.expected}"]
        lines += [f"    given: {answer.given}"] if answer.given else []
        lines += [f"    because: {answer.reason}"] if answer.reason else []
    return lines
