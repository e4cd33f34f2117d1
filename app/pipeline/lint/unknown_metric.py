"""A selector names a metric that this Prometheus does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.labels import name_selector
from app.domain import Problem, Severity, Window
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr
from app.pipeline.reach import reaches


@dataclass(frozen=True, slots=True)
class UnknownMetric:
    """Every exact metric name exists, now or in the request's own window."""

    id: str = "unknown-metric"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each name that is not there; a note where it was."""
        named: dict[str, list[Window]] = {}
        for reach in reaches(expr, context.window):
            if reach.metric is not None and reach.metric not in context.catalogue:
                named.setdefault(reach.metric, []).append(reach.window)
        for name, windows in named.items():
            yield self._problem(name, windows, context)

    def _problem(self, name: str, windows: list[Window], context: Context) -> Problem:
        if any(context.holds(name_selector(name), window) for window in windows):
            there = f"{name} is not there now, only in the time that is asked about"
            return Problem(self.id, Severity.NOTE, name, there)
        close = context.catalogue.close(name)
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=name,
            short=f"there is no metric {name}",
            long=f"did you mean {', '.join(close)}?" if close else "nothing has a similar name",
            suggestions=close,
        )
