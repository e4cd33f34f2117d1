"""Teaching: PromQL that a person gives a question, checked as generated PromQL is, and kept."""

from collections.abc import Callable
from dataclasses import dataclass

from app.approvals.acceptance import unaccepted, way_out
from app.approvals.gate import Gate
from app.approvals.records import Accepted, Checked, Written
from app.approvals.store import Store
from app.deadline import Deadline
from app.domain import Problem, Question, Severity
from app.errors import ExecutionError, NotFoundError
from app.pipeline.asked import holds_question
from app.pipeline.checks import Checks, Findings, errors
from app.pipeline.failures import told


class RefusedError(ExecutionError):
    """The PromQL did not pass the checks; `findings` are all that they found."""

    def __init__(self, message: str, findings: Findings) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Given:
    """PromQL that a person gives, and how far they stand by it.

    `accept`: findings that are not told when it runs, with an approval only. `version`: the one
    that was current when they wrote, None for whichever is.
    """

    promql: str
    approve: bool
    accept: tuple[Accepted, ...] | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written, and the findings about it that nobody accepted: no errors."""

    written: Written
    findings: Findings


@dataclass(frozen=True)
class Teaching:
    """Checks what people write and keeps what passes; one instance serves all threads.

    `metric` is the pseudo metric that questions are asked with.
    """

    checks: Checks
    store: Store
    gate: Gate
    metric: str
    seconds: float

    def teach(self, question: Question, given: Given, who: str) -> Kept:
        """Keep PromQL for a question, known or not.

        Raises `RefusedError` for PromQL with errors that are not accepted, `ConflictError` for
        findings that cannot be or another current version, `UnavailableError` where it cannot be
        checked or kept now.
        """
        return self._kept(
            question.tenant,
            given,
            lambda checked: self.store.teach(
                question,
                given.promql,
                who=who,
                approve=given.approve,
                checked=checked,
                version=given.version,
            ),
        )

    def edit(self, tenant: str, question_hash: str, given: Given, who: str) -> Kept:
        """Keep other PromQL for a known question; raises as `teach` does, and `NotFoundError`."""
        if self.store.by_hash(tenant, question_hash) is None:
            raise NotFoundError(f"there is no question with the hash {question_hash}")
        return self._kept(
            tenant,
            given,
            lambda checked: self.store.edit(
                tenant,
                question_hash,
                given.promql,
                who=who,
                approve=given.approve,
                checked=checked,
                version=given.version,
            ),
        )

    def _kept(self, tenant: str, given: Given, write: Callable[[Checked], Written]) -> Kept:
        found, accepted = self._found(tenant, given.promql), given.accept or ()
        refusing = unaccepted(errors(found), accepted)
        if refusing:
            raise RefusedError(_refusal(refusing, errors(found)), found)
        written = write(Checked(found, given.accept))
        self.gate.forget(tenant, written.record.hash)
        return Kept(written, unaccepted(found, accepted))

    def _found(self, tenant: str, promql: str) -> Findings:
        deadline = Deadline.after(self.seconds)
        now = self.checks.now()
        filled = self.checks.fill(promql, tenant, now, deadline)
        if holds_question(filled, self.metric):
            short = f"it holds {self.metric} itself, and the answer to a question cannot ask"
            return (Problem("syntax", Severity.ERROR, self.metric, short),)
        return self.checks.examine(promql, tenant, now, deadline, try_out=True).findings


def _refusal(refusing: Findings, found: Findings) -> str:
    reasons = "; ".join(told(problem) for problem in refusing)
    return f"the PromQL was not kept: {reasons}. Correct it{way_out(found)}"
