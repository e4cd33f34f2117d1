"""A selector names a metric that this Prometheus does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.labels import name_selector
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.presence import Presence, gone, presence, severity_of
from app.pipeline.parse import Expr
from app.pipeline.reach import Reach, reaches

# Prometheus writes them while an alert is pending or firing, and not at all in good times.
_COME_AND_GO = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


@dataclass(frozen=True, slots=True)
class UnknownMetric:
    """Every exact metric name exists, now or in the request's own window."""

    id: str = "unknown-metric"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each name that is not there; a note where it was."""
        named: dict[str, list[Reach]] = {}
        for reach in reaches(expr, context.window):
            name = reach.metric
            if name is not None and name not in context.catalogue and name not in _COME_AND_GO:
                named.setdefault(name, []).append(reach)
        for name, found in named.items():
            yield self._problem(name, found, context)

    def _problem(self, name: str, found: list[Reach], context: Context) -> Problem:
        then = presence((name_selector(name),), [reach.window for reach in found], context)
        if then is not Presence.NEVER:
            return gone(self.id, name, f"{name} is not there", then)
        close = context.catalogue.close(name)
        return Problem(
            rule=self.id,
            severity=severity_of(found, self.severity),
            fragment=name,
            short=f"there is no metric {name}",
            long=f"did you mean {', '.join(close)}?" if close else "nothing has a similar name",
            suggestions=close,
        )
