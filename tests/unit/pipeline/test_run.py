"""A question becomes checked PromQL with at most two repairs, or fails with its last attempt."""

import json
from dataclasses import replace

import pytest

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import (
    Failure,
    FailureKind,
    Problem,
    Question,
    Reading,
    Rejection,
    Severity,
    Translation,
    Usage,
)
from app.errors import TimedOutError, UnavailableError
from app.pipeline.examples import ExampleSource, approved
from app.pipeline.lessons import Lesson, Lessons
from app.pipeline.llm.base import Attempt, Example, ModelError, Reply, Task
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.run import Pipeline
from app.prometheus.client import UpstreamRefusedError
from app.prometheus.forward import Upstream
from app.question import ask
from tests.fakes import (
    NOON,
    CataloguesFake,
    PrometheusFake,
    ProviderFake,
    catalogue,
    checks,
    counting,
)

QUESTION = ask("", "how many requests are served per second")
GOOD = "sum(rate(http_requests_total[$__rate_interval]))"
UNKNOWN = Problem(
    "unknown-metric",
    Severity.ERROR,
    "http_request_total",
    "there is no metric http_request_total",
    "did you mean http_requests_total?",
    ("http_requests_total",),
)
SYNTAX = Problem(
    "syntax", Severity.ERROR, "up{", "it does not parse: unexpected end of input inside braces"
)
NOT_RUN = (
    "The generated PromQL did not pass the checks: there is no metric http_request_total (did you"
    " mean http_requests_total?). It was not run: http_request_total"
)
TWO_CALLS = Usage(2, 20, 4)


def reply(promql: str | None, refusal: str | None = None) -> Reply:
    return Reply(promql, refusal, "because", "model-1", Usage(1, 10, 2))


def translate(
    *replies: Reply | Exception,
    rejections: tuple[Rejection, ...] = (),
    catalogues: CataloguesFake | None = None,
    upstream: PrometheusFake | None = None,
    question: Question = QUESTION,
) -> tuple[Translation, ProviderFake]:
    provider = ProviderFake(list(replies))
    catalogues = catalogues or CataloguesFake(catalogue())
    run_on = Upstream("http://prometheus.invalid")
    checked = checks(upstream or counting())
    pipeline = Pipeline(catalogues, provider, checked, run_on, 1000)
    return pipeline.translate(question, rejections, Deadline.after(5)), provider


def test_good_promql_is_taken_at_once() -> None:
    found, provider = translate(reply(GOOD))
    assert found == Translation(GOOD, "because", "fake", "model-1", usage=Usage(1, 10, 2))
    (task,) = provider.tasks
    assert (task.question, task.attempts, task.rejections) == (QUESTION, (), ())
    assert "http_requests_total" in [match.metric.name for match in task.matches]
    assert QUESTION.text in task.prompt.question


def test_a_warning_is_kept_and_refuses_nothing() -> None:
    found, provider = translate(reply("http_requests_total"))
    assert [problem.rule for problem in found.problems] == ["raw-counter"]
    assert (found.failure, len(provider.tasks)) == (None, 1)


def test_refused_promql_goes_back_once_with_its_findings() -> None:
    found, provider = translate(reply("http_request_total"), reply(GOOD))
    assert found == Translation(GOOD, "because", "fake", "model-1", usage=TWO_CALLS)
    assert provider.tasks[1].attempts == (Attempt("http_request_total", (UNKNOWN,)),)
    assert "there is no metric http_request_total" in provider.tasks[1].prompt.question


def test_after_two_repairs_it_has_failed() -> None:
    found, provider = translate(reply("up{"), reply("up["), reply("http_request_total"))
    assert found == Translation(
        "http_request_total",
        "because",
        "fake",
        "model-1",
        (UNKNOWN,),
        Failure(FailureKind.REFUSED, NOT_RUN),
        Usage(3, 30, 6),
    )
    attempts = provider.tasks[2].attempts
    assert attempts[0] == Attempt("up{", (SYNTAX,))
    assert [attempt.promql for attempt in attempts] == ["up{", "up["]


def test_a_metric_that_a_check_suggests_is_told_first_in_the_repair() -> None:
    _, provider = translate(reply("mistery"), reply("mystery"))
    assert provider.tasks[1].matches[0].metric.name == "mystery"
    assert '"metrics":[{"name":"mystery"' in provider.tasks[1].prompt.question


def test_a_failure_tells_what_prometheus_held_then() -> None:
    held = CataloguesFake(replace(catalogue(), content="digest"))
    refused, _ = translate(*[reply("http_request_total")] * 3, catalogues=held)
    assert refused.failure == Failure(FailureKind.REFUSED, NOT_RUN, "digest")
    unanswerable, _ = translate(reply(None, "No."), catalogues=held)
    assert unanswerable.failure is not None
    assert unanswerable.failure.catalogue == "digest"


