"""A selector names a metric that this Prometheus does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import Catalogue
from app.domain import Problem, Severity
from app.pipeline.parse import Expr, metric_name, walk


@dataclass(frozen=True, slots=True)
class UnknownMetric:
    """Every exact metric name exists, else the closest names are told."""

    id: str = "unknown-metric"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, catalogue: Catalogue) -> Iterator[Problem]:
        """Yield one problem for each name that the catalogue does not hold."""
        named = dict.fromkeys(
            metric_name(node)
            for node, _ in walk(expr)
            if isinstance(node, promql_parser.VectorSelector)
        )
        for name in named:
            if name is not None and name not in catalogue:
                yield self._problem(name, catalogue.close(name))

    def _problem(self, name: str, close: tuple[str, ...]) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=name,
            short=f"there is no metric {name}",
            long=f"did you mean {', '.join(close)}?" if close else "nothing has a similar name",
            suggestions=close,
        )
