"""rate(), irate() or increase() of something that is no counter."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.catalogue import MetricType
from app.catalogue.known.counting import COUNTING
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.ranges import ranged_metrics
from app.pipeline.parse import Expr

_COUNTER_FUNCTIONS = frozenset({"rate", "irate", "increase"})
# Metadata is often wrong about these.
_COUNTER_NAMES = ("_total", "_count", "_sum", "_bucket")
_INSTEAD = {"rate": "deriv", "irate": "idelta", "increase": "delta"}


@dataclass(frozen=True, slots=True)
class RateOnGauge:
    """Counter functions take counters: on a gauge every fall counts as a reset."""

    id: str = "rate-on-gauge"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each gauge under a counter function.

        Where the name says that it is a counter, it is only a warning.
        """
        for function, name in dict.fromkeys(ranged_metrics(expr, _COUNTER_FUNCTIONS)):
            if context.catalogue.type_of(name) is MetricType.GAUGE and name not in COUNTING:
                yield self._problem(function, name)

    def _problem(self, function: str, name: str) -> Problem:
        instead = _INSTEAD[function]
        doubtful = name.endswith(_COUNTER_NAMES)
        told = " by its metadata" if doubtful else ""
        long = f"every fall of a gauge would count as a reset: use {instead}() or the value itself"
        if doubtful:
            long = (
                "its name is that of a counter, and then all is well;"
                f" of a gauge take {instead}() or the value itself"
            )
        return Problem(
            rule=self.id,
            severity=Severity.WARNING if doubtful else self.severity,
            fragment=f"{function}({name}[…])",
            short=f"{name} is a gauge{told}, and {function}() is for counters",
            long=long,
            suggestions=(instead,),
        )
