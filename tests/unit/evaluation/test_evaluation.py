"""A question is right when what its PromQL evaluates to is what a gold evaluates to."""

from dataclasses import replace
from typing import Any

import pytest

from app.deadline import Deadline
from app.domain import Failure, FailureKind, Question, Translation, Usage
from app.errors import UnavailableError
from app.evaluation.evaluation import Evaluation
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case
from tests.fakes import NOON, PrometheusFake, checks, counting

VALUES = {"up": "1", "up * 1": "1", "mystery": "2", "up * 100": "100", "up > 5": None}


def upstream() -> PrometheusFake:
    prometheus = counting()
    counted = prometheus.answers["query"]

    def evaluated(asked: dict[str, str]) -> Any:
        promql = asked["query"]
        if promql not in VALUES and not any(
            part in promql for part in ("[1m]", "[5m]", "by (job)")
        ):
            return counted(asked)
        value = VALUES.get(promql, "7" if "[1m]" in promql else "8")
        found = [] if value is None else [{"metric": {"job": "a"}, "value": [0, value]}]
        return {"resultType": "vector", "result": found}

    prometheus.answers["query"] = evaluated
    prometheus.answers["query_range"] = lambda asked: {
        "resultType": "matrix",
        "result": [{"metric": {}, "values": [[float(asked["end"]), "1"]]}],
    }
    return prometheus


def asked(
    case: Case, translation: Translation, prometheus: PrometheusFake | None = None
) -> Outcome:
    prometheus = prometheus or upstream()

    def translate(question: Question, deadline: Deadline) -> Translation:
        assert question.text == case.question
        return translation

    return Evaluation(translate, checks(prometheus), prometheus, NOON).ask(case)


def made(promql: str) -> Translation:
    usage = Usage(1, 10, 2)
    return replace(Translation(promql, "", "fake", "m"), usage=usage, milliseconds={"model": 5.0})


def case(gold: str = "up", **fields: Any) -> Case:
    return Case(id="a", question="what is up", gold=gold, **fields)


@pytest.mark.parametrize(
    ("gold", "fields", "promql", "verdict"),
    [
        ("up", {}, "up", Verdict.RIGHT),
        ("up", {}, "up * 1", Verdict.RIGHT),
        ("up", {}, "mystery", Verdict.WRONG),
        ("mystery", {"alternates": ("up",)}, "up", Verdict.RIGHT),
        ("up", {"percent_ok": True}, "up * 100", Verdict.RIGHT),
        ("up", {}, "up > 5", Verdict.EMPTY),
        ("up", {"empty_ok": True}, "up > 5", Verdict.RIGHT),
        ("", {}, "up", Verdict.INVENTED),
        ("up", {}, "no_such_metric", Verdict.REFUSED),
        ("", {}, "no_such_metric", Verdict.RIGHT),
        (
            "rate(http_requests_total[5m])",
            {},
            "rate(http_requests_total[1m])",
            Verdict.WRONG,
        ),
        (
            "rate(http_requests_total[5m])",
            {"window_free": True},
            "rate(http_requests_total[1m])",
            Verdict.RIGHT,
        ),
    ],
)
def test_results_decide(gold: str, fields: dict[str, Any], promql: str, verdict: Verdict) -> None:
    assert asked(case(gold, **fields), made(promql)).verdict is verdict


def test_what_was_told_of_it_is_kept() -> None:
    outcome = asked(case(), made("up * 1"))
    assert outcome == Outcome(
        case(), Verdict.RIGHT, "up * 1", "", True, True, Usage(1, 10, 2), {"model": 5.0}
    )


@pytest.mark.parametrize(
    ("promql", "same_metrics", "same_labels"),
    [
        ("up", True, False),
        ('sum by (job) (up{job="a"})', True, True),
        ('sum by (job) (mystery{job="a"})', False, True),
    ],
)
def test_metrics_and_labels_are_compared_too(
    promql: str, *, same_metrics: bool, same_labels: bool
) -> None:
    outcome = asked(case('count by (job) (up{job="a"})'), made(promql))
    assert (outcome.same_metrics, outcome.same_labels) == (same_metrics, same_labels)


@pytest.mark.parametrize(
    ("kind", "gold", "verdict"),
    [
        (FailureKind.UNANSWERABLE, "up", Verdict.REFUSED),
        (FailureKind.REFUSED, "up", Verdict.REFUSED),
        (FailureKind.UNANSWERABLE, "", Verdict.RIGHT),
        (FailureKind.MODEL_DOWN, "up", Verdict.FAILED),
        (FailureKind.MODEL_DOWN, "", Verdict.FAILED),
    ],
)
def test_a_refusal_is_right_for_what_cannot_be_answered(
    kind: FailureKind, gold: str, verdict: Verdict
) -> None:
    failed = Translation(None, "", "fake", "", failure=Failure(kind, "because"))
    outcome = asked(case(gold), failed)
    assert (outcome.verdict, outcome.promql, outcome.reason) == (verdict, None, "because")


def test_a_query_that_prometheus_does_not_answer_has_failed() -> None:
    prometheus = upstream()
    evaluated = prometheus.answers["query"]

    def failing(asked: dict[str, str]) -> Any:
        if asked["query"] == "up * 1":
            raise UnavailableError("away")
        return evaluated(asked)

    prometheus.answers["query"] = failing
    outcome = asked(case(), made("up * 1"), prometheus)
    assert (outcome.verdict, outcome.reason) == (Verdict.FAILED, "away")


def test_a_range_is_asked_for_the_hour_before() -> None:
    prometheus = upstream()
    assert asked(case(mode="range"), made("up"), prometheus).is_right
    times = [dict(params) for path, params in prometheus.asked if path == "query_range"]
    assert {(one["start"], one["end"], one["step"]) for one in times} == {
        (f"{NOON - 3600:.3f}", f"{NOON:.3f}", "60")
    }
