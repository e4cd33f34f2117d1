"""Why a question has no PromQL that may run, in words that say what to do next."""

import json
import re
from collections.abc import Iterable, Sequence

from app.catalogue.catalogue import Match
from app.domain import Failure, FailureKind, Problem, Reading, Rejection

_CLOSEST = 3
_PROMQL_CHARS = 2000
_NAMES = re.compile(r"[\w:]+")
# What there is to do with a reading.
_NEXT_STEP = (
    "If one of them is meant, run it as it is, ask again with the name of its metric in the"
    " question, or teach it: POST /api/v1/llm/queries"
)


def unanswerable(
    question: str, reason: str, matches: Iterable[Match], readings: Sequence[Reading] = ()
) -> Failure:
    """Return the failure for a question that these metrics cannot answer, or not surely.

    `readings` passed parse and lint; they are told, likeliest first.
    """
    message = _sentence(reason) + _closest(reason, matches) + _readings(question, readings)
    return Failure(FailureKind.UNANSWERABLE, message, readings=tuple(readings))


def refused(promql: str, problems: Iterable[Problem], matches: Iterable[Match]) -> Failure:
    """Return the failure for PromQL that the checks refuse."""
    reasons = " ".join(_sentence(told(problem)) for problem in problems)
    closest = _closest(reasons, matches)
    return Failure(
        FailureKind.REFUSED,
        f"The generated PromQL did not pass the checks: {reasons}{closest}"
        f" It was not run: {_cut(promql)}",
    )


def _readings(question: str, readings: Sequence[Reading]) -> str:
    """Return what may be meant, and the next step, in the one place that says it."""
    if not readings:
        return ""
    told = " ".join(f"({n}) {_cut(each.promql)}" for n, each in enumerate(readings, 1))
    lesson = {"question": question, "promql": "…", "approve": True}
    sent = json.dumps(lesson, ensure_ascii=False, separators=(",", ":"))
    return f" Closest readings, none of them run: {told} {_NEXT_STEP} {sent}"


def _cut(promql: str) -> str:
    return promql if len(promql) <= _PROMQL_CHARS else promql[:_PROMQL_CHARS] + "…"


def _closest(said: str, matches: Iterable[Match]) -> str:
    """Return the metrics to look at, unless some of them are told already."""
    names = [match.metric.name for match in matches][:_CLOSEST]
    told_already = not set(_NAMES.findall(said)).isdisjoint(names)
    return f" Closest metrics: {', '.join(names)}." if names and not told_already else ""


def turned_down(rejection: Rejection) -> Failure:
    """Return the failure for PromQL that a reviewer rejected before."""
    because = f": {rejection.reason}" if rejection.reason else ""
    return Failure(
        FailureKind.REJECTED,
        f"{rejection.by} rejected the PromQL for this question{_sentence(because)}"
        f" Ask in other words, or have it edited by a reviewer. It was not run: {rejection.promql}",
    )


def no_reply(reason: str) -> Failure:
    """Return the failure for a model whose answer holds no PromQL."""
    return Failure(
        FailureKind.REFUSED, f"{_sentence(reason)} Ask in other words, or use a larger model."
    )


def told(problem: Problem) -> str:
    """Return a finding in a sentence."""
    return f"{problem.short} ({problem.long})" if problem.long else problem.short


def _sentence(text: str) -> str:
    stripped = text.strip()
    return stripped if stripped.endswith((".", "!", "?")) else stripped + "."
