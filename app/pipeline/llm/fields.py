"""Reads fields of an endpoint's JSON, whatever stands in them."""

from typing import Any

from app.pipeline.llm.http import Json


def text(found: Json, name: str) -> str:
    """Return a field's text, "" where it holds none."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def count(found: Json, name: str) -> int:
    """Return a field's number, 0 where it holds none."""
    value = found.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def record(found: Json, name: str) -> Json:
    """Return a field's object, an empty one where it holds none."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def items(found: Json, name: str) -> list[dict[str, Any]]:
    """Return the objects in a field's list."""
    value = found.get(name)
    listed = value if isinstance(value, list) else []
    return [item for item in listed if isinstance(item, dict)]


def model_name(answer: Json, configured: str) -> str:
    """Return the model that says it answered; some local servers name a file: then ours."""
    named = text(answer, "model")
    return configured if not named or named.startswith("/") else named
