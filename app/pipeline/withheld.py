"""What findings tell of labels and values that a model is not to be sent."""

import re
from dataclasses import replace

from app.domain import Problem
from app.pipeline.label_context import matching
from app.pipeline.prompt_options import PromptOptions, SendValues

# Their texts tell labels or values of series, beside what stands in the PromQL itself.
_OF_LABELS = frozenset({"unknown-label", "vector-matching"})
_OF_VALUES = "unknown-label-value"
_OF_SERIES = frozenset({"execution", "syntax"})
_LABEL_SET = re.compile(r"\{[^{}]*(?:\}|$)")


def sendable(problem: Problem, question: str, options: PromptOptions) -> Problem:
    """Return a finding without what the operator keeps from the model."""
    if problem.rule in _OF_LABELS and not options.send_labels:
        short = problem.short.partition(":")[0]
        return replace(problem, short=short, long="", suggestions=())
    if options.send_values is SendValues.ALL and options.send_labels:
        return problem
    if problem.rule == _OF_VALUES:
        named = _matching(problem, question, options)
        long = f"did you mean {', '.join(named)}?" if named else ""
        return replace(problem, long=long, suggestions=named)
    if problem.rule in _OF_SERIES:
        # Prometheus names the series that it cannot match.
        return replace(problem, short=_LABEL_SET.sub("{…}", problem.short))
    return problem


def _matching(problem: Problem, question: str, options: PromptOptions) -> tuple[str, ...]:
    if options.send_values is SendValues.NONE or not options.send_labels:
        return ()
    return matching(problem.suggestions, question)
