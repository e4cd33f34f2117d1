"""Checks generated PromQL; one rule a file, each registered here."""

from app.catalogue.catalogue import Catalogue
from app.domain import Problem
from app.pipeline.lint.base import Rule
from app.pipeline.lint.fixed_time import FixedTime
from app.pipeline.lint.histogram_without_le import HistogramWithoutLe
from app.pipeline.lint.rate_on_gauge import RateOnGauge
from app.pipeline.lint.raw_counter import RawCounter
from app.pipeline.lint.unknown_metric import UnknownMetric
from app.pipeline.parse import Expr

RULES: tuple[Rule, ...] = (
    UnknownMetric(),
    RateOnGauge(),
    RawCounter(),
    HistogramWithoutLe(),
    FixedTime(),
)


def lint(expr: Expr, catalogue: Catalogue, rules: tuple[Rule, ...] = RULES) -> tuple[Problem, ...]:
    """Return what the rules find in a parsed query, in the order of the rules."""
    return tuple(problem for rule in rules for problem in rule.check(expr, catalogue))
