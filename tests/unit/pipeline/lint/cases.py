"""What every rule's test does: find problems in one query over the small catalogue."""

from app.domain import Problem
from app.pipeline.lint.base import Rule
from app.pipeline.parse import parse
from tests.fakes import catalogue


def problems(rule: Rule, promql: str) -> list[Problem]:
    """Return what the rule finds."""
    return list(rule.check(parse(promql), catalogue()))
