"""What a model is told: the rules of PromQL, then question and context as capped data."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import orjson

from app.catalogue.catalogue import Catalogue, Match
from app.deadline import Deadline
from app.domain import Problem, Question, Rejection
from app.pipeline.instructions import INSTRUCTIONS
from app.pipeline.label_context import LabelContext, read_labels
from app.pipeline.llm.base import Attempt, Prompt

MAX_PROMPT_CHARS = 9000  # about 2,500 tokens

_QUESTION_CHARS = 2000
_HELP_CHARS = 120
_METRICS = 20
_LABELLED_METRICS = 8
_LABELS_SECONDS = 5.0
_ATTEMPTS_CHARS = 2500
_REJECTIONS_CHARS = 800
_PROMQL_CHARS = 500
_SENTENCE_CHARS = 200
_PROBLEMS_CHARS = 1300


def write_prompt(
    question: Question,
    matches: Sequence[Match],
    catalogue: Catalogue,
    attempts: Sequence[Attempt],
    rejections: Sequence[Rejection],
    deadline: Deadline,
    *,
    loopback_model: bool,
) -> Prompt:
    """Return what to send, at most `MAX_PROMPT_CHARS` whatever the catalogue holds.

    Label values leave for a model elsewhere only where they match words of the question.
    Labels that cannot be had before the deadline are left out. No clock enters.
    """
    document = {
        "question": _question(question.text),
        "earlier_attempts": _fitting(map(_attempt, reversed(attempts)), _ATTEMPTS_CHARS),
        "not_this": _fitting(map(_rejection, reversed(rejections)), _REJECTIONS_CHARS),
    }
    filled = {name: value for name, value in document.items() if value}
    left = MAX_PROMPT_CHARS - len(INSTRUCTIONS) - len(_json(filled)) - len(',"metrics":[]')
    labels = read_labels(
        [match.metric.name for match in matches[:_LABELLED_METRICS]],
        question.text,
        catalogue,
        deadline.at_most(_LABELS_SECONDS),
        all_few_values=loopback_model,
    )
    metrics = (_metric(match, labels) for match in matches[:_METRICS])
    return Prompt(INSTRUCTIONS, _json({**filled, "metrics": _fitting(metrics, left)}))


def _question(text: str) -> str:
    asked = plain(text, _QUESTION_CHARS)
    # Escapes can double the length; nothing that people ask comes near.
    escaped = len(_json(asked)) > 1.2 * _QUESTION_CHARS
    return plain(asked, _QUESTION_CHARS // 2) if escaped else asked


def plain(text: str, max_chars: int) -> str:
    """Return text of others on one line, cut, without control and invisible characters."""
    # Cut first: the text may be of any length.
    visible = "".join(
        " " if letter.isspace() else letter
        for letter in text[: 4 * max_chars]
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    collapsed = re.sub(r" {2,}", " ", visible).strip()
    return collapsed if len(collapsed) <= max_chars else collapsed[: max_chars - 1] + "…"


def _metric(match: Match, labels: dict[str, LabelContext]) -> dict[str, object]:
    metric = match.metric
    known = labels.get(metric.name, LabelContext())
    return _without_empty(
        {
            "name": metric.name,
            "type": str(metric.type),
            "unit": plain(metric.unit, _HELP_CHARS),
            "help": plain(metric.help, _HELP_CHARS),
            "labels": known.names,
            "values": {found.label: found.values for found in known.values},
        }
    )


def _attempt(attempt: Attempt) -> dict[str, object]:
    # Not "promql": a model that repeats its input must not seem to have answered.
    return {
        "expression": plain(attempt.promql, _PROMQL_CHARS),
        "problems": _fitting(map(_problem, attempt.problems), _PROBLEMS_CHARS),
    }


def _problem(problem: Problem) -> dict[str, object]:
    return _without_empty(
        {
            "rule": problem.rule,
            "at": plain(problem.fragment, 80),
            "problem": plain(problem.short, _SENTENCE_CHARS),
            "did_you_mean": [plain(text, 80) for text in problem.suggestions[:3]],
        }
    )


def _rejection(rejection: Rejection) -> dict[str, object]:
    return {
        "expression": plain(rejection.promql, _PROMQL_CHARS),
        "because": plain(rejection.reason, _SENTENCE_CHARS),
    }


def _without_empty(found: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in found.items() if value}


def _fitting(found: Iterator[dict[str, object]], max_chars: int) -> list[dict[str, object]]:
    """Return the first items that fit, each left out that is too long by itself."""
    kept = []
    for item in found:
        length = len(_json(item)) + 1
        if length <= max_chars:
            kept.append(item)
            max_chars -= length
    return kept


def _json(found: object) -> str:
    return orjson.dumps(found).decode()
