"""A matcher names a value that the label does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.close import close
from app.pipeline.lint.label_flow import labels_of_metric
from app.pipeline.lint.matchers import Matcher, matchers_of
from app.pipeline.lint.presence import Presence, carries, gone, presence
from app.pipeline.parse import Expr
from app.pipeline.reach import Reach, reaches

_LISTED = 5
_MAX_TOLD = 5  # of one matcher: each costs a look-up
_MAX_MATCHERS = 20


@dataclass(frozen=True, slots=True)
class UnknownLabelValue:
    """Every value that a matcher names is there, now or in the asked window."""

    id: str = "unknown-label-value"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each value that is not there; a note where it was.

        Of several values between `|` a missing one is a warning while another is there, and so is
        a pattern that no value matches now.
        """
        seen: set[tuple[str | None, Matcher]] = set()
        for reach in reaches(expr, context.window):
            known = labels_of_metric(reach.metric, context)
            for matcher in matchers_of(reach.selector):
                key = (reach.metric, matcher)
                new = key not in seen and len(seen) < _MAX_MATCHERS
                if known and matcher.label in known and new:
                    seen.add(key)
                    yield from self._checked(reach, matcher, context)

    def _checked(self, reach: Reach, matcher: Matcher, context: Context) -> Iterator[Problem]:
        metric = str(reach.metric)
        values = context.catalogue.label_values(metric, matcher.label, context.deadline)
        missing = [value for value in matcher.literals if value not in values]
        if not matcher.literals and matcher.operator == "=~":
            if matcher.wants_it and not context.holds(_selector(metric, matcher), reach.window):
                yield self._pattern(metric, matcher, values)
            return
        some = len(missing) < len(matcher.literals)
        excludes = matcher.operator in ("!=", "!~")
        for value in [] if excludes and some else missing[:_MAX_TOLD]:
            selector = carries(metric, matcher.label, value, "=")
            then = presence((selector,), [reach.window], context)
            if then is Presence.THEN or (then is Presence.BEFORE and not excludes):
                pair = f'{matcher.label}="{value}"'
                yield gone(self.id, pair, f"{metric} does not have {pair}", then)
            elif excludes:
                yield self._excluded(metric, matcher, value, values)
            else:
                mild = some or reach.asks_absence
                yield self._missing(metric, matcher, value, values, mild=mild)

    def _missing(
        self, metric: str, matcher: Matcher, value: str, values: tuple[str, ...], *, mild: bool
    ) -> Problem:
        near = tuple(other for other in close(value, values) if _digits(other) == _digits(value))
        return Problem(
            rule=self.id,
            severity=Severity.WARNING if mild else self.severity,
            fragment=_written(matcher),
            short=f'no series of {metric} has {matcher.label}="{value}"',
            long=f"did you mean {', '.join(near)}?" if near else _listed(matcher, values),
            suggestions=near,
        )

    def _excluded(
        self, metric: str, matcher: Matcher, value: str, values: tuple[str, ...]
    ) -> Problem:
        return Problem(
            rule=self.id,
            severity=Severity.NOTE,
            fragment=_written(matcher),
            short=f'no series of {metric} has {matcher.label}="{value}",'
            " so that nothing is left out",
            long=_listed(matcher, values),
        )

    def _pattern(self, metric: str, matcher: Matcher, values: tuple[str, ...]) -> Problem:
        return Problem(
            rule=self.id,
            severity=Severity.WARNING,
            fragment=_written(matcher),
            short=f'no {matcher.label} of {metric} matches "{matcher.value}" now',
            long=_listed(matcher, values),
        )


def _written(matcher: Matcher) -> str:
    return f'{matcher.label}{matcher.operator}"{matcher.value}"'


def _listed(matcher: Matcher, values: tuple[str, ...]) -> str:
    return f"{matcher.label} is one of {', '.join(values[:_LISTED])}" if values else ""


def _digits(value: str) -> str:
    """Return the digits of a value: another code, shard or number is never what was meant."""
    return "".join(filter(str.isdigit, value))


def _selector(metric: str, matcher: Matcher) -> str:
    return carries(metric, matcher.label, matcher.value, matcher.operator)
