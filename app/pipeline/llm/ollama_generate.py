"""Ollama's completion endpoint (`/api/generate`)."""

from app.deadline import Deadline
from app.pipeline.llm.base import Prompted, Reply, Task
from app.pipeline.llm.dialect import Conversation, Dialect
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.extract import read_reply
from app.pipeline.llm.fields import text
from app.pipeline.llm.http import Json, ModelHttp
from app.pipeline.llm.ollama import output, request
from app.pipeline.llm.prose import LooksLikePromql


class OllamaGenerate:
    """Asks `POST /api/generate`."""

    name = "ollama"

    def __init__(self, http: ModelHttp, looks_like_promql: LooksLikePromql) -> None:
        self._endpoint = http.endpoint
        self._conversation = Conversation(http)
        self._looks_like_promql = looks_like_promql

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the model's reply to a task; raises `ModelError`."""
        answer = self._conversation.post(
            lambda dialect: _request(self._endpoint, task.prompt, dialect), deadline
        )
        written = text(answer, "response")
        return read_reply(output(answer, written, self._endpoint.model), self._looks_like_promql)


def _request(endpoint: Endpoint, prompt: Prompted, dialect: Dialect) -> Json:
    return {
        **request(endpoint, dialect),
        "system": prompt.instructions,
        "prompt": prompt.question,
    }
