"""Each failure says what happened and what to do next."""

import pytest

from app.catalogue.catalogue import Match, Metric, MetricType
from app.domain import Failure, FailureKind, Problem, Reading, Rejection, Severity
from app.pipeline import failures

MATCHES = [Match(Metric(name, MetricType.GAUGE), 1) for name in ("a", "b_up", "c_up", "d_up")]
GAUGE = Problem("rate-on-gauge", Severity.ERROR, "rate(x)", "x is a gauge", "use deriv()")
BAD = Problem("syntax", Severity.ERROR, "(", "it does not parse")

REJECTED_END = " Ask in other words, or have it edited by a reviewer. It was not run: up"


@pytest.mark.parametrize(
    ("failure", "kind", "message"),
    [
        (
            failures.unanswerable("load of a", "No metric about b_up", MATCHES),
            FailureKind.UNANSWERABLE,
            "No metric about b_up.",
        ),
        (
            failures.unanswerable("load of a", " Not here! ", MATCHES[1:3]),
            FailureKind.UNANSWERABLE,
            "Not here! Closest metrics: b_up, c_up.",
        ),
        (failures.unanswerable("load of a", "Why?", []), FailureKind.UNANSWERABLE, "Why?"),
        (
            failures.refused("rate(x)", [GAUGE, BAD], MATCHES[1:3]),
            FailureKind.REFUSED,
            "The generated PromQL did not pass the checks: x is a gauge (use deriv()). it does not"
            " parse. Closest metrics: b_up, c_up. It was not run: rate(x)",
        ),
        (
            failures.turned_down(Rejection("up", "wrong metric", "alice")),
            FailureKind.REJECTED,
            f"alice rejected the PromQL for this question: wrong metric.{REJECTED_END}",
        ),
        (
            failures.turned_down(Rejection("up", "", "alice")),
            FailureKind.REJECTED,
            f"alice rejected the PromQL for this question.{REJECTED_END}",
        ),
        (
            failures.no_reply("the model's answer is empty"),
            FailureKind.REFUSED,
            "the model's answer is empty. Ask in other words, or use a larger model.",
        ),
    ],
)
def test_a_failure_is_told(failure: Failure, kind: FailureKind, message: str) -> None:
    assert failure == Failure(kind, message)


def test_what_may_be_meant_is_told_with_the_next_step() -> None:
    readings = (Reading("sum(b_up)", "b_up (gauge)"), Reading("c_up"))
    assert failures.unanswerable("load of a", "Not surely", MATCHES[1:3], readings) == Failure(
        FailureKind.UNANSWERABLE,
        "Not surely. Closest metrics: b_up, c_up. Closest readings, none of them run:"
        " (1) sum(b_up) (2) c_up If one of them is meant, run it as it is, ask again with the"
        " name of its metric in the question, or teach it: POST /api/v1/llm/queries"
        ' {"question":"load of a","promql":"…","approve":true}',
        readings=readings,
    )
