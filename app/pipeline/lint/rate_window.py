"""A window too narrow for the samples that a function needs in it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, one_line, walk
from app.pipeline.placeholders import duration
from app.pipeline.reach import seconds

_SLOPES = frozenset("rate increase delta deriv predict_linear double_exponential_smoothing".split())
_TWO_SAMPLES = frozenset({"irate", "idelta", "changes", "resets"})


@dataclass(frozen=True, slots=True)
class RateWindow:
    """Two samples must be in a window for a slope, and one missed scrape must not matter."""

    id: str = "rate-window"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each window under 4 scrape intervals, an error under 2.

        Where targets are scraped at several intervals, an error is what none of them allows.
        """
        for node, _ in walk(expr):
            if isinstance(node, promql_parser.Call):
                for argument in node.args:
                    if isinstance(argument, promql_parser.MatrixSelector):
                        yield from self._windowed(node, argument, context)
                    elif isinstance(argument, promql_parser.SubqueryExpr) and argument.step:
                        yield from self._subqueried(node, argument, context)

    def _windowed(self, call: Expr, selector: Expr, context: Context) -> Iterator[Problem]:
        function, interval = call.func.name, context.scrape_interval_seconds
        least = _least_intervals(function) * interval
        window = seconds(selector.range)
        if window >= least:
            return
        slope = function in _SLOPES | _TWO_SAMPLES
        too_few = slope and window < 2 * context.shortest_interval_seconds
        refused = too_few and not _is_asked_range(window, context)
        told = promql_parser.display_duration(selector.range)
        every = promql_parser.display_duration(timedelta(seconds=interval))
        yield Problem(
            rule=self.id,
            severity=self.severity if refused else Severity.WARNING,
            fragment=one_line(call),
            short=f"{told} is narrow for {function}() with a scrape every {every}: "
            + _consequence(function, window < 2 * interval),
            long=f"make the window at least {duration(least)}",
            suggestions=(duration(least),),
        )

    def _subqueried(self, call: Expr, subquery: Expr, context: Context) -> Iterator[Problem]:
        window, step = seconds(subquery.range), seconds(subquery.step)
        slope = call.func.name in _SLOPES | _TWO_SAMPLES
        least = 2 * step if slope else step
        if window >= least:
            return
        # Before Prometheus 3 a window holds both of its ends, and so at times two points.
        one_point = window < step or (window == step and context.server.has((3, 0)))
        refused = slope and one_point and not _is_asked_range(window, context)
        holds = (
            "it holds fewer than two points" if one_point else "many windows hold fewer than two"
        )
        told, every = map(promql_parser.display_duration, (subquery.range, subquery.step))
        yield Problem(
            rule=self.id,
            severity=self.severity if refused else Severity.WARNING,
            fragment=one_line(call),
            short=f"{told} is narrow for {call.func.name}() over a subquery with a step of {every}:"
            f" {holds if slope else 'many windows are empty'}",
            long=f"make the window at least {duration(least)}, or the step smaller",
            suggestions=(duration(least),),
        )


def _least_intervals(function: str) -> int:
    if function in _SLOPES:
        return 4
    return 2 if function in _TWO_SAMPLES else 1


def _consequence(function: str, too_few: bool) -> str:
    if function not in _SLOPES | _TWO_SAMPLES:
        return "most windows are empty"
    return "many windows hold fewer than two samples" if too_few else "a missed scrape leaves a gap"


def _is_asked_range(window: float, context: Context) -> bool:
    """Say whether the window is as long as the request's range, as `$__range` makes it."""
    asked = context.window
    if asked.step_seconds is None:
        return False
    return window == max(1, math.ceil(asked.end_seconds - asked.start_seconds))
