"""The matchers of a selector rule one another out."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, selector_text, walk
from app.pipeline.tokens import quoted


@dataclass(frozen=True, slots=True)
class ImpossibleMatchers:
    """A label has one value: no two values, and none that is asked for and left out."""

    id: str = "impossible-matchers"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each selector that can never match."""
        told = set()
        for node, _ in walk(expr):
            if isinstance(node, promql_parser.VectorSelector):
                text, why = selector_text(node), next(_conflicts(node), None)
                if why is not None and text not in told:
                    told.add(text)
                    yield self._problem(text, why)

    def _problem(self, selector: str, why: str) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=selector,
            short=f"{why} at once, so that nothing is selected",
            long="leave one of the matchers out, or join two selectors with or",
        )


def _conflicts(selector: Expr) -> Iterator[str]:
    asked = _values(selector, promql_parser.MatchOp.Equal)
    excluded = _values(selector, promql_parser.MatchOp.NotEqual)
    for label, values in asked.items():
        if len(values) > 1:
            yield f"{label} cannot be {' and '.join(map(quoted, sorted(values)))}"
        elif values & excluded.get(label, set()):
            yield f"{label} cannot be {quoted(*values)} and another value"


def _values(selector: Expr, operator: Expr) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for matcher in selector.matchers.matchers:
        if matcher.op == operator:
            found.setdefault(matcher.name, set()).add(matcher.value)
    return found
