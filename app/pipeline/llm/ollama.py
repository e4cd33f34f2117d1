"""What Ollama's own two endpoints have in common."""

from app.domain import Usage
from app.pipeline.llm.dialect import Dialect
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.extract import Output
from app.pipeline.llm.fields import count, model_name, text
from app.pipeline.llm.http import Json
from app.pipeline.llm.schema import SCHEMA

# Ollama cuts the start of what does not fit its context window, silently, and its default window
# (2,048 or 4,096 tokens by version) is smaller than a prompt and an answer.
_PROMPT_TOKENS = 4096


def request(endpoint: Endpoint, dialect: Dialect) -> dict[str, object]:
    """Return the fields of a request that hold no prompt."""
    options: dict[str, object] = {
        "num_predict": endpoint.max_output_tokens,
        "num_ctx": _PROMPT_TOKENS + endpoint.max_output_tokens,
    }
    if endpoint.temperature is not None:
        options["temperature"] = endpoint.temperature
    fields = {"model": endpoint.model, "stream": False, "options": options}
    return {**fields, "format": SCHEMA} if dialect.structured else fields


def output(answer: Json, written: str, model: str) -> Output:
    """Return what the endpoint delivered, `written` being the model's text."""
    return Output(
        text=written,
        model=model_name(answer, model),
        usage=Usage(1, count(answer, "prompt_eval_count"), count(answer, "eval_count")),
        cut="length" if text(answer, "done_reason") == "length" else None,
    )
