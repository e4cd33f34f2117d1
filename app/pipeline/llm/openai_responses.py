"""The Responses API of OpenAI and of what speaks like it (`/v1/responses`)."""

from app.deadline import Deadline
from app.domain import Usage
from app.pipeline.llm.base import ModelError, Prompted, Reply, Task
from app.pipeline.llm.dialect import Conversation, Dialect
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.extract import Output, read_reply
from app.pipeline.llm.fields import count, items, model_name, record, text
from app.pipeline.llm.http import Json, ModelHttp
from app.pipeline.llm.prose import LooksLikePromql
from app.pipeline.llm.schema import responses_text


class OpenAiResponses:
    """Asks `POST /v1/responses`; nothing is stored at the endpoint."""

    name = "openai-responses"

    def __init__(self, http: ModelHttp, looks_like_promql: LooksLikePromql) -> None:
        self._endpoint = http.endpoint
        self._conversation = Conversation(http)
        self._looks_like_promql = looks_like_promql

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the model's reply to a task; raises `ModelError`."""
        answer = self._conversation.post(
            lambda dialect: _request(self._endpoint, task.prompt, dialect), deadline
        )
        return read_reply(_output(answer, self._endpoint.model), self._looks_like_promql)


def _request(endpoint: Endpoint, prompt: Prompted, dialect: Dialect) -> Json:
    request = {
        "model": endpoint.model,
        "instructions": prompt.instructions,
        "input": prompt.question,
        "max_output_tokens": endpoint.max_output_tokens,
        "store": False,
    }
    if endpoint.temperature is not None:  # reasoning models refuse the field
        request["temperature"] = endpoint.temperature
    if dialect.structured:
        request["text"] = responses_text()
    return request


def _output(answer: Json, model: str) -> Output:
    status = text(answer, "status")
    if status in ("failed", "cancelled"):
        raise ModelError(f"the model endpoint gave up ({status}): ask again")
    contents = [
        content
        for item in items(answer, "output")
        if item.get("type") == "message"
        for content in items(item, "content")
    ]
    usage = record(answer, "usage")
    return Output(
        text="".join(text(content, "text") for content in contents),
        model=model_name(answer, model),
        usage=Usage(1, count(usage, "input_tokens"), count(usage, "output_tokens")),
        refusal=" ".join(filter(None, (text(content, "refusal") for content in contents))) or None,
        cut=_cut(answer) if status == "incomplete" else None,
    )


def _cut(answer: Json) -> str:
    return text(record(answer, "incomplete_details"), "reason") or "incomplete"
