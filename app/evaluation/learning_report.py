"""Tells what approvals were worth: both accuracies, and what got better and worse."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.evaluation.learning import Measured, Pair


def text(measured: Measured) -> str:
    """Return both accuracies, and every question whose answer got worse."""
    topics = len({case.topic or case.gold for case in measured.plan.taught})
    taught = len(measured.plan.taught)
    better, worse = _changed(measured, better=True), _changed(measured, better=False)
    return "\n".join(
        [
            f"Approved: {_counted(taught, 'question')} of {_counted(topics, 'topic')}",
            f"Other words for the same: {_before_and_after(measured.asked)}",
            f"All others: {_before_and_after(measured.unrelated)}",
            f"Better: {_named(better)}",
            f"Worse: {_named(worse)}",
            *(line for pair in worse for line in _miss(pair)),
            "",
        ]
    )


def report(measured: Measured) -> dict[str, Any]:
    """Return all of it for programs: shares from 0 to 1, and the questions that changed.

    `metrics_before` and `metrics_after`: of the answerable questions, those whose PromQL has the
    metrics of a right answer, whatever else is wrong with it.
    """
    return {
        "approved": [case.id for case in measured.plan.taught],
        "asked": _shares(measured.asked),
        "unrelated": _shares(measured.unrelated),
        "better": [pair.after.case.id for pair in _changed(measured, better=True)],
        "worse": [pair.after.case.id for pair in _changed(measured, better=False)],
    }


def _changed(measured: Measured, *, better: bool) -> list[Pair]:
    pairs = (*measured.asked, *measured.unrelated)
    changed = (pair for pair in pairs if pair.before.is_right != pair.after.is_right)
    return [pair for pair in changed if pair.after.is_right is better]


def _shares(pairs: Sequence[Pair]) -> dict[str, Any]:
    answerable = [pair for pair in pairs if pair.after.case.is_answerable]
    return {
        "questions": len(pairs),
        "before": _share(pair.before.is_right for pair in pairs),
        "after": _share(pair.after.is_right for pair in pairs),
        "metrics_before": _share(pair.before.same_metrics for pair in answerable),
        "metrics_after": _share(pair.after.same_metrics for pair in answerable),
    }


def _share(found: Iterable[bool]) -> float | None:
    each = list(found)
    return sum(each) / len(each) if each else None


def _before_and_after(pairs: Sequence[Pair]) -> str:
    shares = _shares(pairs)
    told = _counted(len(pairs), "question")
    if not pairs:
        return told
    return (
        f"{told}, right before {100 * shares['before']:.1f} %, after {100 * shares['after']:.1f} %"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _named(pairs: Sequence[Pair]) -> str:
    return ", ".join(pair.after.case.id for pair in pairs) or "none"


def _miss(pair: Pair) -> Iterable[str]:
    case = pair.after.case
    yield f"- {case.id} ({pair.after.verdict}): {case.question}"
    if case.gold:
        yield f"    right: {case.gold}"
    for moment, outcome in (("before", pair.before), ("after", pair.after)):
        yield f"    {moment}: {outcome.promql or outcome.reason}"
