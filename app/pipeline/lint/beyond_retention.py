"""A selector looks further back than this Prometheus keeps samples."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr
from app.pipeline.placeholders import duration
from app.pipeline.reach import reaches

# Samples go in blocks, so that a little more than the retention is there.
_TOLERANCE = 1.01


@dataclass(frozen=True, slots=True)
class BeyondRetention:
    """What is asked about is still kept, seen from the request's end."""

    id: str = "beyond-retention"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each selector that looks back too far, with its furthest look."""
        kept = context.server.retention_seconds
        if kept is None:
            return
        furthest: dict[str, float] = {}
        for reach in reaches(expr, context.window):
            back = context.window.end_seconds - reach.window.start_seconds
            if back > kept * _TOLERANCE:
                furthest[reach.text] = max(back, furthest.get(reach.text, 0))
        for selector, back in furthest.items():
            yield self._problem(selector, back, kept)

    def _problem(self, selector: str, back: float, kept: float) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=selector,
            short=f"the query looks back {duration(back)}, and Prometheus keeps {duration(kept)}",
            long="the result covers only the time that is kept: ask about a shorter one",
        )
