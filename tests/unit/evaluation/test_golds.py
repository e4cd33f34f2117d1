"""A gold that nothing could be compared with is found before anything is asked."""

from typing import Any

import pytest

from app.domain import Question, Translation
from app.errors import UnavailableError
from app.evaluation.evaluation import Evaluation
from app.evaluation.golds import Broken, broken_golds, told
from app.evaluation.questions import Case
from app.prometheus.client import UpstreamRefusedError
from tests.fakes import NOON, PrometheusFake, checks, counting


def found(*cases: Case, prometheus: PrometheusFake | None = None) -> list[str]:
    held = prometheus or upstream()

    def translate(question: Question, _deadline: object) -> Translation:
        raise AssertionError(question)

    broken = broken_golds(Evaluation(translate, checks(held), held, NOON), cases)
    return [f"{each.case.id}: {each.reason}" for each in broken]


def upstream() -> PrometheusFake:
    prometheus = counting()

    def evaluated(asked: dict[str, str]) -> Any:
        if "label_replace" in asked["query"]:
            raise UpstreamRefusedError(422, "execution", "invalid regular expression")
        known = "unheard_of" not in asked["query"] and "absent" not in asked["query"]
        result = [{"metric": {"job": "a"}, "value": [0, "1"]}] if known else []
        return {"resultType": "vector", "result": result}

    prometheus.answers["query"] = evaluated
    return prometheus


def case(name: str, gold: str = "up", **fields: Any) -> Case:
    return Case(id=name, question="what is up", gold=gold, **fields)


@pytest.mark.parametrize(
    "fine",
    [
        case("gold"),
        case("unanswerable", ""),
        case("placeholder", "rate(http_requests_total[$__rate_interval])"),
        case("absent", "absent(up)"),
        case("nothing is right", "unheard_of", empty_ok=True),
        case("another version's metric", "up", alternates=("unheard_of",)),
    ],
)
def test_what_can_be_compared_with_is_left_alone(fine: Case) -> None:
    assert found(fine) == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (case("torn", "up{"), "torn: up{ does not parse"),
        (case("other", alternates=("up", "sum(")), "other: sum( does not parse"),
        (case("reading", readings=(")",)), "reading: ) does not parse"),
        (
            case("unknown", "unheard_of"),
            "unknown: unheard_of names unheard_of, and Prometheus has no such",
        ),
        (
            case("refused", 'label_replace(up, "a", "x", "job", "(")'),
            'refused: label_replace(up, "a", "x", "job", "(") fails on the server: invalid',
        ),
    ],
)
def test_what_is_of_no_use_is_told_with_its_id(broken: Case, reason: str) -> None:
    (only,) = found(case("fine"), broken)
    assert only.startswith(reason)


def test_a_prometheus_that_is_away_is_no_fault_of_a_gold() -> None:
    def away(_asked: dict[str, str]) -> Any:
        raise UnavailableError("away")

    prometheus = upstream()
    prometheus.answers["query"] = away
    with pytest.raises(UnavailableError):
        found(case("a", ""), prometheus=prometheus)


def test_the_first_ten_are_listed() -> None:
    lines = told([Broken(case(f"q{number}"), "no") for number in range(12)]).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (11, "- q0: no", "and 2 more")
