"""Checks the questions in a world that is up: what every query of theirs gives."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.world.agreement import agree
from bench.world.asking import Line, RefusedError, ask, metric_names
from bench.world.questions import CATEGORIES, Question, Set, questions
from bench.world.state import State
from bench.world.weakening import weakened

# Their values are 1, 0 or a count by nature: what tells is which series there are.
_LABELS_TELL = {"state", "threshold", "absent", "count"}
# A threshold or a rank must not hang on the window of a rate that is free to choose.
_CHOOSING = {"threshold", "top", "join"}
_WINDOWS = ("1m", "2m", "10m")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a question; `is_wrong` where the question must be put right."""

    id: str
    text: str
    is_wrong: bool


def report(state: State) -> tuple[str, bool]:
    """Return findings and a table for people, and whether nothing is wrong."""
    names = metric_names(state)
    findings = [found for one in questions() for found in check(one, state, names)]
    wrong = [found for found in findings if found.is_wrong]
    told = [
        f"{'wrong' if found.is_wrong else 'weak '}  {found.id}: {found.text}" for found in findings
    ]
    summary = f"{len(questions())} questions, {len(wrong)} wrong, {len(findings) - len(wrong)} weak"
    return "\n".join([*told, "", *_table(), "", summary, ""]), not wrong


def check(question: Question, state: State, names: Sequence[str]) -> Iterator[Finding]:
    """Yield what is wrong or weak about a question."""
    if not question.answerable:
        lacks = question.lacks or r"(?!)"
        if met := [name for name in names if re.search(lacks, name)]:
            yield Finding(question.id, f"there is {', '.join(met[:5])}", True)
        return
    try:
        gold = ask(state, question.gold, question.mode)
    except RefusedError as error:
        yield Finding(question.id, f"gold: {error}", True)
        return
    yield from _about_gold(question, gold)
    for query in (*question.alternates, *question.readings):
        yield from _about_other(question, query, gold, state)
    yield from _about_windows(question, gold, state)
    for left_out, query in weakened(question.gold):
        yield from _about_weakened(question, left_out, query, gold, state)


def _about_gold(question: Question, gold: Sequence[Line]) -> Iterator[Finding]:
    if not gold and not question.empty_ok:
        yield Finding(question.id, "gold: nothing", True)
    values = [value for line in gold for _, value in line.points]
    if any(map(math.isnan, values)):
        yield Finding(question.id, "gold: has NaN", True)
    if len(values) > 1 and len(set(values)) == 1 and question.category not in _LABELS_TELL:
        yield Finding(question.id, f"gold: all values are {values[0]}", False)
    if values == [0.0] and question.category not in _LABELS_TELL:
        yield Finding(question.id, "gold: is 0", False)


def _about_other(
    question: Question, query: str, gold: Sequence[Line], state: State
) -> Iterator[Finding]:
    try:
        other = ask(state, query, question.mode)
    except RefusedError as error:
        yield Finding(question.id, f"{query}: {error}", True)
        return
    if not other and not question.empty_ok:
        yield Finding(question.id, f"{query}: nothing", True)
    if query in question.alternates and not agree(gold, other, question):
        yield Finding(question.id, f"{query}: another answer than gold", True)


def _about_windows(question: Question, gold: Sequence[Line], state: State) -> Iterator[Finding]:
    """Yield the windows that make another choice of series, where any window is right."""
    if not question.window_free or question.category not in _CHOOSING:
        return
    for window in _WINDOWS:
        other = ask(state, question.gold.replace("[5m]", f"[{window}]"), question.mode)
        if _chosen(other) != _chosen(gold):
            yield Finding(question.id, f"gold: other series with a window of {window}", False)


def _chosen(lines: Sequence[Line]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(line.labels.items()) for line in lines)


def _about_weakened(
    question: Question, left_out: str, query: str, gold: Sequence[Line], state: State
) -> Iterator[Finding]:
    try:
        other = ask(state, query, question.mode)
    except RefusedError:
        return
    if agree(gold, other, question):
        yield Finding(question.id, f"gold: the same without {left_out}", False)


def _table() -> Iterator[str]:
    by = Counter((one.category, one.set) for one in questions())
    yield f"{'category':<22}{'frozen':>8}{'open':>8}"
    for category in CATEGORIES:
        yield f"{category:<22}{by[category, Set.FROZEN]:>8}{by[category, Set.OPEN]:>8}"
    yield f"{'all':<22}{_number(Set.FROZEN):>8}{_number(Set.OPEN):>8}"
    for name in ("mode", "difficulty"):
        counted = Counter(str(getattr(one, name)) for one in questions())
        yield f"{name}: {', '.join(f'{key} {number}' for key, number in sorted(counted.items()))}"


def _number(of: Set) -> int:
    return sum(one.set is of for one in questions())
