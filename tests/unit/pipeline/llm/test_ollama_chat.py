"""Ollama's chat endpoint, as it is asked and as it answers."""

import pytest
import responses

from app.domain import Usage
from app.pipeline.llm.base import Reply
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.llm.ollama_chat import OllamaChat
from app.pipeline.llm.schema import SCHEMA
from tests.unit.pipeline.llm.asked import REPLY, answer, bodies, provider

URL = "http://localhost:11434/api/chat"


def envelope(content):
    return {
        "model": "a-model:latest",
        "message": {"role": "assistant", "content": content, "thinking": "Hm, up{}?"},
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 11,
        "eval_count": 7,
    }


@responses.activate
def test_the_request_asks_for_structured_output_and_enough_context():
    sent = responses.post(URL, json=envelope(REPLY))

    reply = answer(provider(OllamaChat, URL, max_output_tokens=50))

    assert reply == Reply("sum(up)", None, "How many.", "a-model:latest", Usage(1, 11, 7))
    assert bodies(sent) == [
        {
            "model": "a-model",
            "messages": [
                {"role": "system", "content": "Rules."},
                {"role": "user", "content": "How many?"},
            ],
            "stream": False,
            "format": SCHEMA,
            "options": {"num_predict": 50, "num_ctx": 4146},
        }
    ]


@pytest.mark.parametrize("shape", [{}, {"message": "up"}, {"message": {"content": 5}}])
@responses.activate
def test_any_other_shape_is_no_reply(shape):
    responses.post(URL, json=shape)

    with pytest.raises(NoReplyError):
        answer(provider(OllamaChat, URL))
