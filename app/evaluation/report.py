"""Tells how the questions were answered: a table, and every miss."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.table import table

_HEADINGS = ("", "questions", "right", "metrics", "labels", "refused", "empty", "wrong")
_BY: tuple[tuple[str, Callable[[Outcome], str]], ...] = (
    ("category", lambda outcome: outcome.case.category),
    ("difficulty", lambda outcome: str(outcome.case.difficulty)),
    ("set", lambda outcome: outcome.case.set),
    ("language", lambda outcome: outcome.case.lang),
)


def text(outcomes: Sequence[Outcome]) -> str:
    """Return the table, the figures of models and stages, and every miss with both queries."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for title, key in _BY:
        groups = _grouped(outcomes, key)
        if len(groups) > 1:
            rows += [_row(f"{title} {name or '-'}", of_it) for name, of_it in groups.items()]
    rows.append(_row("all", outcomes))
    return "\n".join([table(rows), "", *_figures(outcomes), "", *_misses(outcomes), ""])


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return all of it for programs: shares from 0 to 1, and every question."""
    return {
        "questions": len(outcomes),
        "accuracy": _share(outcomes, lambda each: each.is_right),
        "by": {
            title: {
                name: {"questions": len(of_it), "accuracy": _share(of_it, lambda e: e.is_right)}
                for name, of_it in _grouped(outcomes, key).items()
            }
            for title, key in _BY
        },
        "verdicts": {str(verdict): number for verdict, number in _counted(outcomes).items()},
        "model": {
            "calls": sum(each.usage.calls for each in outcomes),
            "prompt_tokens": sum(each.usage.prompt_tokens for each in outcomes),
            "completion_tokens": sum(each.usage.completion_tokens for each in outcomes),
        },
        "milliseconds": {
            stage: {"p50": _quantile(took, 0.5), "p95": _quantile(took, 0.95)}
            for stage, took in _stages(outcomes).items()
        },
        "outcomes": [
            {
                **asdict(each),
                "case": each.case.model_dump(mode="json"),
                "usage": asdict(each.usage),
            }
            for each in outcomes
        ],
    }


def _grouped(
    outcomes: Iterable[Outcome], key: Callable[[Outcome], str]
) -> Mapping[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return dict(sorted(groups.items()))


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    answerable = [each for each in outcomes if each.case.is_answerable]
    verdicts = _counted(outcomes)
    return (
        name,
        str(len(outcomes)),
        _percent(_share(outcomes, lambda each: each.is_right)),
        _percent(_share(answerable, lambda each: each.same_metrics)),
        _percent(_share(answerable, lambda each: each.same_labels)),
        str(verdicts[Verdict.REFUSED]),
        str(verdicts[Verdict.EMPTY]),
        str(verdicts[Verdict.WRONG] + verdicts[Verdict.INVENTED] + verdicts[Verdict.FAILED]),
    )


def _figures(outcomes: Sequence[Outcome]) -> list[str]:
    answerable = [each for each in outcomes if each.case.is_answerable]
    ran = [each for each in answerable if each.verdict is not Verdict.REFUSED]
    invented = sum(each.verdict is Verdict.INVENTED for each in outcomes)
    calls = sum(each.usage.calls for each in outcomes)
    tokens = [
        sum(each.usage.prompt_tokens for each in outcomes),
        sum(each.usage.completion_tokens for each in outcomes),
    ]
    lines = [
        f"Of those answered right: {_percent(_share(ran, lambda each: each.is_right))}",
        f"Answers to what cannot be answered: {invented}"
        f" of {len(outcomes) - len(answerable)} such questions",
        f"Model calls: {calls:,}; tokens: {tokens[0]:,} in, {tokens[1]:,} out",
    ]
    for stage, took in _stages(outcomes).items():
        fast, slow = _quantile(took, 0.5), _quantile(took, 0.95)
        lines.append(f"Milliseconds, {stage}: p50 {fast:.1f}, p95 {slow:.1f}")
    return lines


def _misses(outcomes: Sequence[Outcome]) -> Iterable[str]:
    missed = [each for each in outcomes if not each.is_right]
    yield f"Misses: {len(missed)}"
    for each in missed:
        yield f"- {each.case.id} ({each.verdict}): {each.case.question}"
        if each.case.gold:
            yield f"    right: {each.case.gold}"
        if each.promql:
            yield f"    given: {each.promql}"
        if each.reason:
            yield f"    because: {each.reason}"


def _stages(outcomes: Iterable[Outcome]) -> Mapping[str, list[float]]:
    stages: dict[str, list[float]] = {}
    for outcome in outcomes:
        for stage, took in outcome.milliseconds.items():
            stages.setdefault(stage, []).append(took)
        if outcome.milliseconds:
            stages.setdefault("whole", []).append(sum(outcome.milliseconds.values()))
    return stages


def _counted(outcomes: Iterable[Outcome]) -> Mapping[Verdict, int]:
    found = [each.verdict for each in outcomes]
    return {verdict: found.count(verdict) for verdict in Verdict}


def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float | None:
    return sum(map(holds, outcomes)) / len(outcomes) if outcomes else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
