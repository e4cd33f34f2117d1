"""Our providers against a real model server: the wire, never the quality of the answers."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.deadline import Deadline
from app.pipeline.llm.api import Api
from app.pipeline.llm.base import ModelError, Prompt, Reply, Task
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.extract import NoReplyError
from app.pipeline.llm.failures import RequestRefusedError
from app.pipeline.llm.http import Json, ModelHttp
from app.pipeline.llm.openai_chat import OpenAiChat
from app.pipeline.llm.openai_responses import OpenAiResponses
from app.pipeline.parse import is_promql
from app.pipeline.prompt import write_prompt
from app.pipeline.prompt_options import DEFAULT_OPTIONS
from app.question import ask
from tests.small_model import running_model

pytestmark = pytest.mark.model

PATHS = ("/v1/responses", "/v1/chat/completions")
PROVIDERS = {Api.OPENAI_RESPONSES: OpenAiResponses, Api.OPENAI_CHAT: OpenAiChat}
CATALOGUE = Catalogue.of(
    [Metric("node_cpu_seconds_total", MetricType.COUNTER, "Seconds the CPUs spent in each mode.")]
)


@pytest.fixture(scope="module")
def model_url() -> Iterator[str]:
    with running_model() as url:
        yield url


class NoStructure(ModelHttp):
    """An endpoint in front of the model that refuses structured output, as older servers do."""

    def post(self, body: Json, deadline: Deadline) -> Json:
        if {"text", "response_format"} & set(body):
            raise RequestRefusedError("refused", "unknown field: response_format")
        return super().post(body, deadline)


def ask_model(url: str, http: type[ModelHttp], **fields: Any) -> Reply | NoReplyError:
    endpoint = Endpoint(url, "smollm2", temperature=0.0, max_output_tokens=96)
    api = next(api for api in Api if url.endswith(api.value))
    try:
        return PROVIDERS[api](http(endpoint), is_promql).answer(task(**fields), Deadline.after(60))
    except NoReplyError as error:
        return error


def task(words: str = "cpu usage per mode", padding: str = "") -> Task:
    question = ask("", words)
    matches = CATALOGUE.search(words, 20)
    deadline = Deadline.after(5)
    prompt = write_prompt(question, matches, CATALOGUE, (), (), deadline, options=DEFAULT_OPTIONS)
    padded = Prompt(prompt.instructions, prompt.question + padding)
    return Task(question, CATALOGUE, matches, padded)


@pytest.mark.parametrize("http", [ModelHttp, NoStructure])
@pytest.mark.parametrize("path", PATHS)
def test_the_request_is_accepted_and_the_answer_read_or_refused(model_url, path, http):
    answer = ask_model(model_url + path, http)

    assert answer.usage.calls == 1
    assert answer.usage.prompt_tokens > 100
    assert 0 < answer.usage.completion_tokens <= 96
    if isinstance(answer, NoReplyError):
        assert answer.status == 422
        assert str(answer).startswith("the model's answer ")
    else:
        assert (answer.promql is None) != (answer.refusal is None)
        assert answer.model == "smollm2"


def test_where_the_server_has_structured_output_the_answer_is_our_json(model_url):
    answers = []

    class Recording(ModelHttp):
        def post(self, body: Json, deadline: Deadline) -> Json:
            answers.append(super().post(body, deadline))
            return answers[-1]

    ask_model(model_url + "/v1/chat/completions", Recording)

    choice = answers[0]["choices"][0]
    # Cut off or not: nothing else than our object may have been begun.
    assert choice["message"]["content"].lstrip().startswith('{"promql"')


@pytest.mark.parametrize("path", PATHS)
def test_a_prompt_over_the_models_context_is_refused_in_clear_words(model_url, path):
    with pytest.raises(ModelError, match=r"did not take the request \(400\): .*context"):
        ask_model(model_url + path, ModelHttp, padding="one two three " * 2000)


def test_a_path_that_the_server_lacks_says_what_to_check(model_url):
    with pytest.raises(ModelError, match="check LLM_ENDPOINT"):
        ask_model(model_url + "/nowhere/v1/responses", ModelHttp)
