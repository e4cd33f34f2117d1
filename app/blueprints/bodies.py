"""Reads JSON bodies into pydantic models, whatever Content-Type they came with."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError

from app.blueprints import received_body
from app.errors import BadRequestError
from app.wiring import services


class Body(BaseModel):
    """A request body; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Body)


def read_body(model: type[Model], *, example: str) -> Model:
    """Return the current request's body.

    Raises `BadRequestError` that says what is wrong and shows an example.
    """
    try:
        return model.model_validate_json(_body() or b"null")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f'"{place}": {first["msg"]}' if place else str(first["msg"])
        raise BadRequestError(f"the body is not as expected: {what}. Example: {example}") from error


def _body() -> bytes:
    return received_body.whole(request.environ, services().settings.max_request_bytes)
