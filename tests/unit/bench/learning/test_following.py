"""The scripted model knows what its prompt shows, and nothing else."""

import json
from typing import Any

import pytest
import requests

from bench.learning.endpoint import serving
from bench.learning.following import answer

PILE = {"question": "how big is the paper pile", "expression": "backlog"}
CASH = {"question": "cash-in by region", "expression": "sum by (region) (revenue)"}


def answered(question: str, *examples: dict[str, str], **more: Any) -> dict[str, Any]:
    document = {"question": question, "examples": list(examples), "metrics": [], **more}
    told: dict[str, Any] = json.loads(answer(json.dumps(document)))
    return told


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("paper mill", None),
        ("the paper pile", "backlog"),
        ("cash-in per region", "sum by (region) (revenue)"),
        ("disk space left", None),
    ],
)
def test_it_repeats_the_closest_example(question: str, promql: str | None) -> None:
    told = answered(question, CASH, PILE)
    assert told["promql"] == promql
    assert (told["refusal"] is None) == (promql is not None)


def test_of_two_as_close_it_takes_the_first() -> None:
    other = {**PILE, "expression": "other"}
    assert answered("the paper pile", PILE, other)["promql"] == "backlog"


def test_without_examples_it_refuses() -> None:
    assert json.loads(answer('{"question": "paper pile", "metrics": []}'))["promql"] is None


def test_it_does_not_repeat_what_was_refused() -> None:
    tried = [{"expression": "backlog", "problems": []}]
    assert answered("the paper pile", PILE, earlier_attempts=tried)["promql"] is None


def test_it_is_asked_as_chat_completions_are() -> None:
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": "prompt"}]
    with (
        serving(str.upper) as url,
        requests.post(url, json={"model": "m", "messages": messages}, timeout=10) as told,
    ):
        message = told.json()["choices"][0]["message"]
    assert message == {"role": "assistant", "content": "PROMPT"}
