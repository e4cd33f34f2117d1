"""The questions of `bench/questions.yaml`, whose head explains the fields."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent.parent / "questions.yaml"
CATEGORIES = (
    *("now", "rate", "increase", "total", "over-time", "histogram-percentile", "average"),
    *("ratio", "share", "count", "top", "threshold", "change", "time-until", "age", "state"),
    *("absent", "group", "filter", "window", "join", "unanswerable"),
)


class Mode(StrEnum):
    """How a question is asked: of one moment, or of a stretch of time."""

    INSTANT = "instant"
    RANGE = "range"


class Set(StrEnum):
    """What a question is for: frozen ones, and a second lot of them, are counted and never read."""

    FROZEN = "frozen"
    SECOND = "second"
    OPEN = "open"


class QuestionError(Exception):
    """The file of questions is not as its head says; `str()` names the question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its right answers; `gold` is empty where it cannot be answered."""

    id: str
    question: str
    set: Set
    category: str
    difficulty: int
    mode: Mode = Mode.INSTANT
    gold: str = ""
    alternates: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    window_free: bool = False
    percent_ok: bool = False
    unit_ok: bool = False
    empty_ok: bool = False
    answerable: bool = True
    lacks: str = ""
    lang: str = ""

    @property
    def right(self) -> tuple[str, ...]:
        """Return every query whose result is a right answer, the best one first."""
        return (self.gold, *self.alternates, *self.readings) if self.gold else ()


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions; raises `QuestionError`."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    found = tuple(map(question, told))
    ids = [one.id for one in found]
    if len(set(ids)) < len(ids):
        raise QuestionError(f"twice: {sorted(name for name in set(ids) if ids.count(name) > 1)}")
    return found


def question(told: Mapping[str, Any]) -> Question:
    """Return one question; raises `QuestionError` where a field is unknown or does not fit."""
    known = {field.name for field in fields(Question)}
    if unknown := set(told) - known:
        raise QuestionError(f"{told.get('id')}: no such fields: {sorted(unknown)}")
    try:
        one = Question(
            **{
                **told,
                "set": Set(told["set"]),
                "mode": Mode(told.get("mode", Mode.INSTANT)),
                "alternates": tuple(told.get("alternates", ())),
                "readings": tuple(told.get("readings", ())),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionError(f"{told.get('id')}: {error}") from error
    if one.category not in CATEGORIES or one.answerable != bool(one.gold):
        raise QuestionError(f"{one.id}: category {one.category}, gold {one.gold!r}")
    return one
