"""How sure the translator is, and what it offers where it is not."""

from dataclasses import fields, replace

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.domain import Rejection
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.builtin.candidate import Candidate, surest
from app.pipeline.llm.builtin.sureness import SURE, Signs, sureness
from app.pipeline.parse import is_promql
from app.pipeline.retrieve import retrieve
from app.question import ask
from tests.unit.pipeline.llm.builtin.shop import catalogue

SHOP = catalogue()
GOOD = Signs(covered=1.0, place=1.0, ahead=0.3, fits=0.1)
FOR = ("covered", "place", "ahead", "fits")


def answer(text: str, least_sure: float = SURE, **more: object) -> Reply:
    question, deadline = ask("", text), Deadline.after(10)
    matches = retrieve(question, SHOP, deadline)
    task = Task(question, SHOP, matches, Prompt("", ""), **more)  # type: ignore[arg-type]
    return Builtin(least_sure=least_sure).answer(task, deadline)


def test_it_is_sure_of_what_everything_speaks_for_and_of_nothing_without_signs() -> None:
    assert sureness(Signs()) < 0.01
    assert sureness(GOOD) > 0.95


@pytest.mark.parametrize("sign", [sign.name for sign in fields(Signs)])
def test_each_sign_counts_in_its_direction(sign: str) -> None:
    more = replace(GOOD, **{sign: getattr(GOOD, sign) + 0.1})
    assert (sureness(more) > sureness(GOOD)) == (sign in FOR)


@pytest.mark.parametrize(
    "sign",
    [
        *("undone", "unlisted", "unpaired", "untimed", "denied", "speechless", "no_number", "lost"),
        *("nameless", "stranger", "vague"),
    ],
)
def test_one_grave_sign_is_enough_to_doubt_a_usual_reading(sign: str) -> None:
    usual = Signs(covered=0.95, place=1.0, ahead=0.1, fits=0.05, surplus=1.0)
    assert sureness(usual) >= SURE
    assert sureness(replace(usual, **{sign: 1.0})) < SURE


def test_the_reply_says_how_sure_it_is() -> None:
    told = answer("average cpu usage per mode over the last 5 minutes").sureness
    assert told is not None
    assert SURE <= told <= 1


@pytest.mark.parametrize(
    "question",
    [
        "why is the load average of alpha so high",
        "should we buy memory",
        "restart the mail queue",
        "how do I measure http request duration",
    ],
)
def test_what_no_number_answers_is_not_answered(question: str) -> None:
    assert answer(question).promql is None


def test_below_the_threshold_it_offers_readings_of_different_metrics() -> None:
    reply = answer("load of alpha")
    assert reply.promql is None
    assert reply.sureness is not None
    assert reply.sureness < SURE
    offered = [reading.promql for reading in reply.readings]
    assert offered[:2] == [
        'node_load1{instance="alpha:9100"}',
        'node_load15{instance="alpha:9100"}',
    ]
    assert all(map(is_promql, offered[:2]))
    assert reply.readings[0].explanation.startswith("node_load1")
    assert reply.readings[0].sureness == round(reply.sureness, 2)
    assert "may mean several things" in (reply.refusal or "")


def test_what_is_far_from_everything_has_no_readings() -> None:
    assert answer("who won the world cup").readings == ()


def test_what_a_metric_cannot_give_is_offered_as_its_plain_value() -> None:
    reply = answer("mail queues slower than 2 seconds")
    assert [reading.promql for reading in reply.readings] == ["mail_queue_length"]
    assert (reply.sureness or 0) < SURE


def test_a_grouping_that_no_label_carries_is_told() -> None:
    assert "orders_total has no label for team" in (answer("orders per team").refusal or "")


def test_what_is_counted_is_told_of_by_the_metric() -> None:
    assert answer("number of tenants that logged in").promql is None


def test_one_word_that_metrics_of_several_products_fit_is_not_enough() -> None:
    metrics = (
        Metric(f"{product}_parcel_latency_seconds", MetricType.GAUGE, "Time.")
        for product in ("harbour", "depot", "customs")
    )
    held = Catalogue.of(metrics, labels=FixedLabels({}))
    question, deadline = ask("", "latency"), Deadline.after(10)
    task = Task(question, held, retrieve(question, held, deadline), Prompt("", ""))
    assert Builtin().answer(task, deadline).promql is None


def test_what_was_rejected_is_not_offered_again() -> None:
    first = answer("load of alpha").readings[0].promql
    turned_down = (Rejection(first, "", "alice"),)
    again = answer("load of alpha", rejections=turned_down)
    assert first not in [again.promql, *(reading.promql for reading in again.readings)]


def test_a_question_gets_the_same_answer_every_time() -> None:
    replies = {answer("http requests per minute by handler") for _ in range(3)}
    assert len(replies) == 1


def test_the_surest_of_all_candidates_comes_first_and_one_of_each_thing() -> None:
    some = [
        Candidate("a", "", 0.2, "x"),
        Candidate("b", "", 0.9, "x"),
        Candidate("c", "", 0.5, "y"),
    ]
    assert [each.promql for each in surest(some)] == ["b", "c"]
