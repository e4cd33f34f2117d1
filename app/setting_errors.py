"""What is wrong with the settings, in one sentence each."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

_BOUNDS = {"gt": "above", "ge": "of at least", "le": "of at most"}


class SettingsError(ValueError):
    """Settings that nothing can start with; `str()` names each and says what it must be."""


def in_words(error: ValidationError, fields: Mapping[str, FieldInfo]) -> str:
    """Return what is wrong, without the values: they may be secrets."""
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(_sentence(each, fields) for each in found)


def _sentence(found: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> str:
    ours = found.get("ctx", {}).get("error")
    if not found["loc"]:
        return str(ours or found["msg"])
    name = str(found["loc"][0])
    return f"{name.upper()} {ours or _must(fields[name])}"


def _must(field: FieldInfo) -> str:
    """Return what a field's type and bounds ask for."""
    kind = next(kind for kind in (*get_args(field.annotation), field.annotation) if kind)
    if kind is bool:
        return "must be true or false"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"must be one of {', '.join(kind)}"
    if kind not in (int, float):
        return "cannot be read"
    number = "a whole number" if kind is int else "a number"
    example = f", such as {field.default}" if field.default is not None else ""
    return f"must be {number} {' and '.join(_bounds(field))}{example}"


def _bounds(field: FieldInfo) -> Iterator[str]:
    for bound in field.metadata:
        for name, words in _BOUNDS.items():
            if hasattr(bound, name):
                yield f"{words} {getattr(bound, name)}"
