"""The Chat Completions API, as it is asked and as it answers."""

import pytest
import responses

from app.domain import Usage
from app.pipeline.llm.base import Reply
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.llm.openai_chat import OpenAiChat
from app.pipeline.llm.schema import SCHEMA
from tests.unit.pipeline.llm.asked import REPLY, answer, bodies, provider

LOCAL = "http://model.example:8080/v1/chat/completions"
OPENAI = "https://api.openai.com/v1/chat/completions"


def envelope(content, finish_reason="stop", **message):
    return {
        "model": "a-model-2026",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


@responses.activate
def test_the_request_asks_for_structured_output():
    sent = responses.post(LOCAL, json=envelope(REPLY))

    reply = answer(provider(OpenAiChat, LOCAL, max_output_tokens=50, temperature=0.2))

    assert reply == Reply("sum(up)", None, "How many.", "a-model-2026", Usage(1, 11, 7))
    assert bodies(sent) == [
        {
            "model": "a-model",
            "messages": [
                {"role": "system", "content": "Rules."},
                {"role": "user", "content": "How many?"},
            ],
            "max_tokens": 50,
            "temperature": 0.2,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "promql_reply", "strict": True, "schema": SCHEMA},
            },
        }
    ]


@responses.activate
def test_openai_gets_the_newer_name_of_the_limit():
    sent = responses.post(OPENAI, json=envelope(REPLY))

    answer(provider(OpenAiChat, OPENAI, max_output_tokens=50))

    assert bodies(sent)[0]["max_completion_tokens"] == 50
    assert not {"max_tokens", "temperature"} & set(bodies(sent)[0])


@responses.activate
def test_an_endpoint_that_asks_for_the_newer_limit_gets_it_from_then_on():
    complaint = {
        "error": {
            "message": "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        }
    }
    responses.post(LOCAL, status=400, json=complaint)
    taken = responses.post(LOCAL, json=envelope(REPLY))
    asked = provider(OpenAiChat, LOCAL)

    answer(asked)
    answer(asked)

    assert ["max_completion_tokens" in body for body in bodies(taken)] == [True, True]
    assert ["response_format" in body for body in bodies(taken)] == [True, True]


@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        (400, {"error": {"message": "Invalid parameter: 'response_format' of type 'json_schema'"}}),
        (400, {"error": "unknown field: response_format"}),
        (422, {"detail": [{"loc": ["body", "response_format"], "msg": "extra not permitted"}]}),
    ],
)
@responses.activate
def test_an_endpoint_without_structured_output_is_asked_without_from_then_on(status, complaint):
    refused = responses.post(LOCAL, status=status, json=complaint)
    taken = responses.post(LOCAL, json=envelope("PromQL: sum(up)"))
    asked = provider(OpenAiChat, LOCAL)

    assert [answer(asked).promql, answer(asked).promql] == ["sum(up)", "sum(up)"]
    assert refused.call_count == 1
    assert ["response_format" in body for body in bodies(taken)] == [False, False]


@responses.activate
def test_a_refusal_of_the_endpoint_is_a_refusal():
    responses.post(LOCAL, json=envelope(None, refusal="I will not."))

    assert answer(provider(OpenAiChat, LOCAL)) == Reply(
        None, "I will not.", "", "a-model-2026", Usage(1, 11, 7)
    )


@pytest.mark.parametrize("reason", ["length", "content_filter"])
@responses.activate
def test_an_answer_cut_off_says_why(reason):
    responses.post(LOCAL, json=envelope("sum(up", reason))

    with pytest.raises(NoReplyError) as raised:
        answer(provider(OpenAiChat, LOCAL))

    assert str(raised.value) == f"the model's answer was cut off ({reason}); it began: sum(up"


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [5]},
        {"choices": [{"message": "text"}]},
        {"choices": [{"message": {"content": [{"text": "up"}]}}], "usage": {"prompt_tokens": "x"}},
    ],
)
@responses.activate
def test_any_other_shape_is_no_reply(shape):
    responses.post(LOCAL, json=shape)

    with pytest.raises(NoReplyError):
        answer(provider(OpenAiChat, LOCAL))
