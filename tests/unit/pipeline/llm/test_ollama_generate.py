"""Ollama's completion endpoint, as it is asked and as it answers."""

import pytest
import responses

from app.domain import Usage
from app.pipeline.llm.base import ModelError, Reply
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.llm.ollama_generate import OllamaGenerate
from app.pipeline.llm.schema import SCHEMA
from tests.unit.pipeline.llm.asked import REPLY, answer, bodies, provider

URL = "http://localhost:11434/api/generate"


def envelope(response, **fields):
    return {
        "model": "a-model:latest",
        "response": response,
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 11,
        "eval_count": 7,
        **fields,
    }


@responses.activate
def test_the_request_asks_for_structured_output_and_enough_context():
    sent = responses.post(URL, json=envelope(REPLY))

    reply = answer(provider(OllamaGenerate, URL, max_output_tokens=50, temperature=0.0))

    assert reply == Reply("sum(up)", None, "How many.", "a-model:latest", Usage(1, 11, 7))
    assert bodies(sent) == [
        {
            "model": "a-model",
            "system": "Rules.",
            "prompt": "How many?",
            "stream": False,
            "format": SCHEMA,
            "options": {"num_predict": 50, "num_ctx": 4146, "temperature": 0.0},
        }
    ]


@responses.activate
def test_an_older_ollama_without_schemas_is_asked_without_from_then_on():
    complaint = "json: cannot unmarshal object into Go struct field GenerateRequest.format"
    refused = responses.post(URL, status=400, json={"error": complaint})
    taken = responses.post(URL, json=envelope("sum(up)"))
    asked = provider(OllamaGenerate, URL)

    assert [answer(asked).promql, answer(asked).promql] == ["sum(up)", "sum(up)"]
    assert refused.call_count == 1
    assert ["format" in body for body in bodies(taken)] == [False, False]


@responses.activate
def test_a_model_that_is_not_there_says_what_to_check():
    responses.post(URL, status=404, json={"error": "model 'a-model' not found"})

    with pytest.raises(ModelError, match="check LLM_ENDPOINT and OPENAI_MODEL"):
        answer(provider(OllamaGenerate, URL))


@responses.activate
def test_an_answer_cut_off_says_so():
    responses.post(URL, json=envelope("sum(up", done_reason="length"))

    with pytest.raises(NoReplyError, match=r"cut off \(length\)"):
        answer(provider(OllamaGenerate, URL))


@pytest.mark.parametrize("shape", [{}, {"response": None}, {"response": {"a": 1}}, {"error": "x"}])
@responses.activate
def test_any_other_shape_is_no_reply(shape):
    responses.post(URL, json=shape)

    with pytest.raises(NoReplyError):
        answer(provider(OllamaGenerate, URL))
