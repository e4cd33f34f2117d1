"""The whole flow: retrieve → prompt → model → parse → lint → cost → execute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from app.catalogue.catalogue import Catalogue
from app.catalogue.catalogues import Catalogues
from app.deadline import Deadline
from app.domain import (
    Failure,
    FailureKind,
    Problem,
    Question,
    Reading,
    Rejection,
    Translation,
    Usage,
)
from app.errors import ProxyError, UnavailableError
from app.pipeline import failures
from app.pipeline.checks import Checks, errors
from app.pipeline.examples import ExampleSource, examples
from app.pipeline.execute import Answer, Run, execute
from app.pipeline.kept_words import left_out
from app.pipeline.lessons import NO_LESSONS, Lessons
from app.pipeline.llm.base import Attempt, ModelError, Prompt, Provider, Reply, Task
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.notices import Notices, Took
from app.pipeline.prompt import LatePrompt, write_prompt
from app.pipeline.prompt_options import DEFAULT_OPTIONS, PromptOptions
from app.pipeline.retrieve import retrieve, with_suggested
from app.pipeline.simplify import simplify
from app.pipeline.stages import Stages
from app.pipeline.tokens import Kind, UnterminatedStringError, quoted, tokens, unquote
from app.prometheus.forward import Upstream

REPAIRS = 2
READINGS = 3


@dataclass(frozen=True)
class Pipeline:
    """The stages with what they need; one instance serves all threads.

    `lessons` tells what people decided about a tenant's questions, `examples` are what a model is
    shown, the most telling source first.
    """

    catalogues: Catalogues
    provider: Provider
    checks: Checks
    upstream: Upstream
    max_answer_bytes: int
    prompt: PromptOptions = DEFAULT_OPTIONS
    lessons: Callable[[str], Lessons] = lambda _: NO_LESSONS
    examples: tuple[ExampleSource, ...] = ()

    def translate(
        self, question: Question, rejections: tuple[Rejection, ...], deadline: Deadline
    ) -> Translation:
        """Return PromQL that passed all checks, or the last attempt with its failure.

        Only the question and the catalogue enter; no clock does.
        """
        stages = Stages()
        translation = self._translated(question, rejections, deadline, stages)
        return replace(translation, milliseconds=stages.milliseconds)

    def _translated(
        self,
        question: Question,
        rejections: tuple[Rejection, ...],
        deadline: Deadline,
        stages: Stages,
    ) -> Translation:
        attempts: tuple[Attempt, ...] = ()
        usage = Usage()
        try:
            with stages.stage("catalogue"):
                catalogue = self._catalogue(question.tenant, deadline)
            with stages.stage("retrieve"):
                lessons = self.lessons(question.tenant)
                matches = retrieve(question, catalogue, deadline, lessons=lessons)
            while True:
                task = Task(
                    question, catalogue, matches, Prompt("", ""), rejections, attempts, lessons
                )
                written = partial(self._prompt, task, deadline, stages)
                task = replace(task, prompt=LatePrompt(written))
                with stages.stage("model"):
                    reply = self.provider.answer(task, deadline)
                usage += reply.usage
                with stages.stage("check"):
                    translation = self._judge(task, reply, deadline)
                if not _repairable(translation) or len(attempts) == REPAIRS:
                    return _told(replace(translation, usage=usage), task, catalogue)
                attempts += (Attempt(translation.promql or "", translation.problems),)
                matches = with_suggested(matches, translation.problems, catalogue)
        except NoReplyError as error:
            return self._failed(failures.no_reply(str(error)), attempts, usage + error.usage)
        except ProxyError as error:
            model = isinstance(error, ModelError)
            kind = FailureKind.MODEL_DOWN if model else FailureKind.UPSTREAM_DOWN
            return self._failed(Failure(kind, str(error)), attempts, usage)

    def write_prompt(
        self, question: Question, rejections: tuple[Rejection, ...], deadline: Deadline
    ) -> Prompt:
        """Return what a model would be sent first for a question; raises `ProxyError`."""
        catalogue = self._catalogue(question.tenant, deadline)
        lessons = self.lessons(question.tenant)
        matches = retrieve(question, catalogue, deadline, lessons=lessons)
        task = Task(question, catalogue, matches, Prompt("", ""), rejections)
        return self._prompt(task, deadline, Stages())

    def _prompt(self, task: Task, deadline: Deadline, stages: Stages) -> Prompt:
        with stages.stage("prompt"):
            return write_prompt(
                task.question,
                task.matches,
                task.catalogue,
                task.attempts,
                task.rejections,
                deadline,
                options=self.prompt,
                examples=examples(self.examples, task.question, task.catalogue),
            )

    def _catalogue(self, tenant: str, deadline: Deadline) -> Catalogue:
        catalogue = self.catalogues.get(tenant, deadline)
        if not catalogue.names:
            raise UnavailableError("Prometheus has no metrics yet; ask again in a moment")
        return catalogue

    def execute(
        self, run: Run, promql: str, notices: Notices, took: Callable[[Took], None]
    ) -> Answer:
        """Return the upstream's streaming answer to checked PromQL; `took` hears what it took."""
        return execute(run, promql, notices, self.upstream, self.max_answer_bytes, took)

    def _judge(self, task: Task, reply: Reply, deadline: Deadline) -> Translation:
        """Return the reply as a translation, with a failure where it may not run."""
        if reply.promql is None:
            reason = reply.refusal or "The translator gave no reason."
            readings = self._passing(reply.readings, task, deadline)
            unanswerable = failures.unanswerable(task.question.text, reason, task.matches, readings)
            return self._translation(reply, (), unanswerable)
        promql = simplify(reply.promql)
        reply = replace(reply, promql=promql)
        rejection = next((r for r in task.rejections if _same(r.promql, promql)), None)
        if rejection is not None:
            return self._translation(reply, (), failures.turned_down(rejection))
        problems = self.checks.examine(
            promql, task.question.tenant, self.checks.now(), deadline, try_out=True
        ).findings
        refusing = errors(problems)
        failure = failures.refused(promql, refusing, task.matches) if refusing else None
        return self._translation(reply, problems, failure)

    def _passing(
        self, readings: Iterable[Reading], task: Task, deadline: Deadline
    ) -> tuple[Reading, ...]:
        """Return the first readings that pass parse and lint and that nobody turned down."""
        turned_down = [rejection.promql for rejection in task.rejections]
        simplified = (replace(each, promql=simplify(each.promql)) for each in readings)
        passing = (
            each
            for each in simplified
            if not any(_same(promql, each.promql) for promql in turned_down)
            and self.checks.passes(each.promql, task.question.tenant, deadline)
        )
        return tuple(islice(passing, READINGS))

    def _translation(
        self, reply: Reply, problems: tuple[Problem, ...], failure: Failure | None
    ) -> Translation:
        return Translation(
            reply.promql,
            reply.explanation,
            reply.source or self.provider.name,
            reply.model,
            problems,
            failure,
        )

    def _failed(self, failure: Failure, attempts: tuple[Attempt, ...], usage: Usage) -> Translation:
        """Return a failure to get a reply, with the PromQL that was refused before it."""
        last = attempts[-1] if attempts else Attempt("", ())
        return Translation(
            last.promql or None, "", self.provider.name, "", last.problems, failure, usage
        )


def _told(translation: Translation, task: Task, catalogue: Catalogue) -> Translation:
    """Return the translation with what repairs left out, and what a failure is true for."""
    if translation.failure is not None:
        failure = replace(translation.failure, catalogue=catalogue.content)
        return replace(translation, failure=failure)
    missing = left_out(task.question, task.attempts, translation.promql or "")
    return replace(translation, problems=(*translation.problems, *missing))


def _repairable(translation: Translation) -> bool:
    failure = translation.failure
    return failure is not None and failure.kind is FailureKind.REFUSED


def _same(one: str, other: str) -> bool:
    try:
        return _telling(one) == _telling(other)
    except UnterminatedStringError:
        return one == other


def _telling(promql: str) -> list[str]:
    """Return the tokens that decide what PromQL means."""
    return [
        quoted(unquote(token.text)) if token.kind is Kind.STRING else token.text
        for token in tokens(promql)
        if token.kind not in (Kind.SPACE, Kind.COMMENT)
    ]
