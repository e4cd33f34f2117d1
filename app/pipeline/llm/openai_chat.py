"""The Chat Completions API of OpenAI, vLLM, llama.cpp, LM Studio … (`/v1/chat/completions`)."""

from app.deadline import Deadline
from app.domain import Usage
from app.pipeline.llm.base import Prompted, Reply, Task
from app.pipeline.llm.dialect import Conversation, Dialect
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.extract import Output, read_reply
from app.pipeline.llm.fields import count, items, model_name, record, text
from app.pipeline.llm.http import Json, ModelHttp
from app.pipeline.llm.prose import LooksLikePromql
from app.pipeline.llm.schema import chat_response_format

# OpenAI's reasoning models refuse `max_tokens`; older local servers ignore the newer field, and
# then write without end.
_NEWER_LIMIT_HOSTS = ("api.openai.com", ".openai.azure.com")


class OpenAiChat:
    """Asks `POST /v1/chat/completions`."""

    name = "openai-chat"

    def __init__(self, http: ModelHttp, looks_like_promql: LooksLikePromql) -> None:
        self._endpoint = http.endpoint
        newer = http.endpoint.host.endswith(_NEWER_LIMIT_HOSTS)
        self._conversation = Conversation(http, Dialect(max_completion_tokens=newer))
        self._looks_like_promql = looks_like_promql

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the model's reply to a task; raises `ModelError`."""
        answer = self._conversation.post(
            lambda dialect: _request(self._endpoint, task.prompt, dialect), deadline
        )
        return read_reply(_output(answer, self._endpoint.model), self._looks_like_promql)


def _request(endpoint: Endpoint, prompt: Prompted, dialect: Dialect) -> Json:
    limit = "max_completion_tokens" if dialect.max_completion_tokens else "max_tokens"
    request = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.question},
        ],
        limit: endpoint.max_output_tokens,
    }
    if endpoint.temperature is not None:  # reasoning models refuse the field
        request["temperature"] = endpoint.temperature
    if dialect.structured:
        request["response_format"] = chat_response_format()
    return request


def _output(answer: Json, model: str) -> Output:
    choices = items(answer, "choices")
    choice = choices[0] if choices else {}
    message = record(choice, "message")
    usage = record(answer, "usage")
    ended = text(choice, "finish_reason")
    return Output(
        text=text(message, "content"),
        model=model_name(answer, model),
        usage=Usage(1, count(usage, "prompt_tokens"), count(usage, "completion_tokens")),
        refusal=text(message, "refusal") or None,
        cut=ended if ended in ("length", "content_filter") else None,
    )
