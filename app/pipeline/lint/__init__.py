"""Checks generated PromQL; one rule a file, each registered here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from app.domain import Problem, Severity
from app.errors import ProxyError
from app.pipeline.lint.ambiguous_match import AmbiguousMatch
from app.pipeline.lint.average_of_quantiles import AverageOfQuantiles
from app.pipeline.lint.base import Context, Rule
from app.pipeline.lint.beyond_retention import BeyondRetention
from app.pipeline.lint.fixed_time import FixedTime
from app.pipeline.lint.histogram_without_le import HistogramWithoutLe
from app.pipeline.lint.impossible_matchers import ImpossibleMatchers
from app.pipeline.lint.label_lost import LabelLost
from app.pipeline.lint.name_regex import NameRegex
from app.pipeline.lint.nan_division import NanDivision
from app.pipeline.lint.nested_subquery import NestedSubquery
from app.pipeline.lint.no_matcher import NoMatcher
from app.pipeline.lint.quantile_range import QuantileRange
from app.pipeline.lint.quantile_without_rate import QuantileWithoutRate
from app.pipeline.lint.rate_of_sum import RateOfSum
from app.pipeline.lint.rate_on_gauge import RateOnGauge
from app.pipeline.lint.rate_window import RateWindow
from app.pipeline.lint.raw_counter import RawCounter
from app.pipeline.lint.regex import Regex
from app.pipeline.lint.server_feature import ServerFeature
from app.pipeline.lint.sort_in_range import SortInRange
from app.pipeline.lint.sum_of_buckets import SumOfBuckets
from app.pipeline.lint.unknown_label import UnknownLabel
from app.pipeline.lint.unknown_label_value import UnknownLabelValue
from app.pipeline.lint.unknown_metric import UnknownMetric
from app.pipeline.lint.vector_matching import VectorMatching
from app.pipeline.parse import Expr

RULES: tuple[Rule, ...] = (
    UnknownMetric(),
    UnknownLabel(),
    UnknownLabelValue(),
    RateOnGauge(),
    RawCounter(),
    HistogramWithoutLe(),
    SumOfBuckets(),
    FixedTime(),
    LabelLost(),
    VectorMatching(),
    AmbiguousMatch(),
    Regex(),
    QuantileRange(),
    QuantileWithoutRate(),
    AverageOfQuantiles(),
    RateOfSum(),
    RateWindow(),
    NoMatcher(),
    ImpossibleMatchers(),
    NameRegex(),
    SortInRange(),
    NanDivision(),
    NestedSubquery(),
    BeyondRetention(),
    ServerFeature(),
)


class Level(StrEnum):
    """What an operator sets for a rule: how much its findings matter, or that it does not run.

    A note of a stricter rule (what it looked for is gone, but was there) stays one.
    """

    OFF = "off"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


Levels = Mapping[str, Level]


def lint(
    expr: Expr, context: Context, levels: Levels | None = None, rules: Sequence[Rule] = RULES
) -> tuple[Problem, ...]:
    """Return what the rules find in a parsed query, in the order of the rules.

    A rule that cannot look up what it needs is itself a finding: nothing passes in silence.
    """
    set_to = levels or {}
    return tuple(
        problem
        for rule in rules
        if set_to.get(rule.id) is not Level.OFF
        for problem in _found(rule, expr, context, set_to.get(rule.id))
    )


def _found(rule: Rule, expr: Expr, context: Context, level: Level | None) -> Iterator[Problem]:
    try:
        for problem in rule.check(expr, context):
            told_only = problem.severity is Severity.NOTE and rule.severity is not Severity.NOTE
            yield replace(problem, severity=Severity(level)) if level and not told_only else problem
    except ProxyError as error:
        short = f"the rule {rule.id} could not run: {error}"
        yield Problem(rule.id, Severity.WARNING, "", short)
