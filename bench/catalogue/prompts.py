"""The prompts for all questions: those of a first attempt, and those of a last one at its worst."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.metric import Match
from app.deadline import Deadline
from app.domain import Problem, Rejection, Severity
from app.pipeline.llm.base import Attempt
from app.pipeline.prompt import write_prompt
from app.pipeline.prompt_options import PromptOptions, SendValues
from app.pipeline.retrieve import retrieve, with_suggested
from app.question import ask
from bench.catalogue.retrieval_data import Wanted

_ATTEMPTS = 2
_REJECTIONS = 3
_SECONDS = 30.0
_OPTIONS = PromptOptions(send_values=SendValues.ALL)


@dataclass(frozen=True, slots=True)
class Written:
    """All that a model is told about a question, as text."""

    first: str
    last: str


def written(catalogue: Catalogue, questions: Sequence[Wanted]) -> Iterator[Written]:
    """Yield the prompts of each question."""
    for wanted in questions:
        matches = retrieve(ask("", wanted.question), catalogue, Deadline.after(_SECONDS))
        yield Written(_first(wanted, matches, catalogue), _last(wanted, matches, catalogue))


def refused(matches: Sequence[Match]) -> Attempt:
    """Return an attempt as long, and as wrong, as leaves room for another."""
    names = [match.metric.name for match in matches] or ["up"]
    selectors = [f'{name}{{namespace="shop-{place}"}}' for place, name in enumerate(names)]
    rates = [f"sum by (namespace, pod) (rate({selector}[5m]))" for selector in selectors]
    return Attempt(" / ".join(rates), (_problem(selectors[0], names),))


def _problem(selector: str, names: Sequence[str]) -> Problem:
    return Problem(
        rule="unknown-label",
        severity=Severity.ERROR,
        fragment=selector,
        short=f"no series of {selector} has the labels namespace and pod by which it is summed up",
        long=f"group by a label that it has, or take another metric: {', '.join(names)}",
        suggestions=tuple(names[:3]),
    )


def _first(wanted: Wanted, matches: tuple[Match, ...], catalogue: Catalogue) -> str:
    return _text(wanted, matches, catalogue, (), ())


def _last(wanted: Wanted, matches: tuple[Match, ...], catalogue: Catalogue) -> str:
    attempt = refused(matches)
    rejection = Rejection(attempt.promql, attempt.problems[0].long, "reviewer")
    suggested = with_suggested(matches, attempt.problems, catalogue)
    return _text(wanted, suggested, catalogue, (attempt,) * _ATTEMPTS, (rejection,) * _REJECTIONS)


def _text(
    wanted: Wanted,
    matches: tuple[Match, ...],
    catalogue: Catalogue,
    attempts: tuple[Attempt, ...],
    rejections: tuple[Rejection, ...],
) -> str:
    prompt = write_prompt(
        ask("", wanted.question),
        matches,
        catalogue,
        attempts,
        rejections,
        Deadline.after(_SECONDS),
        options=_OPTIONS,
    )
    return f"{prompt.instructions}\n{prompt.question}"
