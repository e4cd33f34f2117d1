"""The shape of the answer that models are asked for, and how each API is told."""

from app.pipeline.llm.http import Json

NAME = "promql_reply"

# "Strict" endpoints need every property required, and no others allowed.
SCHEMA: Json = {
    "type": "object",
    "properties": {
        "promql": {
            "type": ["string", "null"],
            "description": "the PromQL that answers the question; null when refused",
        },
        "explanation": {"type": "string", "description": "one sentence: what the PromQL shows"},
        "assumptions": {
            "type": "array",
            "items": {"type": "string"},
            "description": "what the question left open and was assumed",
        },
        "refusal": {
            "type": ["string", "null"],
            "description": "why the metrics cannot answer; null when there is PromQL",
        },
    },
    "required": ["promql", "explanation", "assumptions", "refusal"],
    "additionalProperties": False,
}


def responses_text() -> Json:
    """Return the `text` field of the Responses API."""
    return {"format": {"type": "json_schema", "name": NAME, "strict": True, "schema": SCHEMA}}


def chat_response_format() -> Json:
    """Return the `response_format` field of the Chat Completions API."""
    return {
        "type": "json_schema",
        "json_schema": {"name": NAME, "strict": True, "schema": SCHEMA},
    }
