"""Answers a query that holds questions: decide → compose → check → execute."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from app.approvals.gate import Decision, Gate
from app.approvals.records import State
from app.approvals.usage import Usage
from app.deadline import Deadline
from app.domain import Cost, Problem, Question, Severity, Window
from app.errors import BadRequestError, ExecutionError, ProxyError
from app.metrics import Metrics
from app.notice_texts import Told, info, proxy_headers, warning
from app.pipeline.asked import Asked
from app.pipeline.checks import errors
from app.pipeline.execute import Answer, Run
from app.pipeline.failures import told
from app.pipeline.notices import Notices
from app.pipeline.parse import ParseError, parse
from app.pipeline.run import Pipeline
from app.prometheus.headers import Headers
from app.prometheus.parameters import Parameters
from app.question import ask

_LEAST_SECONDS = 5  # for the query itself, however long its translation took
_UNKNOWN_SECONDS = 10  # for one whose cost could not be told
_APPROVED_LINT_SECONDS = 2.0  # nobody waits longer to be told about what runs anyway


@dataclass(frozen=True, slots=True)
class Asking:
    """A request whose query holds questions; `path` and `client` are whose answer it is."""

    asked: Asked
    tenant: str
    window: Window
    path: str
    parameters: Parameters
    headers: Headers
    from_alert: bool = False
    dashboard: str = ""
    client: socket.socket | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The upstream's streaming answer, and the headers that tell what ran."""

    answer: Answer
    headers: dict[str, str]


@dataclass(frozen=True)
class Answering:
    """Joins what was decided about questions with the pipeline; one instance a process."""

    gate: Gate
    pipeline: Pipeline
    usage: Usage
    metrics: Metrics
    request_seconds: float
    max_question_length: int
    hold_unapproved: bool

    def answer(self, asking: Asking) -> Answered:
        """Return the answer to the whole query, its questions replaced by their PromQL.

        Raises `ExecutionError` where a question cannot be answered or its PromQL may not run,
        `TimedOutError` and `UnavailableError` where it cannot be answered now.
        """
        deadline = Deadline.after(self.request_seconds)
        decisions = [
            self.gate.decide(question, dashboard=asking.dashboard, deadline=deadline)
            for question in self._questions(asking)
        ]
        filled = [
            self.pipeline.checks.fill(decision.promql, asking.tenant, asking.window, deadline)
            for decision in decisions
        ]
        composed = _compose(asking.asked, filled)
        ran = Told(composed, tuple(decisions))
        with _named(ran):
            self._refuse_unapproved(ran, from_alert=asking.from_alert)
            cost = self._cost(asking, ran, deadline)
            ran = replace(ran, problems=self._check(asking, ran, filled, cost, deadline))
            for decision in decisions:
                self.usage.note(asking.tenant, decision.question.hash, asking.dashboard)
            seconds = _seconds(deadline, cost)
            parameters = asking.parameters.with_query(composed)
            run = Run(asking.path, parameters, asking.headers, seconds, asking.client)
            notices = Notices(info(ran), warning(ran))
            answer = self.pipeline.execute(
                run, composed, notices, partial(self.metrics.query_ran, cost)
            )
        self.metrics.question_answered(ran.state, ran.source)
        return Answered(answer, proxy_headers(ran))

    def _questions(self, asking: Asking) -> list[Question]:
        """Return the questions in the order in which they are asked."""
        for text in asking.asked.questions:
            if len(text) > self.max_question_length:
                raise BadRequestError(
                    f"the question is longer than {self.max_question_length} characters: ask"
                    " shorter"
                )
        return [ask(asking.tenant, text) for text in asking.asked.questions]

    def _refuse_unapproved(self, ran: Told, *, from_alert: bool) -> None:
        if ran.state is State.APPROVED or not (self.hold_unapproved or from_alert):
            return
        reason = "alert rules run approved ones only" if from_alert else "it waits"
        raise ExecutionError(
            f"the PromQL is not approved, and {reason}: approve it with"
            f" POST /api/v1/validate_query. PromQL: {ran.promql}"
        )

    def _cost(self, asking: Asking, ran: Told, deadline: Deadline) -> Cost:
        return self.pipeline.checks.cost(ran.promql, asking.tenant, asking.window, deadline)

    def _check(
        self, asking: Asking, ran: Told, filled: Sequence[str], cost: Cost, deadline: Deadline
    ) -> tuple[Problem, ...]:
        """Return the findings to be told; raises `ExecutionError` for those that refuse."""
        found: list[Problem] = []
        refusing: list[Problem] = []
        for decision, text in zip(ran.decisions, filled, strict=True):
            linted = self._lint(decision, text, asking.window, deadline)
            found += (problem for problem in linted if not decision.accepts(problem))
            if decision.state is not State.APPROVED:
                refusing += errors(linted)
        refusing += errors(cost.problems)
        if refusing:
            reasons = "; ".join(told(problem) for problem in refusing)
            raise ExecutionError(f"the query was not run: {reasons}. PromQL: {ran.promql}")
        found += (problem for problem in cost.problems if not ran.accepts(problem))
        return tuple(problem for problem in found if problem.severity is not Severity.NOTE)

    def _lint(
        self, decision: Decision, filled: str, window: Window, deadline: Deadline
    ) -> tuple[Problem, ...]:
        if decision.state is State.APPROVED:
            deadline = deadline.at_most(_APPROVED_LINT_SECONDS)
        try:
            return self.pipeline.checks.lint(filled, decision.question.tenant, window, deadline)
        except ProxyError as error:
            if decision.state is not State.APPROVED:
                raise
            # What a human approved runs, whether or not the catalogue can be had.
            short = f"the PromQL could not be checked: {error}"
            return (Problem("lint", Severity.WARNING, "", short),)


def _seconds(deadline: Deadline, cost: Cost) -> int:
    """Return how long Prometheus may evaluate the query."""
    seconds = max(_LEAST_SECONDS, int(deadline.remaining_seconds))
    unknown = any(problem.rule == "cost-unknown" for problem in cost.problems)
    return min(seconds, _UNKNOWN_SECONDS) if unknown else seconds


@contextmanager
def _named(ran: Told) -> Iterator[None]:
    """Add to every error which question it is about, in its text and in its headers."""
    try:
        yield
    except ProxyError as error:
        raise error.about(f"(hash {ran.hashes})", proxy_headers(ran)) from error


def _compose(asked: Asked, filled: Sequence[str]) -> str:
    try:
        composed = asked.compose(dict(zip(asked.questions, filled, strict=True)))
        parse(composed)
    except ParseError as error:
        raise ExecutionError(
            f"the query with its questions put in does not parse: {error}."
            f" PromQL: {' | '.join(filled)}"
        ) from error
    return composed
