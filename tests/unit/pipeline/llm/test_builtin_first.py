"""The built-in translator answers what it is sure of, the model gets the rest."""

from dataclasses import replace

import pytest

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Reading, Rejection, Usage
from app.pipeline.llm.base import Attempt, ModelError, Prompt, Reply, Task
from app.pipeline.llm.builtin_first import BuiltinFirst
from app.question import ask
from tests.fakes import ProviderFake

TASK = Task(ask("", "how many"), Catalogue.of([]), (), Prompt("", ""))
SURE = Reply("up", None, "Whether it is up.", "builtin", sureness=0.9)
UNSURE = Reply(None, "Not surely.", model="builtin", readings=(Reading("up"), Reading("sum(up)")))
MODEL = Reply("sum(up)", None, "How many.", "a-model", Usage(1, 10, 2))


def asked(
    own: list[Reply | Exception], model: list[Reply | Exception], task: Task = TASK
) -> tuple[Reply, ProviderFake, ProviderFake]:
    builtin, other = ProviderFake(own, "builtin"), ProviderFake(model, "ollama")
    provider = BuiltinFirst(builtin, other)
    assert provider.name == "ollama"
    return provider.answer(task, Deadline.after(5)), builtin, other


def test_a_sure_answer_costs_no_model_call_and_says_whose_it_is() -> None:
    reply, _, model = asked([SURE], [])
    assert reply == replace(SURE, source="builtin")
    assert model.tasks == []


def test_the_model_answers_the_rest() -> None:
    reply, _, _ = asked([UNSURE], [MODEL])
    assert reply == MODEL


def test_a_refusal_of_the_model_holds_what_the_builtin_read() -> None:
    refusal = Reply(None, "No such metric.", model="a-model")
    reply, _, _ = asked([UNSURE], [refusal])
    assert reply == replace(refusal, readings=UNSURE.readings)


@pytest.mark.parametrize(
    "task",
    [
        replace(TASK, attempts=(Attempt("up", ()),)),
        replace(TASK, rejections=(Rejection("up", "no", "alice"),)),
    ],
)
def test_what_was_refused_before_goes_to_the_model_at_once(task: Task) -> None:
    reply, builtin, _ = asked([], [MODEL], task)
    assert (reply, builtin.tasks) == (MODEL, [])


def test_a_model_that_is_away_is_told() -> None:
    with pytest.raises(ModelError, match="away"):
        asked([UNSURE], [ModelError("the model is away")])
