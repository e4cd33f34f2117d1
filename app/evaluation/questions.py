"""Questions with the PromQL that answers them, read from a YAML file."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

_CLOSEST = 3


class QuestionsError(Exception):
    """The file cannot be used; `str()` says what is wrong in it."""


class Mode(StrEnum):
    """Whether a question is asked for one moment or for a range of them."""

    INSTANT = "instant"
    RANGE = "range"


class Case(BaseModel):
    """A question; right are results equal to those of `gold` or of one of the other PromQL texts.

    `alternates` write the same answer otherwise, `readings` are other answers that are as right.
    Where `window_free`, the windows of `rate` and the like may be others. `percent_ok`: a factor of
    100 is right too; `unit_ok`: another usual unit of time, of
    bytes, or of either. An empty result is right
    only with `empty_ok`. A question without a gold cannot be answered, and is right when refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    mode: Mode = Mode.INSTANT
    gold: str = ""
    alternates: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    category: str = "other"
    difficulty: int = Field(1, ge=1, le=3)
    topic: str = ""  # questions of one topic ask for the same in other words
    answerable: bool | None = None
    window_free: bool = False
    percent_ok: bool = False
    unit_ok: Literal["time", "bytes"] | bool = False
    empty_ok: bool = False
    lang: str = "en"
    set: str = ""
    tags: tuple[str, ...] = ()
    lacks: str = ""

    @model_validator(mode="after")
    def _has_gold(self) -> "Case":
        if self.answerable is not None and self.answerable != bool(self.gold):
            raise ValueError("a question has a gold, or is `answerable: false`")
        return self

    @property
    def is_answerable(self) -> bool:
        """Say whether there is a right answer but a refusal."""
        return bool(self.gold)

    @property
    def expected(self) -> tuple[str, ...]:
        """Return the PromQL that is right, the gold first."""
        return (self.gold, *self.alternates, *self.readings) if self.gold else ()


def load(path: Path) -> tuple[Case, ...]:
    """Return the questions of a file: a list, or a list below `questions`.

    Raises `QuestionsError`.
    """
    try:
        found = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise QuestionsError(f"{path} cannot be read: {error}") from error
    listed = found.get("questions") if isinstance(found, dict) else found
    try:
        cases = TypeAdapter(tuple[Case, ...]).validate_python(listed)
    except ValidationError as error:
        raise QuestionsError(f"{path} is no list of questions: {_told(error, listed)}") from error
    if not cases:
        raise QuestionsError(f"{path} holds no question")
    twice = [name for name, number in Counter(case.id for case in cases).items() if number > 1]
    if twice:
        raise QuestionsError(f"{path} has questions of one id: {', '.join(twice[:_CLOSEST])}")
    return cases


def chosen(cases: Sequence[Case], ids: Sequence[str]) -> tuple[Case, ...]:
    """Return the questions with these ids, all without any; raises `QuestionsError`."""
    known = [case.id for case in cases]
    for name in ids:
        if name not in known:
            close = get_close_matches(name, known, _CLOSEST) or known[:_CLOSEST]
            raise QuestionsError(f"no question has the id {name}: there are {', '.join(close)}")
    return tuple(case for case in cases if not ids or case.id in ids)


def _told(error: ValidationError, listed: object) -> str:
    first = error.errors()[0]
    place = first["loc"]
    if place and isinstance(place[0], int) and isinstance(listed, list):
        item = listed[place[0]]
        name = item.get("id") if isinstance(item, dict) else None
        where = f"question {name or place[0] + 1}"
        field = ".".join(str(part) for part in place[1:])
        return f"{where}{', ' + field if field else ''}: {_in_yaml(first['msg'])}"
    return _in_yaml(first["msg"])


def _in_yaml(message: str) -> str:
    """Return a message with what it expects called as YAML calls it."""
    return message.replace("tuple", "list").replace("Tuple", "List")
