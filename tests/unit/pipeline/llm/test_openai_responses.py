"""The Responses API, as it is asked and as it answers."""

import pytest
import responses

from app.domain import Usage
from app.pipeline.llm.base import ModelError, Reply
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.llm.openai_responses import OpenAiResponses
from app.pipeline.llm.schema import SCHEMA
from tests.unit.pipeline.llm.asked import REPLY, answer, bodies, provider

URL = "https://api.openai.com/v1/responses"


def envelope(*contents, **fields):
    return {
        "status": "completed",
        "model": "a-model-2026",
        "output": [
            {"type": "reasoning", "summary": []},
            {"type": "message", "role": "assistant", "content": list(contents)},
        ],
        "usage": {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18},
        **fields,
    }


def said(text):
    return {"type": "output_text", "text": text, "annotations": []}


@responses.activate
def test_the_request_asks_for_structured_output_and_stores_nothing():
    sent = responses.post(URL, json=envelope(said(REPLY)))

    reply = answer(provider(OpenAiResponses, URL, max_output_tokens=50))

    assert reply == Reply("sum(up)", None, "How many.", "a-model-2026", Usage(1, 11, 7))
    assert bodies(sent) == [
        {
            "model": "a-model",
            "instructions": "Rules.",
            "input": "How many?",
            "max_output_tokens": 50,
            "store": False,
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": "promql_reply",
                    "strict": True,
                    "schema": SCHEMA,
                }
            },
        }
    ]


@responses.activate
def test_a_temperature_is_sent_only_when_set():
    sent = responses.post(URL, json=envelope(said(REPLY)))

    answer(provider(OpenAiResponses, URL, temperature=0.0))

    assert bodies(sent)[0]["temperature"] == 0.0


@responses.activate
def test_an_endpoint_without_structured_output_is_asked_without_from_then_on():
    complaint = {"error": {"message": "Unknown parameter.", "param": "text.format"}}
    refused = responses.post(URL, status=400, json=complaint)
    taken = responses.post(URL, json=envelope(said("```promql\nsum(up)\n```")))
    asked = provider(OpenAiResponses, URL)

    replies = [answer(asked), answer(asked)]

    assert replies == [Reply("sum(up)", None, "", "a-model-2026", Usage(1, 11, 7))] * 2
    assert ["text" in body for body in bodies(refused)] == [True]
    assert ["text" in body for body in bodies(taken)] == [False, False]


@responses.activate
def test_another_complaint_is_the_answer():
    sent = responses.post(
        URL,
        status=400,
        json={"error": {"message": "Your prompt is too long for your information."}},
    )

    with pytest.raises(ModelError, match="Your prompt is too long"):
        answer(provider(OpenAiResponses, URL))

    assert sent.call_count == 1


@responses.activate
def test_a_refusal_of_the_endpoint_is_a_refusal():
    responses.post(URL, json=envelope({"type": "refusal", "refusal": "I will not."}))

    reply = answer(provider(OpenAiResponses, URL))

    assert reply == Reply(None, "I will not.", "", "a-model-2026", Usage(1, 11, 7))


@pytest.mark.parametrize("reason", ["max_output_tokens", "content_filter"])
@responses.activate
def test_an_incomplete_answer_says_why(reason):
    responses.post(
        URL,
        json=envelope(said("sum(up"), status="incomplete", incomplete_details={"reason": reason}),
    )

    with pytest.raises(NoReplyError) as raised:
        answer(provider(OpenAiResponses, URL))

    assert str(raised.value) == f"the model's answer was cut off ({reason}); it began: sum(up"
    assert raised.value.usage == Usage(1, 11, 7)


@responses.activate
def test_a_failed_answer_is_no_reply_of_the_model():
    responses.post(URL, json=envelope(status="failed", error={"code": "server_error"}))

    with pytest.raises(ModelError) as raised:
        answer(provider(OpenAiResponses, URL))

    assert str(raised.value) == "the model endpoint gave up (failed): ask again"


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"output": None, "usage": None},
        {"output": "text", "usage": [1], "model": 5},
        {"output": [1, {"type": "message", "content": None}]},
        {"output": [{"type": "message", "content": [{"text": 5}, None]}]},
        {"status": "incomplete", "incomplete_details": "x"},
    ],
)
@responses.activate
def test_any_other_shape_is_no_reply(shape):
    responses.post(URL, json=shape)

    with pytest.raises(NoReplyError):
        answer(provider(OpenAiResponses, URL))
