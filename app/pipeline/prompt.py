"""What a model is told: the rules of PromQL, then question and context as capped data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from app.catalogue.catalogue import Catalogue, Match
from app.deadline import Deadline
from app.domain import Problem, Question, Rejection
from app.pipeline.label_context import LabelContext, may_be_told, read_labels
from app.pipeline.llm.base import Attempt, Example, Prompt
from app.pipeline.plain import plain
from app.pipeline.prompt_options import PromptOptions
from app.pipeline.token_count import estimated_tokens
from app.pipeline.withheld import sendable

MAX_PROMPT_TOKENS = 2450

_QUESTION_CHARS = 2000
# Words of other languages take more tokens than they are taken for.
_QUESTION_TOKENS = 500
_HELP_CHARS = 120
_NAME_CHARS = 200  # UTF-8 names may hold anything, orders to the model too
_METRICS = 12
_LABELLED_METRICS = 8
_LABELS_SECONDS = 5.0
_ATTEMPTS_TOKENS = 700
_EXAMPLES_TOKENS = 400
_REJECTIONS_TOKENS = 220
_PROMQL_CHARS = 500
_SENTENCE_CHARS = 200
_PROBLEMS_TOKENS = 350
_METRICS_TOKENS = 300  # at least
_VALUES_TOKENS = 150  # of one metric


class LatePrompt:
    """A prompt that is written when a provider first reads it: its labels cost look-ups."""

    def __init__(self, write: Callable[[], Prompt]) -> None:
        self._write = write

    @property
    def instructions(self) -> str:
        """Return the standing instructions."""
        return self._written.instructions

    @property
    def question(self) -> str:
        """Return the question with its context."""
        return self._written.question

    @cached_property
    def _written(self) -> Prompt:
        return self._write()


def write_prompt(
    question: Question,
    matches: Sequence[Match],
    catalogue: Catalogue,
    attempts: Sequence[Attempt],
    rejections: Sequence[Rejection],
    deadline: Deadline,
    *,
    options: PromptOptions,
    examples: Sequence[Example] = (),
) -> Prompt:
    """Return what to send, at most `MAX_PROMPT_TOKENS` whatever the catalogue holds.

    Labels that cannot be had before the deadline are left out. No clock enters.
    """
    asked = _question(question.text)
    told = {"question": asked, "metrics": []}
    # The question counts twice, see above.
    taken = sum(map(estimated_tokens, (options.instructions, _json(told), asked)))
    spare = _Spare(MAX_PROMPT_TOKENS - taken - _METRICS_TOKENS)
    tried = (_attempt(attempt, question.text, options) for attempt in reversed(attempts))
    # What a repair needs comes first, examples last; the metrics take what is left.
    earlier = spare.fitting("earlier_attempts", tried, _ATTEMPTS_TOKENS)
    not_this = spare.fitting("not_this", map(_rejection, reversed(rejections)), _REJECTIONS_TOKENS)
    shown = spare.fitting("examples", map(_example, examples), _EXAMPLES_TOKENS)
    document = {"question": asked, **shown, **earlier, **not_this}
    room = spare.tokens + _METRICS_TOKENS
    labels = read_labels(
        [match.metric.name for match in matches[:_LABELLED_METRICS] if options.send_labels],
        question.text,
        catalogue,
        deadline.at_most(_LABELS_SECONDS),
        options.send_values,
    )
    found = (match for match in matches[:_METRICS] if may_be_told(match.metric.name, _NAME_CHARS))
    metrics = (_metric(match, labels, send_help=options.send_help) for match in found)
    return Prompt(options.instructions, _json({**document, "metrics": _fitting(metrics, room)}))


@dataclass
class _Spare:
    """The tokens that are left beside instructions, question and metrics."""

    tokens: int

    def fitting(
        self, name: str, found: Iterator[dict[str, object]], max_tokens: int
    ) -> dict[str, object]:
        """Return the first items that fit under their name, nothing where none does."""
        named = estimated_tokens(_json({name: []}))
        kept = _fitting(found, min(max_tokens, self.tokens - named))
        if not kept:
            return {}
        self.tokens -= estimated_tokens(_json({name: kept}))
        return {name: kept}


def _question(text: str) -> str:
    asked = plain(text, _QUESTION_CHARS)
    while estimated_tokens(asked) > _QUESTION_TOKENS:
        asked = plain(asked, max(1, len(asked) * 3 // 4))
    return asked


def _metric(match: Match, labels: dict[str, LabelContext], *, send_help: bool) -> dict[str, object]:
    metric = match.metric
    known = labels.get(metric.name, LabelContext())
    return _without_empty(
        {
            "name": metric.name,
            "type": str(metric.type),
            "unit": plain(metric.unit, _HELP_CHARS),
            "help": plain(metric.help, _HELP_CHARS) if send_help else "",
            "labels": known.names,
            "values": _values(known),
        }
    )


def _values(known: LabelContext) -> dict[str, tuple[str, ...]]:
    """Return the values of labels until they take too much: identifiers are many tokens each."""
    told: dict[str, tuple[str, ...]] = {}
    left = _VALUES_TOKENS
    for found in known.values:
        tokens = estimated_tokens(_json((found.label, found.values)))
        if tokens <= left:
            told[found.label] = found.values
            left -= tokens
    return told


def _example(example: Example) -> dict[str, object]:
    return {
        "question": plain(example.question, _SENTENCE_CHARS),
        "expression": plain(example.promql, _PROMQL_CHARS),
    }


def _attempt(attempt: Attempt, question: str, options: PromptOptions) -> dict[str, object]:
    problems = (sendable(problem, question, options) for problem in attempt.problems)
    # Not "promql": a model that repeats its input must not seem to have answered.
    return {
        "expression": plain(attempt.promql, _PROMQL_CHARS),
        "problems": _fitting(map(_problem, problems), _PROBLEMS_TOKENS),
    }


def _problem(problem: Problem) -> dict[str, object]:
    return _without_empty(
        {
            "rule": problem.rule,
            "at": plain(problem.fragment, 80),
            "problem": plain(problem.short, _SENTENCE_CHARS),
            "hint": plain(problem.long, _SENTENCE_CHARS),
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


def _fitting(found: Iterator[dict[str, object]], max_tokens: int) -> list[dict[str, object]]:
    """Return the first items that fit, each left out that is too long by itself."""
    kept = []
    for item in found:
        tokens = estimated_tokens(_json(item)) + 1
        if tokens <= max_tokens:
            kept.append(item)
            max_tokens -= tokens
    return kept


def _json(found: object) -> str:
    return orjson.dumps(found).decode()