def test_a_repair_that_leaves_out_what_the_question_names_is_told() -> None:
    question = ask("", "requests that ended with code 500")
    first, second = reply('http_request_total{code="500"}'), reply("up")
    found, _ = translate(first, second, question=question)
    (problem,) = found.problems
    assert (problem.rule, problem.severity, problem.fragment) == ("repair", Severity.WARNING, "500")
    assert problem.short == 'the question names "500", and this PromQL leaves it out'


def test_what_the_server_cannot_evaluate_goes_back_to_the_model() -> None:
    refused = UpstreamRefusedError(422, "execution", "many-to-many matching not allowed")
    upstream = counting()
    counted = upstream.answers["query"]

    def evaluated(params: dict[str, str]) -> object:
        if params["query"] == "up + up":
            raise refused
        return counted

    upstream.answers["query"] = evaluated
    found, provider = translate(reply("up + up"), reply("up"), upstream=upstream)
    assert (found.promql, found.failure) == ("up", None)
    (problem,) = provider.tasks[1].attempts[0].problems
    assert (problem.rule, problem.short) == (
        "execution",
        "Prometheus cannot evaluate it: many-to-many matching not allowed",
    )


@pytest.mark.parametrize(
    "error", [TimedOutError("slow"), UpstreamRefusedError(503, "timeout", "query timed out")]
)
def test_what_the_server_cannot_tell_in_a_moment_is_no_finding(error: Exception) -> None:
    upstream = counting()
    upstream.answers["query"] = error
    found, _ = translate(reply("up"), upstream=upstream)
    assert (found.promql, found.failure, found.problems) == ("up", None, ())


def test_regular_expressions_are_simplified_and_nothing_else_changes() -> None:
    found, _ = translate(reply('rate(http_requests_total{job=~"a",x=~".*"}[$__rate_interval])'))
    assert found.promql == 'rate(http_requests_total{job="a"}[$__rate_interval])'


def test_a_prometheus_without_metrics_is_no_reason_to_fail_for_long() -> None:
    found, provider = translate(reply(GOOD), catalogues=CataloguesFake(Catalogue.of([])))
    assert found.failure == Failure(
        FailureKind.UPSTREAM_DOWN, "Prometheus has no metrics yet; ask again in a moment"
    )
    assert provider.tasks == []


def test_a_refusal_is_no_reason_to_ask_again() -> None:
    found, provider = translate(reply(None, "No metric tells that."))
    assert (found.promql, found.failure and found.failure.kind) == (None, FailureKind.UNANSWERABLE)
    assert found.failure is not None
    assert found.failure.message.startswith("No metric tells that. Closest metrics: http_")
    assert len(provider.tasks) == 1


NO_REPLY = (
    "the model's answer holds no PromQL; it began: Hello. Ask in other words, or use a larger"
    " model."
)


@pytest.mark.parametrize(
    ("error", "failure", "used"),
    [
        (ModelError("the model is away"), Failure(FailureKind.MODEL_DOWN, "the model is away"), 0),
        (
            NoReplyError("the model's answer holds no PromQL", "Hello", Usage(1, 10, 2)),
            Failure(FailureKind.REFUSED, NO_REPLY),
            1,
        ),
    ],
)
def test_a_model_that_gives_no_reply_has_failed(
    error: Exception, failure: Failure, used: int
) -> None:
    usage = Usage(used, 10 * used, 2 * used)
    first, _ = translate(error)
    assert first == Translation(None, "", "fake", "", (), failure, usage)
    second, _ = translate(reply("http_request_total"), error)
    assert second == Translation(
        "http_request_total", "", "fake", "", (UNKNOWN,), failure, usage + Usage(1, 10, 2)
    )


def test_a_catalogue_that_is_away_is_prometheus_that_is_down() -> None:
    away = CataloguesFake(catalogue(), UnavailableError("Prometheus is away"))
    found, provider = translate(reply(GOOD), catalogues=away)
    failure = Failure(FailureKind.UPSTREAM_DOWN, "Prometheus is away")
    assert (found, provider.tasks) == (Translation(None, "", "fake", "", failure=failure), [])


@pytest.mark.parametrize(
    ("rejected", "promql", "same"),
    [
        ("up == 1", "up==1 # again", True),
        ('up{job="a b"}', "up{ job='a b' }", True),
        ('up{job="a b"}', 'up{job="ab"}', False),
        ("up and up", "upandup", False),
        ("up", "sum(up)", False),
    ],
)
def test_promql_that_was_rejected_is_not_run_again(rejected: str, promql: str, same: bool) -> None:
    rejection = Rejection(rejected, "wrong", "alice")
    found, provider = translate(reply(promql), reply(GOOD), rejections=(rejection,))
    refused = found.failure is not None and found.failure.kind is FailureKind.REJECTED
    assert refused is same
    assert provider.tasks[0].rejections == (rejection,)
    if same:
        assert (found.promql, len(provider.tasks)) == (promql, 1)


