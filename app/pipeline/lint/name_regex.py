"""Metrics are selected by a pattern of their names, or by the names they do not have."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.matchers import Matcher
from app.pipeline.lint.narrowing import narrows, selects_everything, unnamed
from app.pipeline.parse import Expr, selector_text


@dataclass(frozen=True, slots=True)
class NameRegex:
    """A metric is selected by its name; what no-matcher finds is left to that rule."""

    id: str = "name-regex"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each selector with a pattern for the metric's name.

        A pattern that lists names, or one that takes every name, is only a warning.
        """
        told = set()
        for selector in unnamed(expr):
            text = selector_text(selector)
            if text not in told and not selects_everything(selector):
                told.add(text)
                for matcher in _on_name(selector)[:1]:
                    yield self._problem(matcher, text)

    def _problem(self, matcher: Expr, selector: str) -> Problem:
        listed = matcher.op == promql_parser.MatchOp.Re
        names = Matcher(NAME_LABEL, "=~", matcher.value).literals if listed else ()
        return Problem(
            rule=self.id,
            severity=Severity.WARNING if names or _takes_all(matcher) else self.severity,
            fragment=selector,
            short="the metric is chosen by a pattern, so that what is selected cannot be checked",
            long=f"write {' or '.join(names)}" if names else "write the name of the metric",
            suggestions=names,
        )


def _on_name(selector: Expr) -> list[Expr]:
    """Return the matchers on the metric's name, those first that leave some names out."""
    on_name = [m for m in selector.matchers.matchers if m.name == NAME_LABEL]
    return sorted(on_name, key=_takes_all)


def _takes_all(matcher: Expr) -> bool:
    """Say whether a matcher lets every name pass."""
    if matcher.op == promql_parser.MatchOp.Re:
        return not narrows(matcher)
    return bool(matcher.op == promql_parser.MatchOp.NotEqual and not matcher.value)
