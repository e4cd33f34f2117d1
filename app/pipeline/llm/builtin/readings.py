"""The readings that single metrics make of a question, best first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.pipeline.llm.builtin.building import build
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.promql import Expr
from app.pipeline.llm.builtin.signs import signs_of
from app.pipeline.llm.builtin.spent import PASSED_OVER, passes_over
from app.pipeline.llm.builtin.sureness import SURE, sureness
from app.pipeline.reading.frame import Frame, Operation

_BUILT = 6
_LEAST_COVERAGE = 0.3
# What is offered in place of what cannot be had is never sure.
_INSTEAD = 0.5


def readings_of(choices: Sequence[Choice], asked: Asked) -> Iterator[Candidate]:
    """Yield what each of the best metrics makes of the question, none surer than one before it.

    After one that is sure there is no other. Where a metric cannot give what is asked of it, its
    plain value is offered.
    """
    limit = 1.0
    likely = [choice for choice in choices[:_BUILT] if choice.coverage >= _LEAST_COVERAGE]
    if asked.turned_down:  # known not to be meant, it is no rival of the others either
        likely = choices = [choice for choice in likely if not _is_turned_down(choice, asked)]
    for choice in likely:
        built = _built(choice, asked)
        if built is None or str(built[0]) in asked.refused:
            continue
        expr, is_asked = built
        sure = min(limit, sureness(signs_of(choice, expr, choices, asked)))
        if passes_over(asked.words, str(expr)):
            sure = min(sure, PASSED_OVER)
        elif is_asked:
            limit = sure
        sure *= 1 if is_asked else _INSTEAD
        yield Candidate(str(expr), _explanation(choice), sure, choice.subject.metric.name, is_asked)
        if sure >= SURE:
            return


def _is_turned_down(choice: Choice, asked: Asked) -> bool:
    built = _built(choice, asked)
    return built is not None and str(built[0]) in asked.turned_down


def _built(choice: Choice, asked: Asked) -> tuple[Expr, bool] | None:
    """Return the PromQL, and whether it is what was asked for."""
    catalogue, deadline = asked.task.catalogue, asked.deadline
    if expr := build(choice.subject, catalogue, deadline):
        return expr, True
    plain = replace(choice.subject, frame=_plain(choice.subject.frame))
    instead = build(plain, catalogue, deadline)
    return (instead, False) if instead else None


def _plain(frame: Frame) -> Frame:
    return replace(frame, operation=Operation.VALUE, threshold=None, percent=False)


def _explanation(choice: Choice) -> str:
    metric = choice.subject.metric
    return f"{metric.name} ({metric.type}): {metric.help}" if metric.help else metric.name
