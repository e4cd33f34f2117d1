"""Finds golds that no answer could be compared with, before anything is asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.evaluation.evaluation import Evaluation
from app.evaluation.questions import Case
from app.pipeline.parse import ParseError, parse
from app.prometheus.client import AnswerTooLargeError, UpstreamRefusedError

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Broken:
    """A question, and why its gold, or another right answer of it, is of no use."""

    case: Case
    reason: str


def broken_golds(
    evaluation: Evaluation,
    cases: Sequence[Case],
    shown: Callable[[Sequence[Case], str], Iterable[Case]] = lambda cases, _: cases,
) -> tuple[Broken, ...]:
    """Return the questions whose golds do not parse, name no metric here, or fail on the server.

    Raises `ProxyError` where Prometheus cannot be asked at all.
    """
    evaluation.reach()
    each = ((case, _reason(evaluation, case)) for case in shown(cases, "golds"))
    return tuple(Broken(case, reason) for case, reason in each if reason)


def _reason(evaluation: Evaluation, case: Case) -> str:
    return next(_reasons(evaluation, case), "")


def _reasons(evaluation: Evaluation, case: Case) -> Iterator[str]:
    for promql in case.expected:
        try:
            parse(evaluation.filled(promql, case.mode))
            result = evaluation.result(promql, case.mode)
        except ParseError as error:
            yield f"{promql} does not parse: {error}"
        except (UpstreamRefusedError, AnswerTooLargeError) as error:
            yield f"{promql} fails on the server: {error}"
        else:
            unknown = evaluation.unknown_metrics(promql)
            if promql == case.gold and unknown and result.is_empty and not case.empty_ok:
                yield f"{promql} names {', '.join(sorted(unknown))}, and Prometheus has no such"


def told(broken: Sequence[Broken]) -> str:
    """Return which golds are broken, by id, and why."""
    lines = [f"- {each.case.id}: {each.reason}" for each in broken[:_SHOWN]]
    more = [f"and {len(broken) - _SHOWN} more"] if len(broken) > _SHOWN else []
    return "\n".join([*lines, *more])