@pytest.mark.parametrize(("days", "refused"), [(1, False), (14, False), (16, True)])
def test_what_was_there_lately_may_be_asked_about(days: int, refused: bool) -> None:
    """The text will run for any time range, that of an incident too."""
    upstream = counting()
    gone_at = NOON - days * 86_400

    def listed(params: dict[str, str]) -> list[dict[str, str]]:
        return [{"a": "1"}] if float(params["start"]) <= gone_at else []

    upstream.answers["series"] = listed
    found, _ = translate(*[reply("gone_total > 0")] * 3, upstream=upstream)
    assert (found.failure is not None) is refused
    severities = {
        problem.severity for problem in found.problems if problem.rule == "unknown-metric"
    }
    assert severities == {Severity.ERROR if refused else Severity.WARNING}


LEARNED = Lessons.of(
    [Lesson("web latency", "web latency", "rate(http_duration_seconds_bucket[5m])")]
)


def learned(*sources: ExampleSource) -> tuple[Pipeline, ProviderFake]:
    provider = ProviderFake([reply(GOOD)])
    pipeline = Pipeline(
        CataloguesFake(catalogue()),
        provider,
        checks(counting()),
        Upstream("http://prometheus.invalid"),
        1000,
        lessons=lambda _: LEARNED,
        examples=sources,
    )
    return pipeline, provider


def test_examples_stand_in_the_prompt_and_it_can_be_shown_as_it_is_sent() -> None:
    pipeline, provider = learned(approved(lambda _: LEARNED, 5))
    question, turned_down = ask("", "latency of the shop"), (Rejection("up", "no", "alice"),)
    pipeline.translate(question, turned_down, Deadline.after(5))
    sent = provider.tasks[0].prompt
    assert '"examples":[{"question":"web latency","expression":"rate(' in sent.question
    assert '"not_this":[{"expression":"up","because":"no"}]' in sent.question
    shown = pipeline.write_prompt(question, turned_down, Deadline.after(5))
    assert (shown.instructions, shown.question) == (sent.instructions, sent.question)


def test_the_sources_of_examples_are_asked_in_their_order_and_say_a_thing_once() -> None:
    first, second = Example("a", "up"), Example("b", "up")
    pipeline, _ = learned(lambda *_: (first,), lambda *_: (first, second))
    sent = pipeline.write_prompt(ask("", "latency"), (), Deadline.after(5))
    assert [each["question"] for each in json.loads(sent.question)["examples"]] == ["a", "b"]


def test_no_examples_are_sent_where_none_are_wanted() -> None:
    pipeline, _ = learned(approved(lambda _: LEARNED, 0))
    sent = pipeline.write_prompt(ask("", "latency"), (), Deadline.after(5))
    assert "web latency" not in sent.question


def test_what_approved_questions_use_is_weighed() -> None:
    asked: list[str] = []
    provider = ProviderFake([reply(GOOD)])
    pipeline = Pipeline(
        CataloguesFake(catalogue()),
        provider,
        checks(counting()),
        Upstream("http://prometheus.invalid"),
        1000,
        lessons=lambda tenant: asked.append(tenant) or LEARNED,
    )
    pipeline.translate(ask("team", "http"), (), Deadline.after(5))
    assert asked == ["team"]
    assert provider.tasks[0].matches[0].metric.name == "http_duration_seconds"


def test_no_prompt_is_written_for_who_does_not_read_it() -> None:
    class Reader(ProviderFake):
        def answer(self, task: Task, deadline: Deadline) -> Reply:
            assert task.prompt.instructions
            return super().answer(task, deadline)

    deaf, _ = translate(reply(GOOD))
    assert "prompt" not in deaf.milliseconds
    provider = Reader([reply(GOOD)])
    pipeline = Pipeline(
        CataloguesFake(catalogue()),
        provider,
        checks(counting()),
        Upstream("http://prometheus.invalid"),
        1000,
    )
    found = pipeline.translate(QUESTION, (), Deadline.after(5))
    assert found.milliseconds["prompt"] > 0


def test_readings_that_pass_parse_and_lint_are_offered_and_three_at_most() -> None:
    offered = tuple(
        Reading(promql, promql)
        for promql in ("up{", "rate(up[5m])", "nope", "up", "mystery", "sum(up)", "max(up)")
    )
    refused = replace(reply(None, "Not surely."), readings=offered)
    found, _ = translate(refused)
    assert found.failure is not None
    assert [each.promql for each in found.failure.readings] == ["up", "mystery", "sum(up)"]
    assert "(1) up (2) mystery (3) sum(up)" in found.failure.message


def test_a_reading_that_a_reviewer_rejected_is_not_offered() -> None:
    offered = (Reading("up"), Reading("mystery"))
    refused = replace(reply(None, "Not surely."), readings=offered)
    found, _ = translate(refused, rejections=(Rejection("up", "no", "alice"),))
    assert found.failure is not None
    assert found.failure.readings == (Reading("mystery"),)


def test_the_source_is_who_answered() -> None:
    found, _ = translate(replace(reply(GOOD), source="builtin"))
    assert found.source == "builtin"
