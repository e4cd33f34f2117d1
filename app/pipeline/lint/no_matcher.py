"""A selector without a metric name whose matchers leave every series in."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.narrowing import selects_everything, unnamed
from app.pipeline.parse import Expr, selector_text


@dataclass(frozen=True, slots=True)
class NoMatcher:
    """Every selector names a metric, or at least one value of a label."""

    id: str = "no-matcher"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each selector of everything."""
        found = (selector_text(node) for node in unnamed(expr) if selects_everything(node))
        for selector in dict.fromkeys(found):
            yield Problem(
                rule=self.id,
                severity=self.severity,
                fragment=selector,
                short=f"{selector} selects nearly every series of this Prometheus",
                long="name a metric, or a label with a value",
            )
